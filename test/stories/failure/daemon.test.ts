import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startBerth } from '../../helpers/berth.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { type BrokenApp, expectTelling, runBrokenApp } from './broken-app.ts';

const DAEMONIZED = { code: 'APP_DAEMONIZED' } as const;

// For a server that listens: one that is reached before its command returns is ready for a moment, and answers.
const NOT_THERE = { ready: { unix: 'not-there.sock' } };

const SCRIPTS: readonly BrokenApp[] = [
  {
    ...DAEMONIZED,
    title: 'a script that starts its server with &',
    app: { command: ['sh', '-c', 'sleep 1000 FOLDER 2>/dev/null || sleep 1000 & exit 0'] },
    message: /exited with code 0 and left (sh|sleep) \(pid \d+\) running\.$/,
    cure: /drop a `&`/,
  },
  {
    ...DAEMONIZED,
    title: 'a Python server that forks twice',
    files: {
      'server.py': `import os, time
if os.fork(): os.wait(); os._exit(0)
os.setsid()
if os.fork(): os._exit(0)
time.sleep(1000)
`,
    },
    app: { command: 'python3 FOLDER/server.py' },
    message: /left python3?[\d.]* \(pid \d+\) running/,
    record: { certainty: 'certain', evidence: [expect.stringMatching(/^python3?[\d.]* \(pid \d+\)$/)] },
  },
  {
    ...DAEMONIZED,
    title: 'a server that drops its environment and its session',
    app: {
      ...NOT_THERE,
      command: [
        'sh',
        '-c',
        `setsid env -i PORT=$PORT ${process.execPath} FOLDER/server.mjs & until [ -e up ]; do sleep 0.02; done`,
      ],
    },
    files: {
      'server.mjs': `import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
createServer().listen(process.env.PORT, '127.0.0.7', () => writeFileSync('up', ''));
`,
    },
    message: /left node.* \(pid \d+\) running/,
  },
];

describe('everybody is told of', () => {
  test.for(SCRIPTS)('$title, and nothing of it is left', async (broken) => {
    expectTelling(broken, await runBrokenApp(broken));
  });
});

test('a server that answers its probe before its command returns is a daemon all the same, and is not restarted', async () => {
  const script = `import os, socket, time
server = socket.create_server(('127.0.0.1', int(os.environ['PORT'])))
server.accept()
server.accept()
if os.fork(): os._exit(0)
os.setsid()
time.sleep(1000)
`;
  const folder = createFolder({ 'server.py': script, 'berth.yaml': 'command: python3 server.py\nport: auto\n' });
  await using berth = await startBerth({ file: join(folder, 'berth.yaml') });
  await berth.waitForLine(/"event":"ready"/);
  // The second connection lets the command return.
  void fetch(`http://127.0.0.1:${berth.port}/`).catch(() => {});
  expect(await berth.ended).toEqual({ code: 69, signal: null });
  const events = berth.records.map((record) => record['code'] ?? record['event']);
  expect(events).toEqual(expect.arrayContaining(['process-ready', 'ready', 'APP_DAEMONIZED', 'stopping']));
  expect(events).not.toContain('restarting');
});

const servers = await requirePackages([
  'nginx-light',
  'php8.2-fpm',
  'apache2-bin',
  'redis-server',
  'lighttpd',
  'gunicorn',
  'tomcat10',
]);

const NGINX_CONF = `pid FOLDER/nginx.pid;
error_log stderr;
events {}
http { access_log off; server { listen 127.0.0.7:PORT; } }
`;

const FPM_CONF = `[global]
pid = FOLDER/fpm.pid
error_log = /dev/stderr
[www]
listen = FOLDER/fpm.sock
user = www-data
group = www-data
pm = static
pm.max_children = 1
`;

const APACHE_CONF = `ServerRoot "FOLDER"
ServerName localhost
PidFile FOLDER/httpd.pid
Listen 127.0.0.7:PORT
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
ErrorLog /dev/stderr
User www-data
Group www-data
`;

