import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { startBerth } from '../../helpers/berth.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { reservePort } from '../../helpers/reserve-port.ts';
import { onTestFinished } from '../../helpers/test-end.ts';
import { type BrokenApp, expectTelling, runBrokenApp } from './broken-app.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/servers/${name}`, import.meta.url));
const node = (name: string): string[] => [process.execPath, fixture(name)];

const elsewhere = (listen: object): BrokenApp['app'] => ({
  command: node('listens-elsewhere.mjs'),
  env: { LISTEN: JSON.stringify(listen) },
});

const answering = (status: number, ready: object, env: object = {}): BrokenApp['app'] => ({
  command: node('answers-with.mjs'),
  env: { STATUS: status, ...env },
  ready,
});

const MISPLACED: readonly BrokenApp[] = [
  {
    title: 'an app that listens on another port',
    app: elsewhere({ host: '127.0.0.1', port: 0 }),
    code: 'APP_WRONG_PORT',
    message: /: it listens on 127\.0\.0\.1:\d+; berth expected :\d+\.$/,
    cause: /The app listens on 127\.0\.0\.1:\d+, berth looked for it at :\d+/,
    cure: /^Set `upstream: \{ port: \d+ \}`, or make the app listen on port \d+, which berth tells it in `\$PORT`\.$/,
    record: { certainty: 'certain' },
  },
  {
    title: 'an app that listens on another port of all addresses',
    app: elsewhere({ port: 0 }),
    code: 'APP_WRONG_PORT',
    message: /it listens on \[::\]:\d+; berth expected :\d+/,
  },
  {
    title: 'an app behind a shell that listens on another port',
    app: { command: ['sh', '-c', 'exec "$0" "$1"', ...node('listens-elsewhere.mjs')], env: { LISTEN: '{"port":0}' } },
    code: 'APP_WRONG_PORT',
    message: /berth expected :\d+/,
  },
  {
    title: 'an app on ::1 alone where 127.0.0.1 was asked for',
    app: { command: node('listens-on-ipv6.mjs') },
    upstream: { host: '127.0.0.1' },
    code: 'APP_WRONG_ADDRESS',
    message: /it listens on \[::1\]:(\d+); berth expected 127\.0\.0\.1:\1\.$/,
    cure: /Set `upstream: \{ host: "::1" \}`/,
  },
  {
    title: 'an app on 127.0.0.1 alone where ::1 was asked for',
    app: { command: node('answers-with.mjs'), env: { STATUS: 200 } },
    upstream: { host: '::1' },
    code: 'APP_WRONG_ADDRESS',
    message: /it listens on 127\.0\.0\.1:(\d+); berth expected \[::1\]:\1\.$/,
    cure: /Set `upstream: \{ host: "127\.0\.0\.1" \}`/,
  },
  {
    title: 'an app on another address of this machine than the config says',
    app: {
      command: [
        'sh',
        '-c',
        `LISTEN='{"host":"127.0.0.7","port":'$PORT'}' exec "$0" "$1"`,
        ...node('listens-elsewhere.mjs'),
      ],
      ready: { tcp: `\${port}` },
    },
    upstream: { host: '127.0.0.1' },
    code: 'APP_WRONG_ADDRESS',
    message: /it listens on 127\.0\.0\.7:(\d+); berth expected 127\.0\.0\.1:\1\.$/,
    cure: /Set `upstream: \{ host: "127\.0\.0\.7" \}`/,
  },
  {
    title: 'an app on a unix socket where a port was expected',
    app: elsewhere({ path: 'FOLDER/app.sock' }),
    code: 'APP_WRONG_ADDRESS',
    message: /it listens on \/.*\/app\.sock; berth expected :\d+\.$/,
    cure: /Set `upstream: \{ unix: \/.*\/app\.sock \}`/,
  },
  {
    title: 'an app on another unix socket',
    app: elsewhere({ path: 'FOLDER/other.sock' }),
    upstream: { port: undefined, unix: 'app.sock' },
    code: 'APP_WRONG_ADDRESS',
    message: /it listens on \/.*\/other\.sock; berth expected \/.*\/app\.sock\.$/,
    cure: /Set `upstream: \{ unix: \/.*\/other\.sock \}`/,
  },
  {
    title: 'an app on a port where a unix socket was expected',
    app: elsewhere({ host: '127.0.0.1', port: 0 }),
    upstream: { port: undefined, unix: 'app.sock' },
    code: 'APP_WRONG_ADDRESS',
    message: /it listens on 127\.0\.0\.1:\d+; berth expected \/.*\/app\.sock\.$/,
    cure: /Set `processes: \{ app: \{ port: \d+ \} \}` in place of `upstream\.unix`, or/,
  },
  {
    title: 'an app on another port whose log says it is ready',
    app: { ...elsewhere({ host: '127.0.0.1', port: 0 }), ready: { log: 'never said' } },
    code: 'APP_WRONG_PORT',
    message: /it listens on 127\.0\.0\.1:\d+; berth expected 127\.0\.0\.1:\d+/,
  },
];

