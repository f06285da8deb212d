<?php
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);

if ($path === '/events') {
    header('Content-Type: text/event-stream');
    while (ob_get_level() > 0) {
        ob_end_flush();
    }
    echo "data: opened\n\n";
    flush();
    sleep(1);
    echo "data: closed\n\n";
    exit;
}

if ($path === '/list') {
    $scheme = ($_SERVER['HTTPS'] ?? '') === 'on' ? 'https' : 'http';
    header("Location: $scheme://{$_SERVER['HTTP_HOST']}/", true, 301);
    exit;
}

error_log('shelf for ' . ($_SERVER['HTTP_X_REQUEST_ID'] ?? 'nobody'));
$title = ['/' => 'The shelf', '/books/1' => 'The Voyage Out', '/books/2' => 'Night and Day'][$path] ?? null;
if ($title === null) {
    http_response_code(404);
}
?>
<!doctype html>
<title>Shelf</title>
<link rel="stylesheet" href="/assets/shelf.css">
<h1><?= htmlspecialchars($title ?? 'No such book') ?></h1>
<p><a href="/books/1">The Voyage Out</a>, <a href="/books/2">Night and Day</a></p>
<p>You are <?= htmlspecialchars($_SERVER['REMOTE_ADDR']) ?>.</p>
