import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { ClientTimeouts, UpstreamTimeouts } from '../../src/core/proxy-settings.ts';
import { ask, GET, openFrontDoor, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { answerAlways, respond } from '../helpers/recording-upstream.ts';
import { onTestFinished } from '../helpers/test-end.ts';

const NONE: UpstreamTimeouts = { connectMs: 0, firstByteMs: 0, idleMs: 0, totalMs: 0 };
const PATIENT: ClientTimeouts = { idleMs: 0, headMs: 0, bodyIdleMs: 0, readerMs: 0 };
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n';

/** A listener whose backlog is full and who accepts nobody: connecting to it neither succeeds nor fails. */
const FULL_LISTENER = `
const server = require('node:net').createServer();
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  require('node:fs').writeSync(1, server.address().port + '\\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});`;

async function startFullListener(): Promise<number> {
  const child = spawn(process.execPath, ['-e', FULL_LISTENER], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(line.toString());
  for (let i = 0; i < 4; i++) {
    const filler = connect(port, '127.0.0.1');
    filler.on('error', () => {});
    onTestFinished(() => void filler.destroy());
    if (i < 2) await once(filler, 'connect');
  }
  return port;
}

describe.for(TRANSPORTS)('timeouts of %s', (transport) => {
  test('connecting that takes too long gives 504', async () => {
    const upstream = { kind: 'tcp', host: '127.0.0.1', port: await startFullListener() } as const;
    const door = await openFrontDoor({ transport, upstream, proxy: { upstreamTimeouts: { ...NONE, connectMs: 100 } } });
    const answer = await ask(door);
    expect([answer.status, answer.field('x-berth-error')]).toEqual([504, 'APP_TIMEOUT']);
    expect(door.records[0]).toMatchObject({
      msg: expect.stringContaining('connecting took longer than 100ms'),
      cure: expect.stringContaining('proxy.timeouts.connect'),
    });
  });

  test.for([['firstByte'], ['total']] as const)('a response that does not begin within %s gives 504', async ([key]) => {
    const { door, upstream } = await openFrontDoorTo(transport, () => {}, {
      proxy: { upstreamTimeouts: { ...NONE, [`${key}Ms`]: 100 } },
    });
    const answer = await ask(door);
    expect([answer.status, answer.field('x-berth-error')]).toEqual([504, 'APP_TIMEOUT']);
    await door.waitForRecords(1);
    expect(door.records[0]?.['cure']).toContain(`proxy.timeouts.${key}`);
    await upstream.connections[0]?.closed;
    expect(door.markers[1]).toMatch(/, Error: Unhandled function error$/);
  });

  test.for([
    ['idle', 150],
    ['total', 2_000],
  ] as const)('a response that stops for longer than %s resets the client', async ([key, limitMs]) => {
    const { door, upstream } = await openFrontDoorTo(transport, (connection) => connection.send(CHUNKED), {
      proxy: { upstreamTimeouts: { ...NONE, [`${key}Ms`]: limitMs } },
    });
    const client = await door.connect();
    client.send(GET);
    await client.waitForText('first');
    expect(await client.ended).toBe('reset');
    await upstream.connections[0]?.closed;
    await door.waitForRecords(1);
    expect(door.records[0]).toMatchObject({ status: 200, code: 'APP_TIMEOUT', by: 'berth' });
  });

  test('a slow client is not taken for a slow app while its body arrives', async () => {
    const { door } = await openFrontDoorTo(transport, answerAlways(respond('ok')), {
      proxy: {
        upstreamTimeouts: { ...NONE, firstByteMs: 150 },
        clientTimeouts: { ...PATIENT, bodyIdleMs: 400, readerMs: 0 },
      },
    });
    const client = await door.connect();
    client.send('POST / HTTP/1.1\r\nHost: app\r\nContent-Length: 10\r\n\r\nhalf');
    expect((await client.readResponse()).field('x-berth-error')).toBe('REQUEST_TIMEOUT');
  });

  test('a request head that does not end in time gets 408', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')), {
      proxy: { clientTimeouts: { ...PATIENT, headMs: 150 } },
    });
    const client = await door.connect();
    client.send('GET / HTTP/1.1\r\nHost: a');
    const answer = await client.readResponse();
    expect([answer.status, answer.field('x-berth-error')]).toEqual([408, 'REQUEST_TIMEOUT']);
    await door.waitForRecords(1);
    expect(door.records[0]?.['cure']).toContain('proxy.clientTimeouts.head');
    expect(await client.ended).toBe('fin');
    expect(upstream.connections.length).toBe(0);
  });

  test('a second request head that does not end in time gets 408 too', async () => {
    const { door } = await openFrontDoorTo(transport, answerAlways(respond('ok')), {
      proxy: { clientTimeouts: { ...PATIENT, headMs: 150 } },
    });
    const client = await door.connect();
    client.send(GET);
    await client.readResponse();
    client.send('GET / HTTP/1.1\r\nHost: a');
    expect((await client.readResponse()).status).toBe(408);
  });

  test('a request body that stops for too long gets 408, and the app never takes it for whole', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')), {
      proxy: { clientTimeouts: { ...PATIENT, bodyIdleMs: 150, readerMs: 0 } },
    });
    const client = await door.connect();
    client.send('POST / HTTP/1.1\r\nHost: app\r\nContent-Length: 10\r\n\r\nhalf');
    const answer = await client.readResponse();
    expect([answer.status, answer.field('x-berth-error')]).toEqual([408, 'REQUEST_TIMEOUT']);
    await door.waitForRecords(1);
    expect(door.records[0]?.['cure']).toContain('proxy.clientTimeouts.bodyIdle');
    await upstream.connections[0]?.closed;
    expect(upstream.requests.length).toBe(0);
  });

  test('a kept-alive connection without a request is closed after its time, without a word', async () => {
    const { door } = await openFrontDoorTo(transport, answerAlways(respond('ok')), {
      proxy: { clientTimeouts: { ...PATIENT, idleMs: 1_000 } },
    });
    const silent = await door.connect();
    const used = await door.connect();
    used.send(GET);
    const { totalBytes } = await used.readResponse();
    expect(await Promise.all([silent.ended, used.ended])).toEqual(['fin', 'fin']);
    expect([silent.text.length, used.text.length]).toEqual([0, totalBytes]);
  });

  test('a request that takes longer than the idle time of its connection is answered', async () => {
    const { door, upstream } = await openFrontDoorTo(
      transport,
      async (connection) => void (await connection.readRequest()),
      {
        proxy: { clientTimeouts: { ...PATIENT, idleMs: 1_000 } },
      },
    );
    const silent = await door.connect();
    const client = await door.connect();
    client.send(GET);
    await silent.ended;
    await upstream.waitForConnections(1);
    upstream.connections[0]?.send(respond('late'));
    expect((await client.readResponse()).body).toBe('late');
  });
});

test.for(TRANSPORTS)(
  'through %s it is the app that is late while a client waits for 100 Continue',
  async (transport) => {
    const late: UpstreamTimeouts = { ...NONE, firstByteMs: 400 };
    const proxy = { clientTimeouts: { ...PATIENT, bodyIdleMs: 20, readerMs: 0 }, upstreamTimeouts: late };
    const { door } = await openFrontDoorTo(transport, () => {}, { proxy });
    const head = 'POST / HTTP/1.1\r\nHost: app\r\nContent-Length: 4\r\n';
    expect((await ask(door, `${head}Expect: 100-continue\r\n\r\n`)).status).toBe(504);
    expect((await ask(door, `${head}\r\n`)).status).toBe(408);
  },
);
