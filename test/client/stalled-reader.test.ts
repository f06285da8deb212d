import { describe, expect, test } from 'vitest';
import { ask, GET, makeRoundTrip, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { respond, type UpstreamScript } from '../helpers/recording-upstream.ts';

const LARGE = respond('x'.repeat(50_000_000));
const clientTimeouts = { idleMs: 0, headMs: 0, bodyIdleMs: 0, readerMs: 300 };

/** A large answer to what asks for it, a small one to the rest. */
const script: UpstreamScript = async (connection) => {
  for (let request = await connection.readRequest(); request !== null; request = await connection.readRequest()) {
    connection.send(request.startLine.includes('/large') ? LARGE : respond('small'));
  }
};

describe.for(TRANSPORTS)('a client that reads nothing, through %s', (transport) => {
  test('does not hold a place for ever, and its call says why it ended', async () => {
    const { door } = await openFrontDoorTo(transport, script, { proxy: { maxInFlight: 1, clientTimeouts } });
    const client = await door.connect();
    client.socket.pause();
    client.send(GET.replace('/', '/large'));
    await expect.poll(() => door.admission.inFlight).toBe(1);
    expect((await ask(door)).body).toBe('small');
    await door.waitForRecords(2);
    expect(door.records[0]).toMatchObject({ code: 'CLIENT_STALLED', by: 'nobody' });
    expect(door.markers[1]).not.toContain('Error');
    await expect.poll(() => door.connections.count).toBe(1);
  });

  test('is let be as long as it takes something now and then', async () => {
    const { door } = await openFrontDoorTo(transport, script, { proxy: { maxInFlight: 1, clientTimeouts } });
    const client = await door.connect();
    client.socket.pause();
    client.send(GET.replace('/', '/large'));
    await expect.poll(() => door.admission.inFlight).toBe(1);
    let received = 0;
    let wanted = 0;
    client.socket.removeAllListeners('data').on('data', (bytes: Buffer) => {
      received += bytes.length;
      if (received >= wanted) client.socket.pause();
    });
    const hasAll = (): boolean => {
      wanted += 500_000;
      client.socket.resume();
      return received >= LARGE.length;
    };
    await expect.poll(hasAll, { interval: 20, timeout: 50_000 }).toBe(true);
    await door.waitForRecords(1);
    expect(door.records[0]).toMatchObject({ status: 200, by: 'app' });
  });

  test('is cut when it leaves what is unsent of answers that are whole', async () => {
    const { door } = await openFrontDoorTo(transport, script, { proxy: { clientTimeouts } });
    const client = await door.connect();
    client.socket.pause();
    client.send(GET.repeat(1_000) + GET.replace('/', '/large'));
    await expect.poll(() => [door.connections.count, door.admission.inFlight], { timeout: 20_000 }).toEqual([0, 0]);
  });

  test('is cut in a tunnel as well', async () => {
    const { door, upstream } = await openFrontDoorTo(
      transport,
      async (connection) => {
        await connection.readRequest();
        connection.send('HTTP/1.1 101 Go\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
      },
      { proxy: { clientTimeouts } },
    );
    const client = await door.connect();
    client.send('GET / HTTP/1.1\r\nHost: app\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await client.readResponse();
    client.socket.pause();
    upstream.connections[0]!.send('x'.repeat(50_000_000));
    await door.waitForRecords(1);
    expect(door.records[0]).toMatchObject({ code: 'CLIENT_STALLED', by: 'nobody' });
    await expect.poll(() => door.connections.count).toBe(0);
    await upstream.connections[0]!.closed;
  });

  test('keeps a silent tunnel whose other side says nothing either', async () => {
    const { door, upstream } = await openFrontDoorTo(
      transport,
      async (connection) => {
        await connection.readRequest();
        connection.send('HTTP/1.1 101 Go\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
      },
      { proxy: { clientTimeouts: { ...clientTimeouts, readerMs: 40 } } },
    );
    const client = await door.connect();
    client.send('GET / HTTP/1.1\r\nHost: app\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await client.readResponse();
    for (let i = 0; i < 2_000; i++) await makeRoundTrip();
    upstream.connections[0]!.send('still here');
    await client.waitForText('still here');
  });
});
