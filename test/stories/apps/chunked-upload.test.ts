import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { type Berth, startBerth } from '../../helpers/berth.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { requirePackages } from '../../helpers/debian.ts';

/** Each answers with how much it has read by the length it was told, which is how CGI and its heirs read. */
const FILES = {
  'wsgi.py': `def application(environ, start_response):
    length = int(environ.get('CONTENT_LENGTH') or 0)
    text = str(len(environ['wsgi.input'].read(length))).encode()
    start_response('200 OK', [('Content-Length', str(len(text)))])
    return [text]
`,
  'server.py': `import http.server, os
class Page(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def do_POST(self):
        text = str(len(self.rfile.read(int(self.headers['Content-Length'] or 0)))).encode()
        self.send_response(200)
        self.send_header('Content-Length', str(len(text)))
        self.end_headers()
        self.wfile.write(text)
http.server.ThreadingHTTPServer(('127.0.0.1', int(os.environ['PORT'])), Page).serve_forever()
`,
  'index.php': `<?php echo strlen(file_get_contents('php://input'));`,
  'server.rb': `require 'webrick'
server = WEBrick::HTTPServer.new(Port: ENV['PORT'].to_i, BindAddress: '127.0.0.1', AccessLog: [])
server.mount_proc('/') { |req, res| res.body = req.body.to_s.bytesize.to_s }
trap('TERM') { server.shutdown }
server.start
`,
  'fpm.conf': `[global]
error_log = /dev/stderr
daemonize = no
[www]
listen = \${runDir}/fpm.sock
listen.mode = 0666
pm = static
pm.max_children = 1
`,
  'nginx.conf': `daemon off;
pid \${runDir}/nginx.pid;
error_log /dev/stderr;
events {}
http {
  access_log off;
  client_max_body_size 0;
  client_body_temp_path \${runDir}/a; proxy_temp_path \${runDir}/b; fastcgi_temp_path \${runDir}/c;
  uwsgi_temp_path \${runDir}/d; scgi_temp_path \${runDir}/e;
  server {
    listen 127.0.0.1:\${port.nginx};
    location / {
      include /etc/nginx/fastcgi_params;
      fastcgi_param SCRIPT_FILENAME \${configDir}/index.php;
      fastcgi_pass unix:\${runDir}/fpm.sock;
    }
  }
}
`,
};

const WORKER = process.getuid?.() === 0 ? ' -R' : '';

const CONFIGS: ReadonlyArray<readonly [name: string, config: string]> = [
  ['gunicorn', single('gunicorn --bind 127.0.0.1:$PORT wsgi')],
  ['gunicorn with threads', single('gunicorn --threads 4 --bind 127.0.0.1:$PORT wsgi')],
  ['uWSGI', single('uwsgi --plugin python3 --http-socket 127.0.0.1:$PORT --wsgi-file wsgi.py --die-on-term')],
  ['waitress', single('/usr/bin/python3 -m waitress --listen=127.0.0.1:$PORT wsgi:application')],
  ['http.server', single('python3 server.py')],
  ['php -S', single('php -S 127.0.0.1:$PORT index.php')],
  ['WEBrick', single('ruby server.rb')],
  [
    'php-fpm behind nginx',
    `files: { fpm: { template: fpm.conf }, nginx: { template: nginx.conf } }
processes:
  fpm: { command: [sh, -c, "exec $(ls /usr/sbin/php-fpm* | head -1) -F${WORKER} -y $1", sh, "\${file.fpm}"], ready: { unix: "\${runDir}/fpm.sock" } }
  nginx: { command: [nginx, -c, "\${file.nginx}"], port: auto, after: [fpm], stopSignal: SIGQUIT }
upstream: { process: nginx }
`,
  ],
];

function single(command: string): string {
  return `command: ${JSON.stringify(['sh', '-c', `exec ${command}`])}\nport: auto\n`;
}

const packages = await requirePackages([
  ...['gunicorn', 'uwsgi-core', 'uwsgi-plugin-python3', 'python3-waitress', 'python3', 'curl'],
  ...['php-cli', 'php-fpm', 'nginx-light', 'ruby-webrick'],
]);

describe.skipIf(packages.skipReason !== null)(packages.title('an upload in chunks, behind berth'), () => {
  test.for(CONFIGS)('is read whole by %s, small and large, and by the next call', async ([, config]) => {
    const folder = createFolder({ ...FILES, 'berth.yaml': config });
    await using berth = await startBerth({ file: join(folder, 'berth.yaml') });
    await berth.waitForLine(/"event":"ready"/);
    for (const size of [0, 5, 100_000, 3_000_000, 5]) expect(await upload(berth, folder, size)).toBe(`${size} 200`);
  });
});

/** As `curl -T -` sends it: in chunks, with `Expect: 100-continue` for a large one. */
async function upload(berth: Berth, folder: string, size: number): Promise<string> {
  const source = `head -c ${size} /dev/zero | curl -sS -X POST -T - -w ' %{http_code}' http://127.0.0.1:${berth.port}/`;
  return (await promisify(execFile)('sh', ['-c', source], { cwd: folder })).stdout;
}
