import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Berth, CLEAN_STOP, startBerth } from '../../helpers/berth.ts';
import { onTestFinished } from '../../helpers/test-end.ts';

/** Serves until it is asked for /hang; from then on it accepts, and never answers. */
const WAITS = `let hangs = false;
require('http').createServer((req, res) => {
  if (req.url === '/hang') hangs = true;
  if (!hangs) res.end(String(process.pid));
}).listen(process.env.PORT, '127.0.0.1');
`;
/** The same, by a loop that lets nothing else run. */
const SPINS = WAITS.replace('hangs = true', 'for (;;);');
const STOPS = `import http.server, os, signal
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == '/hang': os.kill(os.getpid(), signal.SIGSTOP)
        self.send_response(503 if self.path == '/sick' else 200)
        self.send_header('Content-Length', '0')
        self.end_headers()
http.server.ThreadingHTTPServer(('127.0.0.1', int(os.environ['PORT'])), Page).serve_forever()
`;

async function start(program: string, rest: string): Promise<Berth> {
  const folder = mkdtempSync(join(tmpdir(), 'berth-hung-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'waits.js'), WAITS);
  writeFileSync(join(folder, 'spins.js'), SPINS);
  writeFileSync(join(folder, 'stops.py'), STOPS);
  writeFileSync(join(folder, 'berth.yaml'), `command: ${program}\nport: auto\ngracePeriod: 1s\n${rest}`);
  const berth = await startBerth({ file: join(folder, 'berth.yaml') });
  await berth.waitForLine(/"event":"ready"/);
  return berth;
}

const ask = (berth: Berth, path: string): Promise<Response> => fetch(`http://127.0.0.1:${berth.port}${path}`);
const QUICK = 'every: 200ms, failures: 3, timeout: 500ms';

describe('an app that has hung after it was ready', () => {
  test.for([
    ['waits for ever', 'node waits.js', `{ http: /health, ${QUICK} }`, /waits for something that does not come/],
    ['spins in a loop', 'node spins.js', `{ http: /health, ${QUICK} }`, /busy without an end while its probes fail/],
    [
      'answers a check of its own',
      'node waits.js',
      `{ exec: [curl, -fsS, "http://127.0.0.1:\${port}/"], ${QUICK} }`,
      /check curl/,
    ],
  ] as const)('is started again, and its call is told why: %s', async ([, command, live, cause]) => {
    await using berth = await start(command, `live: ${live}\n`);
    const hung = await ask(berth, '/hang');
    expect(hung.status).toBe(502);
    expect(hung.headers.get('x-berth-error')).toBe('APP_HUNG');
    const record = berth.records.find(({ code }) => code === 'APP_HUNG');
    expect(record).toMatchObject({
      level: 'error',
      event: 'failure',
      process: 'app',
      cause: expect.stringMatching(cause),
    });
    expect((await ask(berth, '/')).status).toBe(200);
    expect(await berth.stop()).toEqual(CLEAN_STOP);
  });

  test('spends the budget of restarts like one that crashes', async () => {
    await using berth = await start(
      'python3 stops.py',
      `live: { http: /sick, ${QUICK}, status: 200 }\nrestart: { budget: 1, whenSpent: refuse }\n`,
    );
    await berth.waitForLine(/"code":"CRASH_LOOP"/);
    expect((await ask(berth, '/')).headers.get('x-berth-error')).toBe('CRASH_LOOP');
    const loop = berth.records.find(({ code }) => code === 'CRASH_LOOP');
    expect(loop?.['cause']).toContain('answers its live probe that it is not well');
    expect(loop?.['msg']).toContain('the last time it did not answer any more');
    expect(berth.records.find(({ code }) => code === 'APP_HUNG')?.['msg']).toMatch(
      /^Process app was ready, and then failed 3 live probes in a row: GET \/sick was answered 503, expected 200\.$/,
    );
  });

  test('is told as one without a server, where that has ended behind a wrapper that runs on', async () => {
    await using berth = await start(
      `perl -e 'if (fork) { sleep 1 while 1 } exec "node", "waits.js"'`,
      `live: { tcp: "\${port}", ${QUICK} }\n`,
    );
    process.kill(Number(await (await ask(berth, '/')).text()), 'SIGKILL');
    await berth.waitForLine(/"code":"APP_HUNG"/);
    expect(berth.records.find(({ code }) => code === 'APP_HUNG')?.['cause']).toMatch(
      /^The process runs on, but nothing of it listens any more \(connection refused on /,
    );
    await berth.waitForLine(/"event":"restarting"/);
    await expect.poll(async () => (await ask(berth, '/')).status, { timeout: 20_000 }).toBe(200);
    expect(await berth.stop()).toEqual(CLEAN_STOP);
  });

  test('is not taken for one where the check itself cannot be run: that is told once, and the app serves on', async () => {
    await using berth = await start('node waits.js', `live: { exec: no-such-check, ${QUICK} }\n`);
    await berth.waitForLine(/"event":"not-watched".*its live probe cannot be made: .*no-such-check/);
    expect((await ask(berth, '/')).status).toBe(200);
    expect(await berth.stop()).toEqual(CLEAN_STOP);
    expect(berth.records.filter(({ event }) => event === 'not-watched')).toHaveLength(1);
  });

  test.for(['::1', '127.0.0.7'])('is not taken for one where it is found at %s alone', async (host) => {
    const command = `[node, -e, "require('http').createServer((req, res) => { console.log(req.url); res.end(); }).listen(process.env.PORT, '${host}')"]`;
    await using berth = await start(command, `live: { http: /health, ${QUICK} }\nready: { tcp: "\${port}" }\n`);
    await expect.poll(() => berth.lines.filter((line) => line === '/health').length).toBeGreaterThanOrEqual(8);
    expect(berth.records.filter(({ level }) => level === 'error')).toEqual([]);
    expect((await ask(berth, '/')).status).toBe(200);
  });

  test('is left as it is without `live`', async () => {
    await using berth = await start('node waits.js', 'proxy: { timeouts: { firstByte: 500ms } }\n');
    expect((await ask(berth, '/hang')).headers.get('x-berth-error')).toBe('APP_TIMEOUT');
    expect(berth.records).not.toContainEqual(expect.objectContaining({ code: 'APP_HUNG' }));
  });
});
