import { describe, expect, test } from 'vitest';
import { ask, ENGINES, type EngineName, findTraits, GET, openFrontDoorTo } from '../helpers/front-door-harness.ts';
import { respond } from '../helpers/recording-upstream.ts';

/** Heads that no client can trust. */
const BAD_HEADS: ReadonlyArray<readonly [name: string, response: string]> = [
  ['a length and chunked', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['two different lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc'],
  ['two equal lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nab'],
  ['a list of lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nab'],
  ['a negative length', 'HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nab'],
  ['a length in words', 'HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\nab'],
  ['another coding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nab'],
  ['two codings', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
  ['two coding fields', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['a space before the colon', 'HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nab'],
  ['a bad field name', 'HTTP/1.1 200 OK\r\nBad Name: x\r\nContent-Length: 2\r\n\r\nab'],
  ['a field without a colon', 'HTTP/1.1 200 OK\r\nNoColon\r\nContent-Length: 2\r\n\r\nab'],
  ['NUL in a field', 'HTTP/1.1 200 OK\r\nX-A: a\x00b\r\nContent-Length: 2\r\n\r\nab'],
  ['a folded field', 'HTTP/1.1 200 OK\r\nX-A: a\r\n b\r\nContent-Length: 2\r\n\r\nab'],
  ['a bare CR in a field', 'HTTP/1.1 200 OK\r\nX-A: a\rb\r\nContent-Length: 2\r\n\r\nab'],
  ['a status of two digits', 'HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\nab'],
  ['a status of four digits', 'HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\nab'],
  ['a status in words', 'HTTP/1.1 abc OK\r\nContent-Length: 2\r\n\r\nab'],
  ['status 099', 'HTTP/1.1 099 No\r\nContent-Length: 2\r\n\r\nab'],
  ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n'],
  ['a TLS alert', '\x15\x03\x01\x00\x02\x02\x0a'],
  ['no status line', '<html>hello</html>\r\n\r\n'],
  ['a wrong version', 'HTTP/3.7 200 OK\r\nContent-Length: 2\r\n\r\nab'],
  [
    'a switch of protocols that nobody asked for',
    'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n',
  ],
];

/** What may follow a good chunked head. */
const BAD_CHUNKS: ReadonlyArray<readonly [name: string, body: string]> = [
  ['a size that is no number', 'zz\r\n'],
  ['a signed size', '+2\r\nab\r\n0\r\n\r\n'],
  ['a size with 0x', '0x2\r\nab\r\n0\r\n\r\n'],
  ['a chunk longer than its size', '2\r\nabcd\r\n0\r\n\r\n'],
  ['a size beyond all numbers', 'fffffffffffffffff\r\nab\r\n0\r\n\r\n'],
  ['a bare LF behind a size', '2\nab\r\n0\r\n\r\n'],
  ['a bad trailer name', '2\r\nab\r\n0\r\nBad Name: x\r\n\r\n'],
];

const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';

function isTolerated(engine: EngineName, name: string): boolean {
  return findTraits(engine).tolerates.includes(name);
}

describe.for(ENGINES)('bad responses through %s', (engine) => {
  /** The first connection gets the bad response, all others a good one. */
  const open = (bytes: string) =>
    openFrontDoorTo(engine, async (connection) => {
      while ((await connection.readRequest()) !== null) {
        connection.send(connection.number === 1 ? Buffer.from(bytes, 'latin1') : respond('good'));
      }
    });

  test.for(BAD_HEADS.filter(([name]) => !isTolerated(engine, name)))(
    '%s gives 502, and the connection to the app is not used again',
    async ([, bytes]) => {
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
    },
  );

  test.for(BAD_CHUNKS)('a chunked body with %s never looks whole to the client', async ([, body]) => {
    const { door, upstream } = await openFrontDoorTo(engine, async (connection) => {
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
    ['behind a length', 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine'],
    ['behind the last chunk', `${CHUNKED}4\r\nfine\r\n0\r\n\r\n`],
    ['behind 204', 'HTTP/1.1 204 No Content\r\n\r\n'],
  ])('bytes %s reach no client, and the connection is not used again', async ([, response]) => {
    const { door, upstream } = await open(`${response}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil`);
    const client = await door.connect();
    client.send(GET);
    await Promise.race([client.readResponse().catch(() => null), client.ended]);
    await upstream.connections[0]?.closed;
    expect(client.text).not.toContain('evil');
    expect((await ask(door)).body).toBe('good');
    expect(upstream.connections.length).toBe(2);
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
