import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Berth, startBerth } from '../../helpers/berth.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { connectRaw } from '../../helpers/raw-client.ts';
import { onTestFinished } from '../../helpers/test-end.ts';

const need = await requirePackages(['apache2', 'gunicorn', 'python3', 'puma']);

/** How long these servers keep a connection that is idle; what their stop must not wait for. */
const KEEP_ALIVE_S = 60;
const FAST_MS = 10_000;

const MODULES = '/usr/lib/apache2/modules';

function describeApache(folder: string): object {
  const cgi = join(folder, 'slow.cgi');
  writeFileSync(cgi, '#!/bin/sh\necho started >&2\nsleep 1\nprintf "Content-Type: text/plain\\r\\n\\r\\nslow"\n');
  chmodSync(cgi, 0o755);
  writeFileSync(join(folder, 'index.html'), 'quick');
  writeFileSync(
    join(folder, 'httpd.conf.tmpl'),
    `ServerRoot ${folder}
Listen 127.0.0.1:\${port}
ServerName localhost
PidFile ${folder}/httpd.pid
ErrorLog /dev/stderr
User www-data
Group www-data
LoadModule mpm_prefork_module ${MODULES}/mod_mpm_prefork.so
LoadModule authz_core_module ${MODULES}/mod_authz_core.so
LoadModule dir_module ${MODULES}/mod_dir.so
LoadModule cgi_module ${MODULES}/mod_cgi.so
DocumentRoot ${folder}
<Directory ${folder}>
  Require all granted
  Options +ExecCGI
</Directory>
<Files slow.cgi>
  SetHandler cgi-script
</Files>
StartServers 6
KeepAliveTimeout ${KEEP_ALIVE_S}
`,
  );
  return {
    command: ['/usr/sbin/apache2', '-f', `\${file.conf}`, '-DFOREGROUND'],
    files: { conf: { template: join(folder, 'httpd.conf.tmpl') } },
    stopSignal: 'SIGWINCH',
  };
}

function describeGunicorn(folder: string): object {
  writeFileSync(
    join(folder, 'app.py'),
    `import sys, time
def app(environ, start):
    if environ['PATH_INFO'] == '/slow.cgi':
        print('started', file=sys.stderr, flush=True)
        time.sleep(1)
    start('200 OK', [('Content-Length', '4')])
    return [b'slow']
`,
  );
  const keepAlive = ['--keep-alive', String(KEEP_ALIVE_S)];
  return {
    command: [
      '/usr/bin/gunicorn',
      '--threads',
      '6',
      ...keepAlive,
      '-b',
      `127.0.0.1:\${port}`,
      '--chdir',
      folder,
      'app:app',
    ],
  };
}

function describePuma(folder: string): object {
  writeFileSync(
    join(folder, 'config.ru'),
    `run lambda { |env|
  if env['PATH_INFO'] == '/slow.cgi'
    $stderr.puts 'started'
    sleep 1
  end
  [200, { 'Content-Length' => '4' }, ['slow']]
}
`,
  );
  writeFileSync(join(folder, 'puma.rb'), `persistent_timeout ${KEEP_ALIVE_S}\nthreads 0, 6\n`);
  return {
    command: [
      '/usr/bin/puma',
      '-C',
      join(folder, 'puma.rb'),
      '-b',
      `tcp://127.0.0.1:\${port}`,
      join(folder, 'config.ru'),
    ],
  };
}

const SERVERS = [
  ['Apache prefork', describeApache],
  ['gunicorn with threads', describeGunicorn],
  ['puma', describePuma],
] as const;

async function start(describeServer: (folder: string) => object, transport: string): Promise<Berth> {
  const folder = mkdtempSync(join(tmpdir(), 'berth-idle-'));
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'run'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const keys = { port: 'auto', gracePeriod: '90s', upstream: { transport }, stop: { drain: '100ms' } };
  // Connections are not closed for their age either.
  const proxy = { upstreamIdle: '50s' };
  const berth = await startBerth({ config: JSON.stringify({ ...describeServer(folder), ...keys, proxy }) });
  await berth.waitForLine(/"event":"ready"/);
  return berth;
}

async function ask(port: number, path: string): Promise<number> {
  const client = await connectRaw(port);
  client.send(`GET ${path} HTTP/1.1\r\nHost: app\r\n\r\n`);
  const { status } = await client.readResponse();
  client.socket.destroy();
  return status;
}

describe.skipIf(need.skipReason !== null)(need.title('an app that waits for its connections when it stops'), () => {
  test.for(
    SERVERS.flatMap(([name, describeServer]) =>
      (['h1', 'node-client'] as const).map((t) => [name, t, describeServer] as const),
    ),
  )(
    '%s (%s) never waits for idle ones of berth, not even for one whose call outlasts the drain',
    async ([, transport, describeServer]) => {
      await using berth = await start(describeServer, transport);
      const slow = ask(berth.port, '/slow.cgi');
      await berth.waitForLine(/started/);
      expect(await Promise.all([1, 2, 3, 4].map(() => ask(berth.port, '/')))).toEqual([200, 200, 200, 200]);
      const startMs = performance.now();
      const { code, survivors } = await berth.stop();
      expect([code, survivors]).toEqual([0, []]);
      expect(performance.now() - startMs).toBeLessThan(FAST_MS);
      expect(await slow).toBe(200);
    },
  );
});
