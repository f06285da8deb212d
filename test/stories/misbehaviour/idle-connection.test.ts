import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import type { Berth } from '../../helpers/berth.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { onTestFinished } from '../../helpers/test-end.ts';
import { runUndisturbed } from '../../helpers/undisturbed.ts';
import { eventually, server, startApp } from './misbehaving-app.ts';

/** How long a connection waits before an idle one is closed for it (src/upstream/idle-watch.ts). */
const PATIENCE_MS = 100;

const need = await requirePackages(['python3', 'gunicorn', 'puma', 'ruby-webrick', 'apache2', 'php-cli']);

const PYTHON = '/usr/bin/python3';

/** How long berth would keep an idle connection here, and with it the app from all others. */
const UPSTREAM_IDLE = '60s';
const AT_ONCE_MS = 40_000;

const BROWSERS = 4;
const PAGES = 4;

/** Writes a file into a folder of its own, and returns its path. */
function write(name: string, content: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'berth-idle-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

const WEBRICK = `require 'webrick'
server = WEBrick::HTTPServer.new(Port: ENV['PORT'].to_i, BindAddress: '127.0.0.1', MaxClients: 2, AccessLog: [])
server.mount_proc('/') { |_, response| response.body = 'ok' }
trap('TERM') { server.shutdown }
server.start
`;

const QUICK_WSGI = `def app(environ, start):
    start('200 OK', [('Content-Length', '2')])
    return [b'ok']
`;

const PUMA_APP = "run lambda { |env| [200, { 'Content-Length' => '2' }, ['ok']] }\n";

const MODULES = '/usr/lib/apache2/modules';
const APACHE = `ServerRoot /tmp
Listen 127.0.0.1:\${PORT}
ServerName localhost
PidFile \${RUN}/httpd.pid
ErrorLog /dev/stderr
User www-data
Group www-data
LoadModule mpm_prefork_module ${MODULES}/mod_mpm_prefork.so
LoadModule authz_core_module ${MODULES}/mod_authz_core.so
LoadModule alias_module ${MODULES}/mod_alias.so
Redirect 200 /
ServerLimit 2
StartServers 2
MaxRequestWorkers 2
KeepAliveTimeout 60
`;

interface App {
  readonly command: readonly string[];
  readonly keys?: Readonly<Record<string, unknown>>;
}

const APPS: ReadonlyArray<readonly [name: string, describeApp: () => App]> = [
  ['Python’s HTTPServer', () => ({ command: [PYTHON, server('one-connection-at-a-time.py')] })],
  ['a server that accepts all, and has two threads', () => ({ command: [PYTHON, server('two-threads.py')] })],
  ['WEBrick with two clients at most', () => ({ command: ['/usr/bin/ruby', write('app.rb', WEBRICK)] })],
  [
    'Apache with two workers',
    () => {
      const config = write('httpd.conf', APACHE);
      const env = { RUN: join(config, '..') };
      return { command: ['/usr/sbin/apache2', '-f', config, '-DFOREGROUND'], keys: { env, stopSignal: 'SIGWINCH' } };
    },
  ],
];

/** Servers that let go of idle connections by themselves, or have only some of their places taken by them. */
const OTHERS: typeof APPS = [
  [
    'puma with two threads',
    () => ({
      command: ['sh', '-c', `exec /usr/bin/puma -q -t 1:2 -b tcp://127.0.0.1:$PORT ${write('config.ru', PUMA_APP)}`],
    }),
  ],
  ['php -S', () => ({ command: ['sh', '-c', `exec /usr/bin/php -S 127.0.0.1:$PORT ${write('index.php', 'ok')}`] })],
  [
    'gunicorn with threads, and as many connections',
    () => {
      const chdir = join(write('quick.py', QUICK_WSGI), '..');
      const options = `--threads 2 --worker-connections 2 --keep-alive 60 --chdir ${chdir}`;
      return { command: ['sh', '-c', `exec /usr/bin/gunicorn ${options} -b 127.0.0.1:$PORT quick:app`] };
    },
  ],
];

/** Some pages one after the other on one connection, each asked for when the one before is there. */
async function browse(berth: Berth): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let page = 0; page < PAGES; page++) {
    const status = await new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port: berth.port, agent }, (res) => {
        text(res).then(() => resolve(res.statusCode), reject);
      }).once('error', reject);
    });
    expect(status).toBe(200);
  }
  agent.destroy();
}

