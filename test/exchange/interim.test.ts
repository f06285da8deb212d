import { describe, expect, test } from 'vitest';
import { GET, makeRoundTrip, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { respond } from '../helpers/recording-upstream.ts';

const EXPECTING = 'POST / HTTP/1.1\r\nHost: app\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n';
const HINTS = 'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nLink: </b.js>; rel=preload\r\n\r\n';

describe.for(TRANSPORTS)('interim responses through %s', (transport) => {
  test('a client that expects 100 sends its body when the app says so', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      await connection.waitForText('\r\n\r\n');
      connection.send('HTTP/1.1 100 Continue\r\n\r\n');
      await connection.readRequest();
      connection.send(respond('ok'));
    });
    const client = await door.connect();
    client.send(EXPECTING);
    expect((await client.readResponse()).status).toBe(100);
    client.send('body');
    expect((await client.readResponse()).body).toBe('ok');
    expect(upstream.requests[0]?.field('expect')).toBe('100-continue');
    expect(upstream.requests[0]?.body).toBe('body');
    client.send(GET);
    expect(door.markers.length).toBe(2);
  });

  test.for(['100 Continue', '102 Processing', '103 Early Hints'])(
    'the time to the first byte counts the response behind %s',
    async (interim) => {
      const { door, upstream } = await openFrontDoorTo(transport, (connection) => {
        connection.send(`HTTP/1.1 ${interim}\r\n\r\n`);
      });
      const client = await door.connect();
      client.send(EXPECTING);
      await client.readResponse();
      const interimAtMs = performance.now();
      for (let trip = 0; trip < 20; trip++) await makeRoundTrip();
      const waitedMs = performance.now() - interimAtMs;
      client.send('body');
      await upstream.connections[0]!.readRequest();
      upstream.connections[0]!.send(respond('ok'));
      await client.readResponse();
      await door.waitForRecords(1);
      expect(door.records[0]!['firstByteMs']).toBeGreaterThan(waitedMs);
    },
  );

  test('no 100 is made up: the client waits as long as the app does', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, () => {});
    const client = await door.connect();
    client.send(EXPECTING);
    await upstream.waitForConnections(1);
    await upstream.connections[0]?.waitForText('\r\n\r\n');
    await makeRoundTrip();
    expect(client.text).toBe('');
  });

  test('an app that refuses the body at once is heard, and the connection ends', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      await connection.waitForText('\r\n\r\n');
      connection.send(respond('no', '', '417 Expectation Failed'));
    });
    const client = await door.connect();
    client.send(EXPECTING);
    const answer = await client.readResponse();
    expect([answer.status, answer.body, answer.field('connection')]).toEqual([417, 'no', 'close']);
    expect(await client.ended).toBe('fin');
    await upstream.connections[0]?.closed;
  });

  test('early hints reach the client before the response, with all of their fields', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      await connection.readRequest();
      connection.send(HINTS);
    });
    const client = await door.connect();
    client.send(GET);
    const hints = await client.readResponse();
    expect([hints.status, hints.fields.get('link')?.length]).toEqual([103, 2]);
    upstream.connections[0]?.send(respond('ok'));
    const answer = await client.readResponse();
    expect([answer.status, answer.body]).toEqual([200, 'ok']);
    expect(answer.field('link')).toBeNull();
  });

  test('several interim responses and the final one in a single segment come in order', async () => {
    const { door } = await openFrontDoorTo(transport, async (connection) => {
      await connection.readRequest();
      connection.send(`HTTP/1.1 102 Processing\r\n\r\n${HINTS}${respond('ok')}`);
    });
    const client = await door.connect();
    client.send(GET);
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await client.readResponse()).status);
    expect(statuses).toEqual([102, 103, 200]);
  });

  test('a client of HTTP/1.0 gets no interim response', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      await connection.readRequest();
      connection.send(`${HINTS}${respond('ok')}`);
    });
    const client = await door.connect();
    client.send('POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi');
    const answer = await client.readResponse();
    expect([answer.status, answer.body]).toEqual([200, 'ok']);
    expect(upstream.requests[0]?.field('expect')).toBeNull();
  });

  test('an app that breaks off after an interim response gives 502', async () => {
    const { door } = await openFrontDoorTo(transport, async (connection) => {
      await connection.readRequest();
      connection.socket.write(HINTS, () => connection.end());
    });
    const client = await door.connect();
    client.send(GET);
    expect((await client.readResponse()).status).toBe(103);
    const answer = await client.readResponse();
    expect([answer.status, answer.field('x-berth-error')]).toEqual([502, 'APP_CLOSED_CONNECTION']);
  });
});
