import { describe, expect, test } from 'vitest';
import { findPhp } from '../../../src/init/finder/php.ts';
import { findPhpWorker } from '../../../src/init/finder/php-worker.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { rawGet } from './raw-get.ts';
import { lookAt, setUpAndStart } from './set-up-folder.ts';

const toComposer = (name: string) => JSON.stringify({ require: { [name]: '*' } });

describe('PHP that listens itself', () => {
  test.for([
    [
      'RoadRunner',
      `rr serve -c .rr.yaml -o http.address=127.0.0.1:\${port}`,
      'auto',
      { '.rr.yaml': 'http: { address: 0.0.0.0:8080 }' },
    ],
    [
      'FrankenPHP',
      'frankenphp run --config Caddyfile',
      'auto',
      { Caddyfile: '{\n\tfrankenphp\n}\n{$SERVER_NAME:localhost} {\n\tphp_server\n}\n' },
    ],
    [
      'Hyperf (Swoole)',
      'php bin/hyperf.php start',
      9501,
      { 'bin/hyperf.php': '', 'config/autoload/server.php': "'servers' => [['host' => '0.0.0.0', 'port' => 9501]]" },
    ],
    [
      'Workerman',
      'php start.php start',
      8787,
      {
        'start.php': '',
        'config/process.php': "'listen' => 'http://0.0.0.0:8787'",
        'composer.json': toComposer('workerman/webman-framework'),
      },
    ],
    [
      'Swoole server',
      'php server.php',
      9501,
      { 'server.php': "<?php $http = new Swoole\\Http\\Server('0.0.0.0', 9501);" },
    ],
    [
      'Swoole server',
      'php server.php',
      'auto',
      { 'server.php': "<?php $http = new OpenSwoole\\HTTP\\Server('0.0.0.0', (int) getenv('PORT'));" },
    ],
    [
      'ReactPHP server',
      'php bin/server.php',
      8000,
      {
        'bin/server.php':
          "<?php use React\\Http\\HttpServer; $server = new HttpServer($f); $socket = new React\\Socket\\SocketServer('0.0.0.0:8000');",
      },
    ],
  ] as const)('is told by its files: %s', ([kind, command, port, files]) => {
    const [found, ...others] = lookAt(findPhpWorker, files);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ kind, config: { command, port } });
  });

  test('with the port of berth in its source gets berth another one', () => {
    const files = { 'server.php': "<?php $http = new Swoole\\Http\\Server('0.0.0.0', 9000);" };
    const [found] = lookAt(findPhpWorker, files);
    expect(found).toMatchObject({
      config: { port: 9000, listen: { port: 9001 } },
      notes: [expect.stringContaining('9000')],
    });
  });

  test('is no page to be served, and a page is no server', () => {
    expect(lookAt(findPhp, { 'server.php': '<?php $s = stream_socket_server("tcp://0.0.0.0:80");' })).toEqual([]);
    expect(lookAt(findPhpWorker, { 'index.php': '<?php echo "a worker, new Worker($x)";', 'a.php': '' })).toEqual([]);
  });
});

const packages = await requirePackages(['php-cli', 'starman', 'libmojolicious-perl']);

describe.skipIf(packages.skipReason !== null)(packages.title('a script'), () => {
  const LOOP = `while (true) {
    $c = @stream_socket_accept($s, -1);
    fread($c, 8192);
    fwrite($c, "HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\nConnection: close\\r\\n\\r\\nhello");
    fclose($c);
}`;

  test.for([
    [
      'PHP server',
      { 'server.php': `<?php\n$s = stream_socket_server('tcp://127.0.0.1:' . getenv('APP_PORT'));\n${LOOP}` },
    ],
    ['PHP server', { 'server.php': `<?php\n$s = stream_socket_server('tcp://127.0.0.1:48713');\n${LOOP}` }],
    ['PSGI app with starman', { 'app.psgi': 'sub { [200, ["Content-Type" => "text/plain"], ["hello"]] };' }],
    [
      'Mojolicious',
      {
        'app.pl':
          'use Mojolicious::Lite -signatures;\nget "/" => sub ($c) { $c->render(text => "hello") };\napp->start;\n',
      },
    ],
  ] as const)('as init finds it answers: %s, %j', async ([kind, files]) => {
    await using berth = await setUpAndStart(createFolder(files), kind);
    expect(await rawGet(berth.port, '/')).toEqual({ status: 200, body: 'hello' });
  });
});