/** Writes the port into a config, then starts the server. */
const render = (file: string, server: string): string[] => ['sh', '-c', `sed -i "s/PORT/$PORT/" ${file}; ${server}`];

const SERVERS: readonly BrokenApp[] = [
  {
    ...DAEMONIZED,
    title: 'nginx in the background',
    files: { 'nginx.conf': NGINX_CONF },
    app: { ...NOT_THERE, command: render('nginx.conf', 'exec nginx -e stderr -c FOLDER/nginx.conf') },
    message: /left nginx \(pid \d+\) running/,
    cure: /`daemon off;`/,
  },
  {
    ...DAEMONIZED,
    title: 'nginx in the background behind a shell',
    files: { 'nginx.conf': NGINX_CONF },
    app: { ...NOT_THERE, command: render('nginx.conf', 'nginx -e stderr -c FOLDER/nginx.conf; exit 0') },
    message: /left nginx \(pid \d+\) running/,
    cure: /`daemon off;`/,
  },
  {
    ...DAEMONIZED,
    title: 'php-fpm in the background',
    files: { 'fpm.conf': FPM_CONF },
    app: { ...NOT_THERE, command: render('fpm.conf', 'exec php-fpm8.2 --fpm-config FOLDER/fpm.conf') },
    message: /left php-fpm8\.2 \(pid \d+\) running/,
    cure: /`-F` \(`--nodaemonize`\)/,
  },
  {
    ...DAEMONIZED,
    title: 'Redis in the background',
    app: {
      ...NOT_THERE,
      command: `redis-server --daemonize yes --bind 127.0.0.7 --dir FOLDER --port \${port} --pidfile FOLDER/pid`,
    },
    message: /left redis-server \(pid \d+\) running/,
    cure: /`daemonize no`/,
  },
  {
    ...DAEMONIZED,
    title: 'lighttpd in the background',
    files: { 'lighttpd.conf': 'server.document-root = "FOLDER"\nserver.bind = "127.0.0.7"\nserver.port = PORT\n' },
    app: { ...NOT_THERE, command: render('lighttpd.conf', 'exec lighttpd -f FOLDER/lighttpd.conf') },
    message: /left lighttpd \(pid \d+\) running/,
    cure: /Start it with `-D`/,
  },
  {
    ...DAEMONIZED,
    title: 'gunicorn in the background, which forks twice',
    files: { 'app.py': 'def app(environ, start):\n    pass\n' },
    app: { ...NOT_THERE, command: `/usr/bin/gunicorn --daemon --chdir FOLDER --bind 127.0.0.7:\${port} app:app` },
    message: /left gunicorn \(pid \d+\) running/,
    cure: /`--daemon`/,
  },
  {
    ...DAEMONIZED,
    title: 'Tomcat in the background, by a script of its own',
    files: {
      'start.sh': `export CATALINA_HOME=/usr/share/tomcat10 CATALINA_BASE=FOLDER/base
mkdir -p base/logs base/temp
exec /usr/share/tomcat10/bin/startup.sh
`,
    },
    app: { ...NOT_THERE, command: 'bash FOLDER/start.sh' },
    message: /left java \(pid \d+\) running/,
    cure: /`catalina.sh run`/,
  },
  {
    ...DAEMONIZED,
    title: 'Apache in the background',
    files: { 'apache.conf': APACHE_CONF },
    app: { ...NOT_THERE, command: render('apache.conf', 'exec apache2 -f FOLDER/apache.conf -k start') },
    message: /left apache2 \(pid \d+\) running/,
    cure: /`-DFOREGROUND`/,
  },
];

describe.skipIf(servers.skipReason !== null)(servers.title('everybody is told of'), () => {
  test.for(SERVERS)('$title, and nothing of it is left', async (broken) => {
    expectTelling(broken, await runBrokenApp(broken));
  });
});
