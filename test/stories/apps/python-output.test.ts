import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startBerth } from '../../helpers/berth.ts';
import { createCookieClient } from '../../helpers/cookie-client.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { onTestFinished } from '../../helpers/test-end.ts';
import { waitForCall } from './call-lines.ts';

const WSGI = `def app(environ, start_response):
    print('asked for', environ['PATH_INFO'])
    start_response('200 OK', [('Content-Length', '2')])
    return [b'ok']
`;

const FLASK = `import os
from flask import Flask
app = Flask(__name__)

@app.route('/<path:name>')
def page(name):
    print('asked for', '/' + name)
    if name == 'crash':
        os.kill(os.getpid(), 9)
    return 'ok'
`;

const SERVER = `import http.server, os
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        print('asked for', self.path)
        if self.path == '/crash': os._exit(3)
        self.send_response(200)
        self.send_header('Content-Length', '2')
        self.end_headers()
        self.wfile.write(b'ok')
http.server.HTTPServer(('127.0.0.1', int(os.environ['PORT'])), Page).serve_forever()
`;

const FILES = {
  'wsgi.py': WSGI,
  'shop.py': FLASK,
  'server.py': SERVER,
  'start.sh': 'echo starting\nexec python3 server.py\n',
};

/** How people start a Python server, none of them with `-u`. */
const COMMANDS = [
  ['gunicorn', 'gunicorn --workers 2 --bind 127.0.0.1:$' + '{port} wsgi:app'],
  ['gunicorn with threads', 'gunicorn --threads 4 --bind 127.0.0.1:$' + '{port} wsgi:app'],
  [
    'uWSGI',
    'uwsgi --plugin python3 --master --die-on-term --http-socket 127.0.0.1:$' +
      '{port} --module wsgi:app --callable app',
  ],
  ['`flask run`', 'flask --app shop run --port $' + '{port}'],
  ['a script of its own', 'python3 server.py'],
  ['a shell script', 'sh start.sh'],
] as const;

function createApp(): string {
  const folder = mkdtempSync(join(tmpdir(), 'berth-python-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
  return folder;
}

const packages = await requirePackages(['gunicorn', 'python3-flask', 'uwsgi-core', 'uwsgi-plugin-python3']);

describe.skipIf(packages.skipReason !== null)(packages.title('what Python prints'), () => {
  test.for(COMMANDS)('under %s during a call stands between its markers', async ([, command]) => {
    const config = `command: ${command}\nport: auto\nworkingDirectory: ${createApp()}\n`;
    await using berth = await startBerth({ config });
    await using client = createCookieClient(berth.port);
    const page = await client.ask('/a');
    expect(page.text).toBe('ok');
    expect(await waitForCall(berth, page.requestId)).toContain('asked for /a');
  });

  test.for([
    ['a script of its own', 'python3 server.py'],
    ['`flask run`', 'flask --app shop run --port $' + '{port}'],
  ] as const)('under %s right before a crash is not lost', async ([, command]) => {
    const config = `command: ${command}\nport: auto\nworkingDirectory: ${createApp()}\n`;
    await using berth = await startBerth({ config });
    await using client = createCookieClient(berth.port);
    const page = await client.ask('/crash');
    expect(page.status).toBe(502);
    expect(await waitForCall(berth, page.requestId)).toContain('asked for /crash');
  });
});
