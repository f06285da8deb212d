<?php
// A Swoole app as one finds them: it takes its port from PORT and knows nothing of berth.
use Swoole\Coroutine;
use Swoole\Http\Request;
use Swoole\Http\Response;
use Swoole\Http\Server;

$server = new Server('127.0.0.1', (int) (getenv('PORT') ?: 9501));
$server->set(['worker_num' => 2, 'max_request' => 10000]);

$server->on('request', function (Request $request, Response $response): void {
    switch ($request->server['request_uri']) {
        case '/':
            echo 'shelf for ', $request->header['x-request-id'] ?? 'nobody', "\n";
            $response->header('Content-Type', 'text/html');
            $response->end('<!doctype html><title>Shelf</title><h1>The shelf</h1>');
            break;
        case '/list':
            $scheme = $request->header['x-forwarded-proto'] ?? 'http';
            $response->redirect("$scheme://{$request->header['host']}/", 302);
            break;
        case '/events':
            $response->header('Content-Type', 'text/event-stream');
            $response->write("data: opened\n\n");
            Coroutine::sleep(1);
            $response->write("data: closed\n\n");
            $response->end();
            break;
        default:
            $response->status(404);
            $response->end('No such page');
    }
});

$server->start();
