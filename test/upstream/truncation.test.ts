import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/failures/failure.ts';
import { ask, GET, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { respond, type UpstreamConnection } from '../helpers/recording-upstream.ts';

const HEADS = [
  ['content-length', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npartial'],
  ['chunked, between chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\npartial\r\n'],
  ['chunked, inside a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\npartial'],
  ['chunked, inside the trailers', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\npartial\r\n0\r\nX-A'],
] as const;

const ENDS = [
  ['ends', (connection: UpstreamConnection) => connection.end()],
  ['resets', (connection: UpstreamConnection) => connection.reset()],
] as const;

const CASES = HEADS.flatMap(([framing, bytes]) => ENDS.map(([verb, end]) => ({ framing, bytes, verb, end })));

describe.for(TRANSPORTS)('truncated responses through %s', (transport) => {
  test.for(CASES)(
    'an app that $verb the connection in the middle ($framing) resets the client',
    async ({ bytes, end }) => {
      const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
        await connection.readRequest();
        if (connection.number > 1) return connection.send(respond('good'));
        connection.send(bytes);
      });
      const client = await door.connect();
      client.send(GET);
      await client.waitForText('partial');
      end(upstream.connections[0]!);
      expect(await client.ended).toBe('reset');
      await door.waitForRecords(1);
      expect(door.records[0]).toMatchObject({ status: 200, code: 'APP_TRUNCATED', by: 'berth', bytesOut: 7 });
      expect(door.markers.length).toBe(2);
      expect(door.markers[1]).toMatch(/, Error: Unhandled function error$/);
      expect((await ask(door)).body).toBe('good');
    },
  );

  test('a response that ends with the connection is not whole if that is reset', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      await connection.readRequest();
      connection.send('HTTP/1.1 200 OK\r\n\r\npartial');
    });
    const client = await door.connect();
    client.send(GET);
    await client.waitForText('partial');
    upstream.connections[0]?.reset();
    expect(await client.ended).toBe('reset');
  });

  test('a crash in the middle of a response is named in the record', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      await connection.readRequest();
      connection.send(HEADS[0][1]);
    });
    const client = await door.connect();
    client.send(GET);
    await client.waitForText('partial');
    door.crash(new Failure('APP_CRASHED', { process: 'web', status: 'was killed by SIGKILL' }));
    upstream.connections[0]?.reset();
    expect(await client.ended).toBe('reset');
    await door.waitForRecords(1);
    expect(door.records[0]).toMatchObject({
      code: 'APP_CRASHED',
      msg: expect.stringContaining('was killed by SIGKILL'),
    });
  });
});

// `node-client` leaves the end of such a response to Node's client, which takes it for whole.
test('with h1 a response that ends with the connection is not whole if the reset comes with its last bytes', async () => {
  const { door } = await openFrontDoorTo('h1', async (connection) => {
    await connection.readRequest();
    connection.socket.write('HTTP/1.1 200 OK\r\n\r\npartial', () => connection.reset());
  });
  const client = await door.connect();
  client.send(GET);
  expect(await client.ended).toBe('reset');
  await door.waitForRecords(1);
  expect(door.records[0]).toMatchObject({ code: 'APP_TRUNCATED', by: 'berth' });
});