const ANSWERS: readonly BrokenApp[] = [
  {
    title: 'a probe that is sent to another page',
    app: answering(301, { http: '/', status: 200 }, { LOCATION: '/setup' }),
    code: 'APP_NOT_READY_IN_TIME',
    message: /GET \/ was answered 301 \(Location: \/setup\), expected 200\.$/,
    cause: /answers GET \/ with a redirect to \/setup/,
    cure: /`processes: \{ app: \{ ready: \{ http: \/setup \} \} \}`/,
  },
  {
    title: 'a probe that is sent to HTTPS',
    app: answering(302, { http: '/', status: 200 }, { LOCATION: 'https://example.org/' }),
    code: 'APP_NOT_READY_IN_TIME',
    message: /302 \(Location: https:\/\/example\.org\/\)/,
    cause: /not HTTPS/,
    cure: /X-Forwarded-Proto: https/,
  },
  {
    title: 'a probe that needs a login',
    app: answering(401, { http: '/health', status: '200-399' }),
    code: 'APP_NOT_READY_IN_TIME',
    message: /GET \/health was answered 401, expected 200-399\.$/,
    cause: /needs a login \(401\)/,
    cure: /`processes: \{ app: \{ ready: \{ http: \/health, status: 200-499 \} \} \}`/,
  },
  {
    title: 'a probe for a page that is not there',
    app: answering(404, { http: '/health', status: 200 }),
    code: 'APP_NOT_READY_IN_TIME',
    message: /answered 404/,
    cure: /Name another page in `ready\.http`/,
  },
  {
    title: 'a probe that the app fails',
    app: answering(500, { http: '/' }),
    code: 'APP_NOT_READY_IN_TIME',
    message: /GET \/ was answered 500, expected 100-499\.$/,
    cause: /fails on its own at GET \/ \(500\)/,
  },
];

/** Time for several apps at once to start and to listen on a slow machine. */
const DEADLINE = '8s';

