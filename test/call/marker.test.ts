import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/failures/failure.ts';
import { makeRoundTrip, openFrontDoor, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { respond, type UpstreamConnection } from '../helpers/recording-upstream.ts';

const GET = 'GET / HTTP/1.1\r\nHost: app\r\nX-Request-Id: m-1\r\n\r\n';
const START = 'FC Invoke Start RequestId: m-1';
const END = 'FC Invoke End RequestId: m-1';

/** Responses with the part of them that may be out before the end marker is. */
const RESPONSES = [
  ['a small body', respond('small'), ''],
  ['a body in two parts', `${respond('x'.repeat(100)).slice(0, -50)}|${'x'.repeat(50)}`, 'x'.repeat(50)],
  ['an empty body', respond(''), ''],
  ['204', 'HTTP/1.1 204 No Content\r\n\r\n', ''],
  ['304', 'HTTP/1.1 304 Not Modified\r\n\r\n', ''],
  ['chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n|0\r\n\r\n', 'hello'],
  ['no chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', ''],
] as const;

describe.for(TRANSPORTS)('markers of %s', (transport) => {
  test('the end of a call that is given time to settle comes when the time is over', async () => {
    const { door } = await openFrontDoorTo(
      transport,
      async (connection) => {
        await connection.readRequest();
        connection.send(respond('ok'));
      },
      { markers: { settleMs: 200 } },
    );
    const client = await door.connect();
    client.send(GET);
    const answer = client.readResponse();
    for (let i = 0; i < 3; i++) await makeRoundTrip();
    expect(door.markers).toEqual([START]);
    await answer;
    expect(door.markers).toEqual([START, END]);
  });

  /** Sends the parts of a response, which `|` divides; after the first, waits until the client may have it. */
  async function sendParts(connection: UpstreamConnection, response: string): Promise<void> {
    const [first = '', second] = response.split('|');
    connection.send(first);
    if (second === undefined) return;
    await makeRoundTrip();
    connection.send(second);
  }

  test.for(RESPONSES)('with %s, the last byte leaves after the end marker', async ([, response, early]) => {
    const { door } = await openFrontDoorTo(transport, async (connection) => {
      await connection.readRequest();
      await sendParts(connection, response);
    });
    const client = await door.connect();
    const endWaits = door.holdMarkers();
    client.send(GET);
    await endWaits;
    const answer = client.readResponse();
    expect(await Promise.race([answer, makeRoundTrip()])).toBeUndefined();
    expect(client.text).toContain(early);
    expect(door.markers).toEqual([]);
    door.releaseMarkers();
    await answer;
    expect(door.markers).toEqual([START, END]);
  });

  test('an answer of ours leaves after its end marker', async () => {
    const door = await openFrontDoor({ transport, upstream: { kind: 'unix', path: '/nonexistent/app.sock' } });
    const client = await door.connect();
    const endWaits = door.holdMarkers();
    client.send(GET);
    await endWaits;
    await makeRoundTrip();
    expect(client.text).toBe('');
    door.releaseMarkers();
    expect((await client.readResponse()).status).toBe(502);
    expect(door.markers).toEqual([START, `${END}, Error: Unhandled function error`]);
  });

  test('a reset of the client comes after the end marker', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      await connection.readRequest();
      connection.send('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npartial');
    });
    const client = await door.connect();
    client.send(GET);
    await client.waitForText('partial');
    const endWaits = door.holdMarkers();
    upstream.connections[0]?.reset();
    await endWaits;
    await makeRoundTrip();
    expect(client.socket.readableEnded || client.socket.destroyed).toBe(false);
    door.releaseMarkers();
    expect(await client.ended).toBe('reset');
    expect(door.markers).toEqual([START, `${END}, Error: Unhandled function error`]);
  });

  test('the FIN of an upgraded connection comes after the end marker', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      await connection.readRequest();
      connection.send('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello');
    });
    const client = await door.connect();
    client.send(GET.replace('Host', 'Connection: Upgrade\r\nUpgrade: websocket\r\nHost'));
    await client.waitForText('hello');
    const endWaits = door.holdMarkers();
    upstream.connections[0]?.end();
    await endWaits;
    await makeRoundTrip();
    expect(client.socket.readableEnded).toBe(false);
    door.releaseMarkers();
    expect(await client.ended).toBe('fin');
    expect(door.markers).toEqual([START, END]);
  });

  test('the start marker stands before the request reaches the app', async () => {
    const { door } = await openFrontDoorTo(transport, async (connection) => {
      await connection.readRequest();
      connection.send(respond(JSON.stringify(door.markers)));
    });
    const client = await door.connect();
    client.send(GET);
    expect((await client.readResponse()).body).toBe(JSON.stringify([START]));
  });

  test('a refused call is marked too', async () => {
    const door = await openFrontDoor({ transport, upstream: null });
    door.fail(new Failure('CRASH_LOOP', { process: 'web', count: 6, status: 'exited with code 1' }));
    const client = await door.connect();
    client.send(GET);
    const answer = await client.readResponse();
    expect([answer.status, answer.field('x-berth-error')]).toEqual([503, 'CRASH_LOOP']);
    expect(door.markers).toEqual([START, `${END}, Error: Unhandled function error`]);
  });
});
