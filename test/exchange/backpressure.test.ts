import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { GET, makeRoundTrip, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { respond } from '../helpers/recording-upstream.ts';

const CHUNK = Buffer.alloc(65_536, 'x');
const TOTAL_BYTES = 200_000_000;

/** Kernel buffers of three connections are at most a few megabytes each; what is over that piles up in the proxy. */
const BOUND_BYTES = 64_000_000;

/** Writes until the other side stops taking; the bytes that were taken by then. */
async function writeUntilStuck(socket: Socket): Promise<number> {
  let written = 0;
  let stuckTrips = 0;
  while (written < TOTAL_BYTES && stuckTrips < 20) {
    if (socket.writableLength < 1_048_576) {
      written += CHUNK.length;
      socket.write(CHUNK);
      stuckTrips = 0;
    } else {
      await makeRoundTrip();
      stuckTrips += 1;
    }
  }
  return written - socket.writableLength;
}

describe.for(TRANSPORTS)('backpressure through %s', (transport) => {
  test.for([
    ['a length', `HTTP/1.1 200 OK\r\nContent-Length: ${TOTAL_BYTES}\r\n\r\n`],
    ['no length', 'HTTP/1.1 200 OK\r\n\r\n'],
  ])('an app is not read faster than a slow client reads (%s)', async ([, head]) => {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      await connection.readRequest();
      connection.send(head!);
    });
    const client = await door.connect();
    client.send(GET);
    await client.waitForText('\r\n\r\n');
    client.socket.pause();
    const taken = await writeUntilStuck(upstream.connections[0]!.socket);
    expect(taken).toBeLessThan(BOUND_BYTES);
    client.socket.removeAllListeners('data');
    let received = 0;
    client.socket.on('data', (chunk: Buffer) => {
      received += chunk.length;
    });
    client.socket.resume();
    await expect.poll(() => received, { timeout: 20_000 }).toBeGreaterThan(taken * 0.9);
  });

  test('a client is not read faster than a slow app reads', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, (connection) => void connection.socket.pause());
    const client = await door.connect();
    client.send(`POST / HTTP/1.1\r\nHost: app\r\nContent-Length: ${TOTAL_BYTES}\r\n\r\n`);
    await upstream.waitForConnections(1);
    expect(await writeUntilStuck(client.socket)).toBeLessThan(BOUND_BYTES);
  });

  test('a client that pipelines without reading is not read for ever', async () => {
    const { door } = await openFrontDoorTo(transport, async (connection) => {
      while ((await connection.readRequest()) !== null) connection.send(respond('x'.repeat(100_000)));
    });
    const client = await door.connect();
    client.socket.pause();
    let sent = 0;
    while (client.socket.writableLength < 1_048_576 && sent < 20_000_000) {
      const batch = GET.repeat(1_000);
      client.send(batch);
      sent += batch.length;
      await makeRoundTrip();
    }
    expect(sent).toBeLessThan(20_000_000);
  });

  test('a client that was slow gets every byte in the end', async () => {
    const body = Buffer.alloc(8_000_000, '0123456789').toString();
    const { door } = await openFrontDoorTo(transport, async (connection) => {
      await connection.readRequest();
      connection.send(respond(body));
    });
    const client = await door.connect();
    client.send(GET);
    await client.waitForText('0123');
    client.socket.pause();
    for (let i = 0; i < 5; i++) await makeRoundTrip();
    client.socket.resume();
    expect((await client.readResponse()).body === body).toBe(true);
  });
});
