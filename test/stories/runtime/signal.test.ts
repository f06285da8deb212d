import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type Berth, insistOnStop, startBerth } from '../../helpers/berth.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { onTestFinished } from '../../helpers/test-end.ts';

const SERVER = fileURLToPath(new URL('../../fixtures/servers/answers-when-told.mjs', import.meta.url));
const APP = `command: [node, ${SERVER}]\nport: auto\n`;

const start = (config: string): Promise<Berth> => startBerth({ config, isWithoutTerminal: true });

/** A call that waits in the app, and the way to let it end. */
async function callSlowly(berth: Berth): Promise<{ readonly answer: Promise<string>; letGo(): Promise<unknown> }> {
  const { upstream } = JSON.parse(await berth.waitForLine(/"event":"ready"/));
  const answer = fetch(`http://127.0.0.1:${berth.port}/slow`).then((res) => res.text());
  answer.catch(() => {});
  await berth.waitForLine(/^slow is in/);
  return { answer, letGo: () => fetch(`http://${upstream}/go`) };
}

describe('a signal to berth', () => {
  test.for(['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGWINCH', 'SIGPWR'] as const)(
    '%s lets a call in flight end before the app is stopped',
    async (signal) => {
      await using berth = await start(APP);
      const call = await callSlowly(berth);
      process.kill(berth.pid, signal);
      await berth.waitForLine(/"event":"stopping"/);
      expect(berth.lines).not.toContain('app got SIGTERM');
      await call.letGo();
      expect(await call.answer).toBe('slow answer');
      expect(await berth.ended).toEqual({ code: 0, signal: null });
    },
  );

  test.for([
    'SIGHUP',
    'SIGUSR1',
    'SIGUSR2',
    'SIGPIPE',
    'SIGALRM',
    'SIGVTALRM',
    'SIGPROF',
    'SIGIO',
    'SIGXCPU',
    'SIGXFSZ',
    'SIGSYS',
    'SIGURG',
    'SIGCONT',
  ] as const)('%s without a terminal stops nothing, and opens no debugger', async (signal) => {
    await using berth = await start(APP);
    const call = await callSlowly(berth);
    process.kill(berth.pid, signal);
    await call.letGo();
    expect(await call.answer).toBe('slow answer');
    expect(await (await fetch(`http://127.0.0.1:${berth.port}/`)).text()).toBe('ok');
    expect((await berth.stop()).code).toBe(0);
    expect(berth.lines.filter((line) => line.includes('Debugger'))).toEqual([]);
  });

  test('that freezes berth is over with SIGCONT', async () => {
    await using berth = await start(APP);
    await berth.waitForLine(/"event":"ready"/);
    process.kill(berth.pid, 'SIGTSTP');
    const page = fetch(`http://127.0.0.1:${berth.port}/`);
    process.kill(berth.pid, 'SIGCONT');
    expect((await page).status).toBe(200);
  });

  test('comes twice within a second from a group and a wrapper: a stop counts it once', async () => {
    await using berth = await start(APP);
    const call = await callSlowly(berth);
    process.kill(berth.pid, 'SIGTERM');
    await berth.waitForLine(/"event":"stopping"/);
    process.kill(-berth.pid, 'SIGTERM');
    await call.letGo();
    expect(await call.answer).toBe('slow answer');
    expect(await berth.ended).toEqual({ code: 0, signal: null });
  });

  test('comes once more when a second is over: the calls in flight are cut, and the log says so', async () => {
    await using berth = await start(`${APP}env: { IGNORE_TERM: '1' }\ngracePeriod: 10m\nstop: { drain: 10m }\n`);
    const call = await callSlowly(berth);
    process.kill(berth.pid, 'SIGTERM');
    expect(await insistOnStop(berth)).toEqual({ code: 143, signal: null });
    expect(berth.records).toContainEqual(
      expect.objectContaining({ level: 'warn', event: 'cut', signal: 'SIGTERM', inFlight: 1 }),
    );
    await expect(call.answer).rejects.toThrow();
  });
});

const NGINX = (word: string, port: string): string => `daemon off;
pid ./nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  client_body_temp_path ./b; proxy_temp_path ./p; fastcgi_temp_path ./f; uwsgi_temp_path ./u; scgi_temp_path ./s;
  server { listen 127.0.0.1:${port}; return 200 "${word}"; }
}
`;

const RELOAD = 'nginx -p $' + '{configDir} -c nginx.conf -s reload';
const RUN = 'nginx -p $' + '{configDir} -c nginx.conf';

