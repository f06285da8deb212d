import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { type Berth, BUNDLE, startBerth } from '../../helpers/berth.ts';
import { createFolder } from '../../helpers/config-folder.ts';

const SECRET = 'tr0ub4dor-and-3';

/** Answers `/` and does what the path says: fills the heap, ends itself, or writes what is no HTTP. */
const APP = `
const { createServer } = require('net');
const server = createServer((socket) => {
  socket.on('error', () => {});
  socket.once('data', (head) => {
    const path = String(head).split(' ')[1];
    if (path === '/heap') { const kept = []; for (;;) kept.push(new Array(10000).fill(1.5)); }
    if (path === '/throw') throw new Error('Environment variable SHOP_URL is not set, the key is ' + process.env.API_KEY);
    if (path === '/ssh') return socket.end('SSH-2.0-OpenSSH_9.2\\r\\n');
    socket.end('HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\nConnection: close\\r\\n\\r\\nok');
  });
});
server.listen(process.env.PORT, '127.0.0.1');
`;

const toConfig = (detail: string, transport = 'h1'): string => `
processes:
  app:
    command: [node, --max-old-space-size=30, server.cjs]
    workingDirectory: ${createFolder({ 'server.cjs': APP })}
    env: { API_KEY: ${SECRET} }
    restart: { policy: always, backoff: 1ms, maxBackoff: 5ms, budget: 3 }
upstream: { process: app, port: auto, transport: ${transport} }
errors: { detail: ${detail} }
markers: fc
`;

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly body: string;
}

async function ask({ port }: Berth, path: string, accept = 'application/json'): Promise<Answer> {
  const req = request({ port, host: '127.0.0.1', path, headers: { accept } }).end();
  const [res] = await once(req, 'response');
  return { status: res.statusCode, code: String(res.headers['x-berth-error']), body: await text(res) };
}

const listFailures = ({ records }: Berth) => records.filter((record) => record['event'] === 'failure');

describe('a call in flight when the app dies', () => {
  test('is told in full detail of the heap that was full, as is the log', async () => {
    await using berth = await startBerth({ config: toConfig('full') });
    const { status, code, body } = await ask(berth, '/heap');
    expect([status, code]).toEqual([502, 'APP_CRASHED']);
    expect(JSON.parse(body)).toMatchObject({
      cause: 'The JavaScript heap of Node.js reached its limit.',
      certainty: 'certain',
      evidence: [expect.stringContaining('JavaScript heap out of memory')],
      docs: 'docs/failures.md#APP_CRASHED',
    });
    await berth.waitForLine(/"event":"failure"/);
    expect(listFailures(berth)[0]).toMatchObject({
      code: 'APP_CRASHED',
      process: 'app',
      cause: 'The JavaScript heap of Node.js reached its limit.',
      cure: expect.stringContaining('--max-old-space-size'),
      docs: 'docs/failures.md#APP_CRASHED',
      logTail: expect.any(Array),
    });
    const call = berth.records.find((record) => record['event'] === 'call');
    expect(call).toMatchObject({ code: 'APP_CRASHED', cause: 'The JavaScript heap of Node.js reached its limit.' });
  });

  test.for([
    ['application/json', 'The request could not be answered'],
    ['text/plain', 'The request could not be answered'],
    ['text/html', 'Something went wrong'],
  ])('is told in production only that there is no answer, as %s', async ([accept, words]) => {
    await using berth = await startBerth({ config: toConfig('brief') });
    const { status, code, body } = await ask(berth, '/throw', accept);
    expect([status, code]).toEqual([502, 'APP_CRASHED']);
    expect(body).toContain(words);
    expect(body).not.toMatch(/tr0ub4dor|SHOP_URL|exited|server\.cjs|\/tmp|node:|127\.0\.0\.1/);
  });

  test('is told in full detail what the app said, but not its secrets', async () => {
    await using berth = await startBerth({ config: toConfig('full') });
    const { body } = await ask(berth, '/throw', 'text/plain');
    expect(body).toContain('reads SHOP_URL from its environment');
    expect(body).toContain('the key is ***');
    expect(body).not.toContain(SECRET);
  });
});