/** Apps that run on, and of which nothing is wrong that can be seen in their sockets. */
const STALLED: readonly BrokenApp[] = [
  {
    title: 'an app that never listens',
    app: { command: ['node', '-e', 'setInterval(() => {}, 1e6)'] },
    code: 'APP_NOT_READY_IN_TIME',
    message: /connection refused on 127\.0\.0\.1:\d+\.$/,
    cause: /^The app runs, but listens on nothing\.$/,
    cure: /^Read its last output/,
    record: { certainty: 'certain' },
  },
  {
    title: 'an app that never listens, and says why',
    app: { command: ['sh', '-c', 'echo "Error: connect ECONNREFUSED 127.0.0.1:5432"; exec sleep 1000'] },
    code: 'APP_NOT_READY_IN_TIME',
    message: /connection refused/,
    cause: /127\.0\.0\.1:5432|service/,
    record: { certainty: 'likely' },
  },
  {
    title: 'an app that never listens, after its set-up and before its stop have told of orders to end',
    app: {
      command: [
        'node',
        '-e',
        'process.on("SIGTERM", () => { console.log("SIGTERM received, shutting down"); process.exit(); }); console.log("LOG:  received fast shutdown request"); setInterval(() => {}, 1e6)',
      ],
    },
    code: 'APP_NOT_READY_IN_TIME',
    message: /connection refused/,
    cause: /^The app runs, but listens on nothing\.$/,
  },
  {
    title: 'a line that never comes',
    app: {
      command: ['node', '-e', 'require("net").createServer(() => {}).listen(process.env.PORT, "127.0.0.1")'],
      ready: { log: 'never said' },
    },
    code: 'APP_NOT_READY_IN_TIME',
    message: /no line of its output has matched/,
    cause: /what `ready` waits for has not come: no line of its output has matched/,
    cure: /Compare the pattern of `ready\.log`/,
  },
  {
    title: 'a check that never passes',
    app: { command: ['sleep', '1000'], ready: { exec: ['false'] } },
    code: 'APP_NOT_READY_IN_TIME',
    message: /the check false exited with code 1\.$/,
    cause: /what `ready` waits for has not come: the check false exited with code 1/,
  },
  {
    title: 'a page that never comes',
    app: {
      command: ['node', '-e', 'require("net").createServer(() => {}).listen(process.env.PORT, "127.0.0.1")'],
      ready: { http: '/' },
    },
    code: 'APP_NOT_READY_IN_TIME',
    message: /GET \/ has not been answered yet|no answer to GET \/ /,
    cause: /^The app listens where it is expected, but /,
    cure: /speaks another protocol: set `upstream\.scheme`/,
  },
];

describe.concurrent('everybody is told of a set-up with', () => {
  test.for(STALLED)('$title', async (broken) => {
    expectTelling(broken, await runBrokenApp({ deadline: DEADLINE, ...broken }));
  });

  test.for(MISPLACED)('$title', async (broken) => {
    const telling = await runBrokenApp({ deadline: DEADLINE, ...broken });
    expectTelling(broken, telling);
    expect(telling.record['timeline']).toMatchObject([{ moment: 'spawned', elapsedMs: 0 }, {}, { moment: 'given up' }]);
  });

  test.for(ANSWERS)('$title', async (broken) => {
    const telling = await runBrokenApp({ deadline: DEADLINE, ...broken });
    expectTelling({ ...broken, record: { certainty: 'certain' } }, telling);
    const moments = (telling.record['timeline'] as Array<{ moment: string }>).map(({ moment }) => moment);
    expect(moments).toEqual(['spawned', 'first output', 'port bound', 'given up']);
  });
});

async function startBeside(command: readonly string[]): Promise<AsyncDisposable> {
  const [file = '', ...args] = command;
  const beside = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(beside, 'exit');
  await once(beside.stdout, 'data');
  return {
    async [Symbol.asyncDispose]() {
      beside.kill('SIGKILL');
      await ended;
    },
  };
}