const packages = await requirePackages(['nginx-light']);

describe.skipIf(packages.skipReason !== null)(packages.title('a signal that is passed on'), () => {
  const serve = async (rest: string): Promise<{ readonly berth: Berth; rewrite(word: string): void }> => {
    const folder = mkdtempSync(join(tmpdir(), 'berth-signal-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const config = join(folder, 'berth.yaml');
    writeFileSync(config, `port: auto\n${rest}`);
    // The port is known only to berth: the app writes its own config, as an entry script does.
    writeFileSync(join(folder, 'write.sh'), `sed "s/PORT/$PORT/" "$1/nginx.in" > "$1/nginx.conf"\nshift\nexec "$@"\n`);
    writeFileSync(join(folder, 'nginx.in'), NGINX('old', 'PORT'));
    const berth = await startBerth({ file: config, isWithoutTerminal: true });
    const { upstream } = JSON.parse(await berth.waitForLine(/"event":"ready"/));
    const port = upstream.split(':').at(-1);
    return { berth, rewrite: (word) => writeFileSync(join(folder, 'nginx.conf'), NGINX(word, port)) };
  };
  const ask = async (berth: Berth): Promise<string> => (await fetch(`http://127.0.0.1:${berth.port}/`)).text();
  const through = (command: string): string => `command: sh \${configDir}/write.sh \${configDir} ${command}\n`;

  test.for([
    ['the process', 'SIGHUP', `${through(RUN)}signals: { HUP: app }\n`],
    ['the process, as another signal', 'SIGUSR2', `${through(RUN)}signals: { USR2: { process: app, signal: HUP } }\n`],
    ['a process behind a shell', 'SIGHUP', `${through(`sh -c "${RUN}; true"`)}signals: { SIGHUP: app }\n`],
    ['a command', 'SIGWINCH', `${through(RUN)}signals: { WINCH: "${RELOAD}" }\n`],
  ] as const)('to %s makes nginx read its config anew, and berth goes on', async ([, signal, rest]) => {
    const { berth, rewrite } = await serve(rest);
    await using _berth = berth;
    expect(await ask(berth)).toBe('old');
    rewrite('new');
    process.kill(berth.pid, signal);
    await expect.poll(() => ask(berth)).toBe('new');
    expect((await berth.stop()).code).toBe(0);
    expect(berth.records).not.toContainEqual(expect.objectContaining({ event: 'failure' }));
    expect(berth.records).toContainEqual(expect.objectContaining({ level: 'info', event: 'signal', signal }));
  });

  test('to a command that fails is told with its last words, and berth goes on', async () => {
    const { berth } = await serve(`${through(RUN)}signals: { HUP: "${RELOAD}ed" }\n`);
    await using _berth = berth;
    process.kill(berth.pid, 'SIGHUP');
    await berth.waitForLine(/"event":"signal"/);
    expect(berth.records).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        event: 'signal',
        signal: 'SIGHUP',
        logTail: [expect.stringContaining('invalid option: "-s reloaded"')],
      }),
    );
    expect(await ask(berth)).toBe('old');
  });
});

test('a signal that nothing in the process has a handler for is not passed on: it would only end it', async () => {
  await using berth = await start(`${APP}signals: { HUP: app }\n`);
  await berth.waitForLine(/"event":"ready"/);
  process.kill(berth.pid, 'SIGHUP');
  await berth.waitForLine(/SIGHUP was not passed on to process app: nothing in it has a handler/);
  expect((await fetch(`http://127.0.0.1:${berth.port}/`)).status).toBe(200);
});

test('a terminal that hangs up stops berth also where SIGHUP is passed on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'berth-signal-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [config, log] = [join(folder, 'berth.yaml'), join(folder, 'log')];
  writeFileSync(config, `${APP}signals: { HUP: app }\nlisten: { host: 127.0.0.1 }\n`);
  const bundle = fileURLToPath(new URL('../../../dist/berth.cjs', import.meta.url));
  const line = `exec ${process.execPath} ${bundle} run --config ${config} --port 0 >${log} 2>&1`;
  const terminal = spawn('script', ['-q', '-e', '-f', '-c', line, '/dev/null'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  onTestFinished(() => void terminal.kill('SIGKILL'));
  const read = (): string => (existsSync(log) ? readFileSync(log, 'utf8') : '');
  await expect.poll(read).toContain('"event":"ready"');
  terminal.kill('SIGKILL');
  await once(terminal, 'exit');
  await expect.poll(read).toContain('"event":"stopped"');
  expect(read()).toContain('stopping: SIGHUP');
});
