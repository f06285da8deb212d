import { describe, expect, test } from 'vitest';
import { GET, makeRoundTrip, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { answerAlways, respond } from '../helpers/recording-upstream.ts';
import { runUndisturbed } from '../helpers/undisturbed.ts';

/** Every pause that berth bounds, shorter than each exchange below lasts as a whole. */
const PAUSE_MS = 400;
const TIMEOUTS = {
  upstreamTimeouts: { connectMs: PAUSE_MS, firstByteMs: PAUSE_MS, idleMs: PAUSE_MS, totalMs: 0 },
  clientTimeouts: { idleMs: PAUSE_MS, headMs: 0, bodyIdleMs: PAUSE_MS, readerMs: 0 },
};
const LASTS_MS = 3 * PAUSE_MS;

/** Calls again and again, with a round trip through the kernel between, until so much time has passed; the count. */
async function repeatFor(durationMs: number, act: (turn: number) => void): Promise<number> {
  const endMs = performance.now() + durationMs;
  let turn = 0;
  while (performance.now() < endMs) {
    act(turn++);
    await makeRoundTrip();
  }
  return turn;
}

/** A test whose peers must be quicker than the limit. */
function testUndisturbed(name: string, run: () => Promise<void>): void {
  test(name, { timeout: 120_000 }, () => runUndisturbed(PAUSE_MS, run));
}

describe.for(TRANSPORTS)('slow peers of %s', (transport) => {
  for (const [framing, head, piece] of [
    ['a length', 'HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n', '.'],
    ['chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', '1\r\n.\r\n'],
    ['no framing', 'HTTP/1.1 200 OK\r\n\r\n', '.'],
  ] as const) {
    testUndisturbed(`a response with ${framing} may last as long as it goes on`, async () => {
      const { door, upstream } = await openFrontDoorTo(transport, (connection) => connection.send(head), {
        proxy: TIMEOUTS,
      });
      const client = await door.connect();
      client.send(GET);
      await upstream.waitForConnections(1);
      const app = upstream.connections[0]!;
      const pieces = await repeatFor(LASTS_MS, () => app.send(piece));
      const hasAll = (): boolean => client.text.slice(client.text.indexOf('\r\n\r\n')).split('.').length > pieces;
      await expect.poll(hasAll).toBe(true);
      expect(door.records).toEqual([]);
    });
  }

  testUndisturbed('an upload may last as long as it goes on', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')), { proxy: TIMEOUTS });
    const client = await door.connect();
    client.send('POST / HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: chunked\r\n\r\n');
    const pieces = await repeatFor(LASTS_MS, () => client.send('1\r\n.\r\n'));
    client.send('0\r\n\r\n');
    expect((await client.readResponse()).body).toBe('ok');
    expect(upstream.requests[0]?.body.length).toBe(pieces);
  });

  testUndisturbed('a client that reads slowly is not cut off, and neither is the app behind it', async () => {
    const body = Buffer.alloc(24_000_000, '0123456789').toString();
    const { door } = await openFrontDoorTo(transport, answerAlways(respond(body)), { proxy: TIMEOUTS });
    const client = await door.connect();
    client.send(GET);
    await client.waitForText('0123');
    await repeatFor(LASTS_MS, (turn) => {
      if (turn % 4 === 0) client.socket.resume();
      else client.socket.pause();
    });
    client.socket.resume();
    expect((await client.readResponse()).body === body).toBe(true);
  });

  test('a request whose body is longer than the app reads at once is not cut off', async () => {
    const body = 'x'.repeat(16_000_000);
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      await connection.waitForText('\r\n\r\n');
      connection.socket.pause();
      await makeRoundTrip();
      connection.socket.resume();
      await connection.readRequest();
      connection.send(respond('ok'));
    });
    const client = await door.connect();
    client.send(`POST / HTTP/1.1\r\nHost: app\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    expect((await client.readResponse()).body).toBe('ok');
    expect(upstream.requests[0]?.body === body).toBe(true);
  });

  testUndisturbed('a tunnel has no time limit', async () => {
    const { door, upstream } = await openFrontDoorTo(
      transport,
      async (connection) => {
        await connection.readRequest();
        connection.send('HTTP/1.1 101 Go\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
      },
      { proxy: TIMEOUTS },
    );
    const client = await door.connect();
    client.send('GET / HTTP/1.1\r\nHost: app\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await client.readResponse();
    await repeatFor(LASTS_MS, () => undefined);
    client.send('still here');
    await upstream.connections[0]?.waitForText('still here');
    upstream.connections[0]?.send('here too');
    await client.waitForText('here too');
  });
});