describe('a crash loop', () => {
  test('is logged whole once, then counted, and its end has the cause of the crashes', async () => {
    await using berth = await startBerth({ config: toConfig('full') });
    for (let n = 0; n < 4; n++) await ask(berth, '/throw');
    const { code, body } = await ask(berth, '/').catch(() => ({ code: 'CRASH_LOOP', body: '{}' }));
    await berth.waitForLine(/"code":"CRASH_LOOP"/);
    const failures = listFailures(berth).filter((record) => record['process'] === 'app');
    expect(failures.map((record) => record['again'])).toEqual([undefined, 1, 2, 3, undefined]);
    expect(failures[2]).toMatchObject({ logTail: [], msg: expect.stringMatching(/\(again, 2 times\)$/) });
    const cause = 'The app reads SHOP_URL from its environment, and that variable is not set.';
    expect(failures.map((record) => record['cause'])).toEqual(failures.map(() => cause));
    expect(code).toBe('CRASH_LOOP');
    if (body !== '{}') expect(JSON.parse(body)).toMatchObject({ cause });
  });
});

describe('a response that is no HTTP', () => {
  test.for(['h1', 'node-client'])('is shown to operators with its first bytes, through %s', async (transport) => {
    await using berth = await startBerth({ config: toConfig('full', transport) });
    const { status, body } = await ask(berth, '/ssh');
    expect(status).toBe(502);
    expect(JSON.parse(body)).toMatchObject({
      errorType: 'APP_BAD_RESPONSE',
      cause: 'The app does not speak HTTP there but SSH.',
      evidence: ['SSH-2.0-OpenSSH_9.2\\r\\n'],
    });
    const call = berth.records.find((record) => record['event'] === 'call');
    expect(call).toMatchObject({ code: 'APP_BAD_RESPONSE', cause: 'The app does not speak HTTP there but SSH.' });
  });

  test('shows nothing of its bytes to clients in production', async () => {
    await using berth = await startBerth({ config: toConfig('brief') });
    expect((await ask(berth, '/ssh')).body).not.toMatch(/SSH/);
  });
});

test('a process that waits for one that cannot start is given up with that one’s cause', async () => {
  const folder = createFolder({ 'db.cjs': `require('no-such-package')` });
  const config = `
processes:
  db: { command: [node, db.cjs], workingDirectory: ${folder}, ready: { tcp: 1 }, restart: never }
  web: { command: sleep 1000, after: [db], ready: { tcp: 2 } }
upstream: { process: web, port: 2 }
`;
  await using berth = await startBerth({ config });
  expect(await berth.ended).toEqual({ code: 69, signal: null });
  const failures = listFailures(berth).filter((record) => 'process' in record);
  expect(failures.map((record) => [record['process'], record['code'], record['cause']])).toEqual([
    ['db', 'APP_EXITED_BEFORE_READY', 'The Node.js package no-such-package is not installed.'],
    ['web', 'DEPENDENCY_FAILED', 'The Node.js package no-such-package is not installed.'],
  ]);
});

test('on a terminal a failure is read from the cause to the last words', async () => {
  const folder = createFolder({
    'server.cjs': `require('no-such-package')`,
    'berth.yaml': 'command: node server.cjs\nport: auto\nlog: { format: pretty }\n',
  });
  const flags = ['--config', `${folder}/berth.yaml`, '--port', '0', '--set', 'listen.host=127.0.0.1'];
  const berth = spawn(process.execPath, [BUNDLE, 'run', ...flags], { stdio: ['ignore', 'ignore', 'pipe'] });
  const [output] = await Promise.all([text(berth.stderr), once(berth, 'exit')]);
  expect(output).toMatch(
    /ERROR.*: APP_EXITED_BEFORE_READY: Process app exited with code 1 before it was ready\.\n {2}cause {4}The Node\.js package no-such-package is not installed\.\n {2}do {7}Run `npm ci`/,
  );
  expect(output).toMatch(/\n {2}more {5}docs\/failures\.md#APP_EXITED_BEFORE_READY\n {2}last words of app:\n/);
  expect(output).toMatch(/\n {2}> Error: Cannot find module 'no-such-package'\n {2}\| Require stack:/);
});