async function browseAtOnce(berth: Berth, browsers: number): Promise<void> {
  await Promise.all(Array.from({ length: browsers }, () => browse(berth)));
}

const listNotes = ({ records }: Berth) => records.filter(({ event }) => event === 'idle-connections');

describe.skipIf(need.skipReason !== null)(need.title('an app with as many connections as threads'), () => {
  test.for(
    APPS.flatMap(([name, describeApp]) =>
      (['h1', 'node-client'] as const).map((transport) => [name, transport, describeApp] as const),
    ),
  )(
    '%s (%s) answers all at once: no idle connection of berth is in the way, and the log says so once',
    async ([, transport, describeApp]) => {
      const { command, keys = {} } = describeApp();
      const proxy = { upstreamIdle: UPSTREAM_IDLE };
      await using berth = await startApp(command, { proxy, upstream: { transport }, ...keys });
      const startMs = performance.now();
      // Until it is known, each round may lose a moment.
      while (listNotes(berth).length === 0 && performance.now() - startMs < AT_ONCE_MS)
        await browseAtOnce(berth, BROWSERS);
      await browseAtOnce(berth, BROWSERS);
      expect(performance.now() - startMs).toBeLessThan(AT_ONCE_MS);
      expect(listNotes(berth)).toMatchObject([
        { level: 'info', upstream: expect.stringMatching(/^127\.0\.0\.1:\d+$/) },
      ]);
    },
  );

  test.for(
    OTHERS.flatMap(([name, describeApp]) =>
      (['h1', 'node-client'] as const).map((transport) => [name, transport, describeApp] as const),
    ),
  )('%s (%s) answers all at once, too', async ([, transport, describeApp]) => {
    const proxy = { upstreamIdle: UPSTREAM_IDLE };
    await using berth = await startApp(describeApp().command, { proxy, upstream: { transport } });
    const startMs = performance.now();
    for (let round = 0; round < 5; round++) await browseAtOnce(berth, BROWSERS);
    expect(performance.now() - startMs).toBeLessThan(AT_ONCE_MS);
  });

  test('on a UNIX socket it is known as well', async () => {
    const socket = join(write('x', ''), '..', 'app.sock');
    const command = [PYTHON, server('one-connection-on-socket.py'), socket];
    await using berth = await startApp(command, {
      port: undefined,
      upstream: { unix: socket },
      proxy: { upstreamIdle: UPSTREAM_IDLE, forwarded: { trust: false } },
    });
    const startMs = performance.now();
    while (listNotes(berth).length === 0 && performance.now() - startMs < AT_ONCE_MS)
      await browseAtOnce(berth, BROWSERS);
    expect(listNotes(berth)).toMatchObject([{ upstream: socket }]);
  });
});

describe.skipIf(need.skipReason !== null)(need.title('an app that is only slow'), () => {
  test('keeps its idle connections: pages of 300 ms are no sign', async () => {
    const slow = `import os, time
def app(environ, start):
    time.sleep(0.3)
    start('200 OK', [('Content-Length', '2')])
    return [str(environ['REMOTE_PORT']).encode()]
`;
    const chdir = join(write('slow.py', slow), '..');
    const command = `exec /usr/bin/gunicorn --threads 12 --keep-alive 60 -b 127.0.0.1:$PORT --chdir ${chdir} slow:app`;
    await runUndisturbed(PATIENCE_MS, async () => {
      await using berth = await startApp(['sh', '-c', command], { proxy: { upstreamIdle: UPSTREAM_IDLE } });
      for (let browsers = 2; browsers <= 10; browsers += 2) await browseAtOnce(berth, browsers);
      expect(listNotes(berth)).toEqual([]);
      await eventually(() => expect(berth.records.filter(({ event }) => event === 'call')).toHaveLength(30 * PAGES));
      // Nearly every connection was used again: a fresh one takes time to be made.
      const reused = berth.records.filter(({ event, connectMs }) => event === 'call' && connectMs === 0);
      expect(reused.length).toBeGreaterThan(15 * PAGES);
    });
  });
});
