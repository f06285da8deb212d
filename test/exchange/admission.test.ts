import { describe, expect, test } from 'vitest';
import { GET, openFrontDoor, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { answerAlways, respond, startUpstream } from '../helpers/recording-upstream.ts';

const POST = `POST / HTTP/1.1\r\nHost: app\r\nContent-Length: 500000\r\n\r\n${'x'.repeat(500_000)}`;

describe.for(TRANSPORTS)('admission before %s', (transport) => {
  test('requests that come before the app is ready are held, bodies and all, then served', async () => {
    const upstream = await startUpstream(answerAlways(respond('ok')));
    const door = await openFrontDoor({ transport, upstream: null });
    const clients = await Promise.all(
      [GET, POST, GET].map(async (request) => {
        const client = await door.connect();
        client.send(request);
        return client;
      }),
    );
    await expect.poll(() => door.admission.waiting).toBe(3);
    expect(upstream.connections.length).toBe(0);
    door.becomeReady(upstream.address);
    const answers = await Promise.all(clients.map((client) => client.readResponse()));
    expect(answers.map((answer) => answer.body)).toEqual(['ok', 'ok', 'ok']);
    expect(upstream.requests.map((request) => request.body.length).sort()).toEqual([0, 0, 500_000]);
  });

  test('one request too many is refused with 503 and Retry-After, the connection goes on', async () => {
    const door = await openFrontDoor({ transport, upstream: null, startup: { maxHeld: 1 } });
    const first = await door.connect();
    first.send(GET);
    await expect.poll(() => door.admission.waiting).toBe(1);
    const second = await door.connect();
    for (let i = 0; i < 2; i++) {
      second.send(GET);
      const answer = await second.readResponse();
      expect([answer.status, answer.field('x-berth-error'), answer.field('retry-after')]).toEqual([
        503,
        'QUEUE_FULL',
        '1',
      ]);
    }
  });

  test('an upload that is refused gets its answer, then the connection ends', async () => {
    const door = await openFrontDoor({ transport, upstream: null, startup: { maxHeld: 0 } });
    const client = await door.connect();
    client.send(POST.slice(0, 100_000));
    const answer = await client.readResponse();
    expect([answer.status, answer.field('connection')]).toEqual([503, 'close']);
    expect(await client.ended).toBe('fin');
  });

  test('a wait that is too long ends with 503 QUEUE_TIMEOUT', async () => {
    const door = await openFrontDoor({ transport, upstream: null, startup: { deadlineMs: 50 } });
    const client = await door.connect();
    client.send(GET);
    const answer = await client.readResponse();
    expect([answer.status, answer.field('x-berth-error')]).toEqual([503, 'QUEUE_TIMEOUT']);
  });

  test('no more calls reach the app at a time than it may get', async () => {
    let inside = 0;
    let most = 0;
    const { door } = await openFrontDoorTo(
      transport,
      async (connection) => {
        while ((await connection.readRequest()) !== null) {
          inside += 1;
          most = Math.max(most, inside);
          await new Promise((resolve) => setImmediate(resolve));
          inside -= 1;
          connection.send(respond('ok'));
        }
      },
      { proxy: { maxInFlight: 2 } },
    );
    const clients = await Promise.all(Array.from({ length: 10 }, () => door.connect()));
    for (const client of clients) client.send(GET);
    for (const client of clients) expect((await client.readResponse()).body).toBe('ok');
    expect(most).toBeLessThanOrEqual(2);
  });

  test('places are given back on every path', async () => {
    const { door } = await openFrontDoorTo(
      transport,
      async (connection) => {
        for (;;) {
          const request = await connection.readRequest();
          if (request === null) return;
          if (request.startLine.includes('/cut')) return connection.reset();
          if (request.startLine.includes('/half')) {
            connection.socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf', () => connection.reset());
            return;
          }
          if (request.startLine.includes('/bad')) return connection.send('nonsense\r\n\r\n');
          connection.send(respond('ok'));
        }
      },
      { proxy: { maxInFlight: 1 } },
    );
    for (const path of ['/cut', '/half', '/bad', '/', '/cut', '/half', '/']) {
      const client = await door.connect();
      client.send(`GET ${path} HTTP/1.1\r\nHost: app\r\n\r\n`);
      await Promise.race([client.readResponse().catch(() => null), client.ended]);
    }
    await door.waitForRecords(7);
    expect(door.admission.inFlight).toBe(0);
    expect(door.markers.length).toBe(14);
  });
});