describe.concurrent('everybody is told of an app', () => {
  test('that waits for a database behind a wall', async () => {
    const host = `127.${(process.pid >> 16) & 127}.${(process.pid >> 8) & 255}.${1 + (process.pid % 250)}`;
    await using _wall = await startBeside(['python3', fixture('full-backlog.py'), host, '3306']);
    const broken: BrokenApp = {
      title: 'waits',
      app: { command: ['bash', '-c', `exec 3<>/dev/tcp/${host}/3306; sleep 1000`] },
      deadline: '3s',
      code: 'APP_NOT_READY_IN_TIME',
      message: /connection refused on 127\.0\.0\.1:\d+\.$/,
      cause: /^The app is waiting for a database \(MySQL port\) at 127\.[\d.]+:3306, which does not answer\.$/,
      record: { certainty: 'likely', evidence: [`a connection to ${host}:3306 hangs (SYN_SENT)`] },
    };
    const telling = await runBrokenApp(broken);
    expectTelling(broken, telling);
    const warning = telling.lines.find((line) => line.includes('is still not ready after 2s'));
    expect(warning).toContain(`; a connection to ${host}:3306 hangs (SYN_SENT)`);
  });

  test('that listens elsewhere already in the warning after two seconds', async () => {
    const [broken] = MISPLACED;
    const { lines } = await runBrokenApp({ ...broken!, deadline: '11s' });
    // The second one is for an app that a slow machine has kept from listening by the first.
    const warnings = lines.filter((line) => /is still not ready after (?:2|10)s/.test(line));
    expect(warnings.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ event: 'not-ready', seen: expect.stringMatching(/^it listens on /) }),
    );
  });

  test('whose port a stranger took while it was starting', async () => {
    const listen = `require('http').createServer().listen(process.env.PORT, '127.0.0.1')`;
    const endWithApp = `setInterval(() => process.ppid === 1 && process.exit(), 20)`;
    // It leaves the app's group and drops all of its marks, as if somebody else had started it.
    const unmark = '{ ulimit -S -w unlimited || ulimit -S -x unlimited; } 2>/dev/null';
    const script = `(${unmark}; exec env -i PORT=$PORT setsid "$0" -e "${listen};${endWithApp}" 3<&-) & exec sleep 1000`;
    const broken: BrokenApp = {
      title: 'stranger',
      app: { command: ['sh', '-c', script, process.execPath] },
      deadline: DEADLINE,
      code: 'PORT_HELD_BY_STRANGER',
      message: /: port \d+ is held by \S+ \(pid \d+\), which is not part of the app\.$/,
    };
    expectTelling(broken, await runBrokenApp(broken));
  });
});

describe('an app of ASP.NET Core', () => {
  // No such runtime is to be had from Debian, PyPI or npm: a stand-in says its words and does as it does.
  test('with endpoints of its own on another port is told what it looks at', async () => {
    const words = [
      'warn: Microsoft.AspNetCore.Server.Kestrel[0]',
      "      Overriding address(es) 'http://127.0.0.1:1'. Binding to endpoints defined via IConfiguration and/or UseKestrel() instead.",
    ];
    const source = `console.log(${JSON.stringify(words.join('\n'))}); require('http').createServer().listen(0, '127.0.0.1')`;
    const broken: BrokenApp = {
      title: 'Kestrel:Endpoints',
      files: { 'app.cjs': source },
      app: { command: [process.execPath, 'FOLDER/app.cjs'] },
      deadline: DEADLINE,
      code: 'APP_WRONG_PORT',
      message: /listens on 127\.0\.0\.1:\d+; berth expected/,
      cure: /^Set `upstream: \{ port: \d+ \}`, which is what the app has\. .*Kestrel__Endpoints__Http__Url/,
    };
    expectTelling(broken, await runBrokenApp(broken));
  });
});

