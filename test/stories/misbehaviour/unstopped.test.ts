import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Berth, CLEAN_STOP, startBerth } from '../../helpers/berth.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { finishBerth } from '../../helpers/finished-berth.ts';
import { type OnTestFinished, onTestFinished } from '../../helpers/test-end.ts';

const SERVE = `const server = require('http').createServer((req, res) => res.end('ok'));
server.listen(process.env.PORT, '127.0.0.1');
`;

const FILES = {
  'wsgi.py': `import time
def app(environ, start_response):
    if environ['PATH_INFO'] == '/slow': time.sleep(1000)
    start_response('200 OK', [('Content-Length', '2')])
    return [b'ok']
`,
  'uwsgi.ini': '[uwsgi]\nplugin = python3\nmaster = true\nmodule = wsgi:app\ncallable = app\n',
  'dies.ini': '[uwsgi]\nplugin = python3\nmaster = true\nmodule = wsgi:app\ncallable = app\ndie-on-term = true\n',
  'supervisord.conf':
    '[supervisord]\nnodaemon=true\nuser=root\n[program:web]\ncommand=node deaf.js\nstdout_logfile=/dev/stdout\nstdout_logfile_maxbytes=0\nredirect_stderr=true\n',
  'deaf.js': `${SERVE}process.on('SIGTERM', () => {});\n`,
  'trap.sh': 'trap "kill $!" TERM\nnode deaf.js &\nwait $!\nwait $!\n',
  'ignores.sh': "trap '' TERM\npython3 -m http.server --bind 127.0.0.1 $PORT\n",
  'server.js': SERVE,
};

function createApp(rest: string, onFinished: OnTestFinished = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'berth-unstopped-'));
  onFinished(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o755);
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
  writeFileSync(
    join(folder, 'berth.yaml'),
    `port: auto\nstop: { drain: 0s }\n${rest}${rest.includes('gracePeriod') ? '' : 'gracePeriod: 2s\n'}`,
  );
  return folder;
}

interface StopOptions {
  readonly before?: (berth: Berth) => Promise<void>;
  readonly onFinished?: OnTestFinished;
}

async function stopApp(rest: string, { before = async () => {}, onFinished }: StopOptions = {}) {
  await using berth = await startBerth({ file: join(createApp(rest, onFinished), 'berth.yaml') });
  await berth.waitForLine(/"event":"ready"/);
  // uWSGI listens before it has begun, and loses what it is told meanwhile.
  if (rest.includes('uwsgi')) await berth.waitForLine(/spawned uWSGI worker 1/);
  await before(berth);
  const end = await berth.stop();
  return { end, killed: berth.records.find(({ event }) => event === 'killed') };
}

/** A call that the app is still at when it is asked to stop. */
async function callSlowly(berth: Berth): Promise<void> {
  const client = connect(berth.port, '127.0.0.1');
  client.on('error', () => {});
  onTestFinished(() => void client.destroy());
  client.write('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n');
  await berth.waitForLine(/FC Invoke Start/);
}

const UWSGI = 'uwsgi --http-socket 127.0.0.1:$' + '{port} --ini';
const packages = await requirePackages(['uwsgi-core', 'uwsgi-plugin-python3', 'supervisor', 'gunicorn', 'postgresql']);

