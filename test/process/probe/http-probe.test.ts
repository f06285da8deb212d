import { execFileSync } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { HttpProbe } from '../../../src/process/probe/http-probe.ts';
import { reservePort } from '../../helpers/reserve-port.ts';
import { onTestFinished } from '../../helpers/test-end.ts';
import { createRig, describeProcess, fixture, type Rig } from '../rig.ts';

const SERVER = `
const { readFileSync } = require('node:fs');
const [key, cert] = ['key.pem', 'cert.pem'].map((file) => readFileSync(process.env.FOLDER + '/' + file));
require('node:https').createServer({ key, cert }, (req, res) => {
  console.log(req.url + ' for ' + req.socket.servername);
  res.end();
}).listen(process.env.PORT, '127.0.0.1');
`;

const KEY = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];

async function startTls(command: readonly [string, ...string[]], serverName: string | null): Promise<Rig> {
  const port = await reservePort();
  const { folder } = createRig([]);
  execFileSync('openssl', [...KEY, '-subj', '/CN=app.test', '-keyout', 'key.pem', '-out', 'cert.pem'], {
    cwd: folder,
    stdio: 'ignore',
  });
  const address = { kind: 'tcp', host: '127.0.0.1', port } as const;
  const statuses = [{ from: 200, to: 299 }];
  return createRig([
    describeProcess('web', command, {
      env: { PORT: String(port), FOLDER: folder, STATUS: '200' },
      ready: [{ kind: 'http', address, tls: { serverName }, isLenient: false, path: '/health', statuses, headers: {} }],
      readyDeadlineMs: 8_000,
    }),
  ]);
}

describe('an http probe of an app that speaks TLS', () => {
  test.for([
    ['app.test', '/health for app.test'],
    [null, '/health for false'],
  ] as const)('takes any certificate, and asks for the name %s', async ([serverName, line]) => {
    const rig = await startTls([process.execPath, '-e', SERVER], serverName);
    await rig.supervisor.start();
    expect(await rig.waitForLine(/^\/health/)).toBe(line);
  });

  test('says so where the app answers in something else', async () => {
    const rig = await startTls(fixture('answers-with.mjs'), null);
    const failure = await rig.supervisor.start().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'APP_NOT_READY_IN_TIME' });
    expect((failure as Error).message).toMatch(/within 8s: 127\.0\.0\.1:\d+ does not answer in TLS\.$/);
  });
});

test('what an app has said to one attempt is told, not that the next is under way', async () => {
  let calls = 0;
  let connects = 0;
  // On 127.0.0.1 alone: ::1 refuses between the two.
  const server = createServer((socket) => {
    socket.on('error', () => {});
    if (++calls === 1) socket.end('SSH-2.0-OpenSSH_9.2\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = { kind: 'tcp', host: 'localhost', port: (server.address() as AddressInfo).port } as const;
  const settings = {
    kind: 'http',
    address,
    tls: null,
    isLenient: false,
    path: '/',
    statuses: [],
    headers: {},
  } as const;
  const ownership = { findOwnHost: () => null, describeStranger: () => null };
  const probe = new HttpProbe(settings, { ownership, onConnect: () => connects++ } as never);
  const over = new AbortController();
  expect(await probe.attempt(over.signal)).toMatchObject({ kind: 'not-ready' });
  const next = probe.attempt(over.signal);
  await expect.poll(() => connects).toBe(2);
  expect(probe.pendingReason).toBeNull();
  over.abort();
  await next;
});

/** A control character in a value (RFC 9110 section 5.5 forbids it). */
const ODD_SERVER = `
require('node:net').createServer((socket) => {
  socket.on('error', () => {});
  socket.once('data', () => socket.end('HTTP/1.1 200 OK\\r\\nX-Odd: a\\x01b\\r\\nContent-Length: 0\\r\\n\\r\\n'));
}).listen(process.env.PORT, '127.0.0.1');
`;

/** Each piece once the kernel has taken the one before. */
const sayInPieces = (pieces: readonly string[]): string => `
require('node:net').createServer({ noDelay: true }, (socket) => {
  const say = ([piece, ...rest]) => (piece === undefined ? socket.end() : socket.write(piece, () => say(rest)));
  socket.on('error', () => {});
  socket.once('data', () => say(${JSON.stringify(pieces)}));
}).listen(process.env.PORT, '127.0.0.1');
`;

describe('an http probe of an app whose HTTP is odd', () => {
  async function startOdd(isLenient: boolean, script = ODD_SERVER): Promise<void> {
    const port = await reservePort();
    const address = { kind: 'tcp', host: '127.0.0.1', port } as const;
    const statuses = [{ from: 200, to: 200 }];
    const settings = describeProcess('web', [process.execPath, '-e', script], {
      env: { PORT: String(port) },
      ready: [{ kind: 'http', address, tls: null, isLenient, path: '/', statuses, headers: {} }],
      readyDeadlineMs: 8_000,
    });
    await createRig([settings]).supervisor.start();
  }

  test.for([
    ['bare LFs', ['HTTP/1.1 200 OK\nContent-Length: 0\n\n']],
    ['bare LFs, line by line', ['HTTP/1.0 200 OK\n', 'Content-Length: 0\n', '\n']],
    ['one length told twice', ['HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n']],
    ['a list of lengths', ['HTTP/1.1 200 OK\r\nContent-Length: 0, 0\r\n\r\n']],
    ['blanks before the status', ['HTTP/1.1  200 OK\r\nContent-Length: 0\r\n\r\n']],
  ] as const)('takes what the calls take: %s', async ([, pieces]) => {
    await startOdd(false, sayInPieces(pieces));
  });

  test('reads it as leniently as the calls do', async () => {
    await startOdd(true);
    await expect(startOdd(false)).rejects.toMatchObject({
      code: 'APP_NOT_READY_IN_TIME',
      details: { probe: expect.stringMatching(/ does not answer in HTTP$/) },
    });
  });
});
