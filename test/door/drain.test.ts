import { connect } from 'node:net';
import { nextTick } from 'node:process';
import { describe, expect, test } from 'vitest';
import { GET, makeRoundTrip, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { answerAlways, respond } from '../helpers/recording-upstream.ts';
import { onTestFinished } from '../helpers/test-end.ts';

describe.for(TRANSPORTS)('draining %s', (transport) => {
  test('a call in flight ends with Connection: close, and the drain waits for it', async () => {
    const { door, upstream } = await openFrontDoorTo(
      transport,
      async (connection) => void (await connection.readRequest()),
    );
    const client = await door.connect();
    client.send(GET);
    await upstream.waitForConnections(1);
    await upstream.connections[0]?.waitForText('\r\n\r\n');
    const drained = door.drain(10_000);
    upstream.connections[0]?.send(respond('last'));
    const answer = await client.readResponse();
    expect([answer.body, answer.field('connection')]).toEqual(['last', 'close']);
    expect(await client.ended).toBe('fin');
    client.end();
    expect(await drained).toBe(0);
    await expect.poll(() => door.connections.count).toBe(0);
  });

  test.for(['a fresh connection', 'a kept-alive connection'])(
    'a request on %s that the kernel has received but nobody has read is answered',
    async (kind) => {
      const { door } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
      const client = await door.connect();
      if (kind === 'a kept-alive connection') {
        client.send(GET);
        await client.readResponse();
      } else await expect.poll(() => door.connections.count).toBe(1);
      // Loopback delivers inside the system call, and nothing is read before this turn of the event loop is over.
      client.send(GET);
      const drained = door.drain(10_000);
      const answer = await client.readResponse();
      expect([answer.body, answer.field('connection')]).toEqual(['ok', 'close']);
      expect(await client.ended).toBe('fin');
      expect(await drained).toBe(0);
    },
  );

  test('connections that the kernel has taken but nobody has accepted get their answers', async () => {
    const { door } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const answers = Array.from({ length: 8 }, () => collectAnswer(door.port));
    // connect(2) is called in the next tick, and has met the listening socket when it returns.
    await new Promise<void>((resolve) => nextTick(resolve));
    expect(door.connections.count).toBe(0);
    await door.drain(10_000);
    for (const text of await Promise.all(answers)) {
      expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n(?:.+\r\n)*connection: close\r\n/i);
      expect(text.endsWith('\r\n\r\nok')).toBe(true);
    }
  });

  test('a first request that comes a moment after the drain began is answered', async () => {
    const { door } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const client = await door.connect();
    await expect.poll(() => door.connections.count).toBe(1);
    const drained = door.drain(10_000);
    await makeRoundTrip();
    client.send(GET);
    const answer = await client.readResponse();
    expect([answer.body, answer.field('connection')]).toEqual(['ok', 'close']);
    expect(await drained).toBe(0);
  });

  test('a connection without a request is closed, one that never had any a moment later', async () => {
    const { door } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const fresh = await door.connect();
    const used = await door.connect();
    used.send(GET);
    await used.readResponse();
    await expect.poll(() => door.connections.count).toBe(2);
    expect(await door.drain(10_000)).toBe(0);
    expect(await Promise.all([fresh.ended, used.ended])).toEqual(['fin', 'fin']);
  });

  test('a request whose head is half there is served, then its connection is closed', async () => {
    const { door } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const client = await door.connect();
    const other = await door.connect();
    client.send(GET.slice(0, 20));
    other.send(GET);
    await other.readResponse();
    await door.drain(10_000);
    client.send(GET.slice(20));
    const answer = await client.readResponse();
    expect([answer.body, answer.field('connection')]).toEqual(['ok', 'close']);
    expect(await client.ended).toBe('fin');
  });

  test('a response that began before the drain is whole', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, (connection) =>
      connection.send('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n'),
    );
    const client = await door.connect();
    client.send(GET);
    await client.waitForText('first');
    const drained = door.drain(10_000);
    upstream.connections[0]?.send('4\r\nlast\r\n0\r\n\r\n');
    expect((await client.readResponse()).body).toBe('firstlast');
    expect(await drained).toBe(0);
  });

  test('a silent upgraded connection does not make a drain last', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      await connection.readRequest();
      connection.send('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    });
    const client = await door.connect();
    client.send('GET / HTTP/1.1\r\nHost: app\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await client.readResponse();
    const drained = door.drain(3_600_000);
    client.send('last words');
    await upstream.connections[0]!.waitForText('last words');
    upstream.connections[0]!.send('an answer to them');
    await client.waitForText('an answer to them');
    expect(await drained).toBe(0);
    expect(await client.ended).toBe('fin');
    expect(door.records[0]).toMatchObject({ status: 101, by: 'app' });
  });

  test('an upgraded connection that answers no FIN is cut, and one that begins in the drain as well', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      await connection.readRequest();
      await connection.waitForText('now');
      connection.send('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    });
    const client = await door.connect();
    client.send('GET / HTTP/1.1\r\nHost: app\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await upstream.waitForConnections(1);
    const drained = door.drain(3_600_000);
    upstream.connections[0]!.socket.emit('data', Buffer.from('now'));
    await client.readResponse();
    expect(await drained).toBe(0);
    await upstream.connections[0]!.closed;
  });

  test('an upgraded connection ends on both sides when the time is up', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      await connection.readRequest();
      connection.send('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    });
    const client = await door.connect();
    client.send('GET / HTTP/1.1\r\nHost: app\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await client.readResponse();
    expect(await door.drain(0)).toBe(0);
    expect(await client.ended).toBe('fin');
    await upstream.connections[0]?.closed;
    expect(door.markers.length).toBe(2);
    expect(door.records[0]).toMatchObject({ status: 101, by: 'app' });
  });

  test('what is left after the drain is destroyed, its markers are not lost', async () => {
    const { door, upstream } = await openFrontDoorTo(
      transport,
      async (connection) => void (await connection.readRequest()),
    );
    const client = await door.connect();
    client.send(GET);
    await upstream.waitForConnections(1);
    await upstream.connections[0]?.waitForText('\r\n\r\n');
    expect(await door.drain(0)).toBe(1);
    door.connections.destroy();
    await client.ended;
    await upstream.connections[0]?.closed;
    await door.waitForRecords(1);
    expect(door.markers.length).toBe(2);
    await expect.poll(() => door.connections.count).toBe(0);
  });
});

/** Everything that a request on a connection of its own gets. */
function collectAnswer(port: number): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port });
  onTestFinished(() => void socket.destroy());
  let text = '';
  socket.on('data', (chunk) => {
    text += String(chunk);
  });
  socket.on('error', () => {});
  socket.write(GET);
  return new Promise((resolve) => socket.once('close', () => resolve(text)));
}
