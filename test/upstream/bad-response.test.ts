import { describe, expect, test } from 'vitest';
import { GET, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { BAD_CHUNKS, BAD_HEADS } from '../helpers/malformed-response.ts';
import { respond } from '../helpers/recording-upstream.ts';

const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';

describe.for(TRANSPORTS)('bad responses through %s', (transport) => {
  /** The first connection gets the bad response, all others a good one. */
  const open = (bytes: string) =>
    openFrontDoorTo(
      transport,
      async (connection) => {
        while ((await connection.readRequest()) !== null) {
          connection.send(connection.number === 1 ? Buffer.from(bytes, 'latin1') : respond('good'));
        }
      },
      // A connection that is closed is closed for what came over it, not for its age.
      { proxy: { upstreamIdleMs: 600_000 } },
    );

  test.for(BAD_HEADS)('%s gives 502, and the connection to the app is not used again', async ([, bytes]) => {
    const { door, upstream } = await open(bytes);
    const client = await door.connect();
    client.send(GET);
    const answer = await client.readResponse();
    expect([answer.status, answer.field('x-berth-error')]).toEqual([502, 'APP_BAD_RESPONSE']);
    await upstream.connections[0]?.closed;
    client.send(GET);
    expect((await client.readResponse()).body).toBe('good');
    expect(upstream.connections.length).toBe(2);
    expect(door.markers.length).toBe(4);
    expect(door.markers[1]).toMatch(/, Error: Unhandled function error$/);
    expect(door.records[0]).toMatchObject({ status: 502, code: 'APP_BAD_RESPONSE', by: 'berth' });
  });

  test.for(BAD_CHUNKS)('a chunked body with %s never looks whole to the client', async ([, body]) => {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      await connection.readRequest();
      connection.send(`${CHUNKED}5\r\nfirst\r\n`);
    });
    const client = await door.connect();
    client.send(GET);
    await client.waitForText('first');
    upstream.connections[0]?.send(body);
    expect(await client.ended).toBe('reset');
    await expect(client.readResponse()).rejects.toThrow('ended (reset)');
    await upstream.connections[0]?.closed;
    await door.waitForRecords(1);
    expect(door.records[0]).toMatchObject({ status: 200, code: 'APP_BAD_RESPONSE', by: 'berth' });
    expect(door.markers.length).toBe(2);
  });

  test.for([
    ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil'],
    ['GET', 'HTTP/1.1 204 No Content\r\n\r\nevil'],
    ['GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n\r\nevil'],
  ] as const)('a body where none may be (%s, %j) is dropped together with the connection', async ([method, bytes]) => {
    const { door, upstream } = await open(bytes);
    const client = await door.connect();
    client.send(`${method} / HTTP/1.1\r\nHost: app\r\n\r\n`);
    const answer = await client.readResponse({ isHead: true });
    expect(answer.startLine).toBe(bytes.split('\r\n')[0]);
    await upstream.connections[0]?.closed;
    client.send(GET);
    expect((await client.readResponse()).body).toBe('good');
    expect(client.text).not.toContain('evil');
  });
});
