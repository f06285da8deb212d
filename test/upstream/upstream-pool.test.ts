import { afterEach, describe, expect, test, vi } from 'vitest';
import { FRESH_MS } from '../../src/upstream/reuse.ts';
import { ask, GET, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { answerAlways, respond } from '../helpers/recording-upstream.ts';
import { runUndisturbed } from '../helpers/undisturbed.ts';

const POST_CHUNKED = 'POST / HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n';

describe.for(TRANSPORTS)('upstream connections of %s', (transport) => {
  afterEach(() => vi.restoreAllMocks());

  test('one connection serves many requests of many clients', () =>
    runUndisturbed(FRESH_MS, async () => {
      const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
      for (let i = 0; i < 10; i++) await ask(door, i % 2 === 0 ? GET : POST_CHUNKED);
      expect(upstream.connections.length).toBe(1);
      expect(upstream.requests.length).toBe(10);
    }));

  test('a request on a connection used for a chunked one arrives byte for byte (GHSA-ggv3-7p47-pfv8)', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    for (let i = 0; i < 4; i++) await ask(door, i % 2 === 0 ? POST_CHUNKED : GET);
    const total = upstream.requests.reduce((sum, request) => sum + request.totalBytes, 0);
    expect(upstream.texts.join('').length).toBe(total);
    expect(upstream.requests.map((request) => request.startLine.split(' ')[0])).toEqual(['POST', 'GET', 'POST', 'GET']);
  });

  test.for([
    ['Connection: close', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok'],
    ['HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok'],
  ])('a connection is not used again after a response with %s', async ([, response]) => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(response!));
    for (let i = 0; i < 2; i++) expect((await ask(door)).body).toBe('ok');
    expect(upstream.connections.length).toBe(2);
  });

  test('a connection on which the app speaks unasked is not used again', async () => {
    const { door, upstream } = await openFrontDoorTo(
      transport,
      async (connection) => {
        while ((await connection.readRequest()) !== null) connection.send(respond(`from ${connection.number}`));
      },
      { proxy: { upstreamIdleMs: 600_000 } },
    );
    expect((await ask(door)).body).toBe('from 1');
    upstream.connections[0]?.send(respond('evil'));
    await upstream.connections[0]?.closed;
    expect((await ask(door)).body).toBe('from 2');
  });

  test('a connection that the app ended while it was idle is not used again', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      await connection.readRequest();
      connection.send(respond(`from ${connection.number}`));
    });
    await ask(door, 'POST / HTTP/1.1\r\nHost: app\r\nContent-Length: 2\r\n\r\nhi');
    upstream.connections[0]?.end();
    await upstream.connections[0]?.closed;
    const answer = await ask(door, 'POST / HTTP/1.1\r\nHost: app\r\nContent-Length: 2\r\n\r\nhi');
    expect(answer.body).toBe('from 2');
  });

  test('an idle connection is closed after its time', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')), {
      proxy: { upstreamIdleMs: 50 },
    });
    await ask(door);
    await upstream.connections[0]?.closed;
    expect((await ask(door)).body).toBe('ok');
    expect(upstream.connections.length).toBe(2);
  });

  test('no connection waits for a request any more once the drain is over, whenever its last one ends', async () => {
    const { door, upstream } = await openFrontDoorTo(
      transport,
      async (connection) => {
        while ((await connection.readRequest()) !== null) {
          if (connection.number > 1) connection.send(respond('ok'));
        }
      },
      { proxy: { upstreamIdleMs: 600_000 } },
    );
    const client = await door.connect();
    client.send('POST /slow HTTP/1.1\r\nHost: app\r\nContent-Length: 2\r\n\r\nhi');
    await upstream.waitForConnections(1);
    await ask(door);
    door.endReuse();
    await upstream.connections[1]!.closed;
    expect(door.admission.inFlight).toBe(1);
    upstream.connections[0]!.send(respond('late'));
    expect((await client.readResponse()).body).toBe('late');
    await upstream.connections[0]!.closed;
    await ask(door);
    await upstream.connections[2]!.closed;
    expect(upstream.texts[2]).toMatch(/\r\nConnection: close\r\n/i);
  });

  test('with reuse switched off every request gets a connection of its own', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')), {
      proxy: { upstreamIdleMs: 0 },
    });
    for (let i = 0; i < 3; i++) await ask(door);
    expect(upstream.connections.length).toBe(3);
  });

  test('idle connections are dropped after a jump of the clock, as after a freeze', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    await ask(door);
    const now = Date.now.bind(Date);
    vi.spyOn(Date, 'now').mockImplementation(() => now() + 600_000);
    expect((await ask(door, 'POST / HTTP/1.1\r\nHost: app\r\nContent-Length: 2\r\n\r\nhi')).body).toBe('ok');
    expect(upstream.connections.length).toBe(2);
    await upstream.connections[0]?.closed;
  });
});

test.for(TRANSPORTS)('%s uses no connection again on which the app has announced a body to HEAD', async (transport) => {
  const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
    await connection.readRequest();
    connection.send('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n');
    await connection.readRequest();
  });
  const client = await door.connect();
  client.send('HEAD / HTTP/1.1\r\nHost: app\r\n\r\n');
  expect((await client.readResponse({ isHead: true })).field('content-length')).toBe('4');
  await upstream.connections[0]!.closed;
});