describe.skipIf(packages.skipReason !== null)(packages.title('a server that does not stop when it is asked to'), () => {
  test.concurrent.for([
    ['uWSGI', `command: ${UWSGI} uwsgi.ini\n`, /uWSGI takes SIGTERM for an order to reload/, /stopSignal: SIGINT/],
    [
      'uWSGI behind a shell',
      `command: [sh, -c, "${UWSGI} uwsgi.ini; true"]\n`,
      /uWSGI takes SIGTERM/,
      /stopSignal: SIGINT/,
    ],
    ['Supervisor', 'command: supervisord -c supervisord.conf\n', /Supervisor waits/, /stopwaitsecs/],
    [
      'a handler that does nothing',
      'command: node deaf.js\n',
      /node \(pid \d+\) has a handler for SIGTERM/,
      /gracePeriod/,
    ],
    ['a script whose trap waits', 'command: bash trap.sh\n', /A shell stands in between: bash/, /`exec` in the script/],
    ['a script that ignores it', 'command: sh ignores.sh\n', /ignores SIGTERM/, /take the trap out of the script/],
  ] as const)(
    'is named with its cause and what to do: %s',
    async ([, rest, cause, cure], { onTestFinished: onFinished }) => {
      const { end, killed } = await stopApp(rest, { onFinished });
      expect(killed).toMatchObject({
        level: 'warn',
        process: 'app',
        cause: expect.stringMatching(cause),
        cure: expect.stringMatching(cure),
      });
      expect(end).toEqual(CLEAN_STOP);
    },
  );

  test('gunicorn at a call is named with what it waits for', async () => {
    const { killed } = await stopApp('command: gunicorn --bind 127.0.0.1:$' + '{port} wsgi:app\n', {
      before: callSlowly,
    });
    expect(killed).toMatchObject({ cause: expect.stringMatching(/gunicorn waits for its workers/) });
  });

  test.for([
    ['SIGTERM', /PostgreSQL takes SIGTERM for a smart shutdown/],
    ['SIGINT', null],
  ] as const)('PostgreSQL with a client is named after %s, if it did not stop', async ([stopSignal, cause]) => {
    const folders = execFileSync('sh', ['-c', 'ls -d /usr/lib/postgresql/*/bin'], { encoding: 'utf8' }).trim();
    const bin = folders.split('\n').at(-1) ?? '';
    const data = mkdtempSync(join(tmpdir(), 'berth-postgres-'));
    onTestFinished(() => rmSync(data, { recursive: true, force: true }));
    execFileSync('chown', ['postgres', data]);
    const become = ['--reuid=postgres', '--regid=postgres', '--clear-groups', '--'];
    execFileSync('setpriv', [...become, `${bin}/initdb`, '-D', `${data}/d`, '-A', 'trust'], { stdio: 'ignore' });
    const folder = createApp('');
    writeFileSync(
      join(folder, 'berth.yaml'),
      `processes:
  db:
    command: [${bin}/postgres, -D, ${data}/d, -k, ${data}, -c, listen_addresses=]
    user: postgres
    ready: { exec: [${bin}/pg_isready, -h, ${data}] }
    stopSignal: ${stopSignal}
    gracePeriod: 4s
  web: { command: node server.js, port: auto }
`,
    );
    await using berth = await startBerth({ file: join(folder, 'berth.yaml') });
    await berth.waitForLine(/"event":"ready"/);
    const query = ['-h', data, '-At', '-c', 'select 1', '-c', 'select pg_sleep(1000)', 'postgres'];
    const client = spawn('setpriv', [...become, 'psql', ...query], { stdio: ['ignore', 'pipe', 'ignore'] });
    onTestFinished(() => void client.kill('SIGKILL'));
    await once(client.stdout, 'data');
    await berth.stop();
    const killed = berth.records.find(({ event }) => event === 'killed');
    if (cause === null) expect(killed).toBeUndefined();
    else expect(killed).toMatchObject({ process: 'db', cause: expect.stringMatching(cause) });
  });

  test.for([
    ['the signal of the cure', `command: ${UWSGI} uwsgi.ini\nstopSignal: SIGINT\n`],
    ['its own option', `command: ${UWSGI} dies.ini\n`],
  ] as const)('stops in order with %s', async ([, rest]) => {
    const { end, killed } = await stopApp(`${rest}gracePeriod: 8s\n`);
    expect([end, killed]).toEqual([CLEAN_STOP, undefined]);
  });

  test.for([
    ['uwsgi.ini', '', true],
    ['dies.ini', '', false],
    ['uwsgi.ini', 'stopSignal: INT\n', false],
    ['nowhere.ini', '', false],
    ['uwsgi.ini --die-on-term', '', false],
  ] as const)('is warned of by `berth check` only where that is sure: %s %s', ([options, rest, isWarned]) => {
    const { status, stderr } = finishBerth(['check'], createApp(`command: ${UWSGI} ${options}\n${rest}`));
    expect(status).toBe(0);
    expect(stderr.includes('uWSGI takes SIGTERM for an order to reload')).toBe(isWarned);
  });
});