describe('a start script that lives on after its server', () => {
  const NGINX = 'daemon off; pid FOLDER/pid; error_log FOLDER/no/error.log; events {} http {}';

  test('has ended is not waited for until the deadline', async () => {
    const broken: BrokenApp = {
      title: 'nginx that has ended',
      files: { 'nginx.conf': NGINX },
      app: { command: ['sh', '-c', 'nginx -e stderr -c FOLDER/nginx.conf; exec tail -f /dev/null'] },
      code: 'APP_NOT_READY_IN_TIME',
      message: /was not ready within \d+s: /,
      cause: /^The folder of a log of nginx, \S+\/no, is not there\.$/,
      cure: /mkdir -p \S+\/no, oneshot: true/,
    };
    const startedAtMs = performance.now();
    expectTelling(broken, await runBrokenApp(broken));
    expect(performance.now() - startedAtMs).toBeLessThan(30_000);
  });

  test('has ended is the cause, and not the php-fpm beside it that listens elsewhere', async () => {
    const fpm = `[global]
error_log = /dev/stderr
[www]
listen = FOLDER/fpm.sock
user = www-data
group = www-data
pm = static
pm.max_children = 1
`;
    const broken: BrokenApp = {
      title: 'nginx that has ended beside php-fpm',
      files: { 'nginx.conf': NGINX, 'fpm.conf': fpm },
      app: {
        command: ['sh', '-c', 'php-fpm8.2 -y FOLDER/fpm.conf; nginx -e stderr -c FOLDER/nginx.conf; tail -f /dev/null'],
      },
      code: 'APP_NOT_READY_IN_TIME',
      message: /was not ready within \d+s: /,
      cause: /^The folder of a log of nginx, \S+\/no, is not there\.$/,
    };
    expectTelling(broken, await runBrokenApp(broken));
  });

  const SERVER = `require('http').createServer((_req, res) => res.end('served')).listen(process.env.PORT, '127.0.0.1');`;

  test.concurrent.for([
    ['tries again after a while', 'sh -c "nginx -e stderr -c no.conf; sleep 9; exec node server.cjs"'],
    [
      'has another program at work, which takes its time',
      `sh -c "nginx -e stderr -c no.conf; exec perl -e 'select undef, undef, undef, 9; exec q(node), q(server.cjs)'"`,
    ],
  ] as const)('has ended is waited for where it %s', async ([, command], { onTestFinished: onFinished }) => {
    const files = { 'server.cjs': SERVER, 'berth.yaml': `command: ${command}\nport: auto\n` };
    const folder = createFolder(files, onFinished);
    await using berth = await startBerth({ file: join(folder, 'berth.yaml') });
    await berth.waitForLine(/"event":"(?:ready|failure)"/);
    expect(await (await fetch(`http://127.0.0.1:${berth.port}/`)).text()).toBe('served');
  });
});

describe('everybody is told at once of an app', () => {
  test('whose port was taken before the start', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    onTestFinished(() => void holder.close());
    const { port } = holder.address() as { port: number };
    const broken: BrokenApp = {
      title: 'port in use',
      app: elsewhere({ host: '127.0.0.1', port }),
      upstream: { port },
      code: 'PORT_IN_USE',
      message: new RegExp(`^Port ${port} \\(from process app\\) is already in use by .* \\(pid ${process.pid}\\)\\.$`),
      cause: new RegExp(`^Port ${port}, on which process app is to listen, is held by `),
      cure: /give process app another `port`/,
      record: { logTail: [] },
    };
    const telling = await runBrokenApp(broken);
    expectTelling(broken, telling);
    expect(telling.lines.filter((line) => line.includes('"event":"failure"'))).toHaveLength(1);
  });

  test("that wants berth's own port", async () => {
    const folder = createFolder({ 'app.cjs': 'require("http").createServer().listen(Number(process.env.OWN))' });
    const port = await reservePort();
    const config = `command: [node, ${folder}/app.cjs]\nport: auto\nenv: { OWN: ${port} }\nlisten: { port: ${port} }\n`;
    await using berth = await startBerth({ config, args: ['--port', String(port), '--set', 'listen.host=0.0.0.0'] });
    await berth.ended;
    expect(berth.records.find(({ event }) => event === 'failure')).toMatchObject({
      code: 'APP_EXITED_BEFORE_READY',
      cause: `The app wants to listen on port ${port}, which is berth's own.`,
      cure: expect.stringContaining('`port: auto`'),
    });
  });

  test('whose output goes past berth, and so cannot have been read', async () => {
    const config = `command: [sh, -c, 'echo out of luck; exit 3']\nport: auto\nlogs: inherit\n`;
    await using berth = await startBerth({ config });
    await berth.ended;
    expect(berth.records.find(({ event }) => event === 'failure')).toMatchObject({
      cause: 'What it said last went past berth (`logs: inherit`).',
      logTail: [],
    });
  });
});
