import { describe, expect, test } from 'vitest';
import { ask, GET, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { BAD_CHUNKS, BAD_HEADS } from '../helpers/malformed-response.ts';
import { respond } from '../helpers/recording-upstream.ts';

const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
const LF = 'HTTP/1.1 200 OK\nX-A: 1\nTransfer-Encoding: chunked\n\n';

/** What old apps say, and nginx and haproxy take (Debian 12). */
const ODD: ReadonlyArray<readonly [name: string, response: string]> = [
  ['bare LFs', 'HTTP/1.1 200 OK\nX-A: 1\nContent-Length: 2\n\nok'],
  ['a bare LF behind the status line', 'HTTP/1.1 200 OK\nX-A: 1\r\nContent-Length: 2\r\n\r\nok'],
  ['a bare LF behind a field', 'HTTP/1.1 200 OK\r\nX-A: 1\nContent-Length: 2\r\n\r\nok'],
  ['a bare LF for the empty line', 'HTTP/1.1 200 OK\r\nX-A: 1\r\nContent-Length: 2\r\n\nok'],
  ['CRLF for the empty line only', 'HTTP/1.1 200 OK\nX-A: 1\nContent-Length: 2\n\r\nok'],
  ['a bare LF first', '\nHTTP/1.1 200 OK\r\nX-A: 1\r\nContent-Length: 2\r\n\r\nok'],
  ['blanks before bare LFs', 'HTTP/1.1 200 OK \nX-A: 1 \nContent-Length: 2 \n\nok'],
  ['bare LFs and no reason', 'HTTP/1.1 200\nX-A: 1\nContent-Length: 2\n\nok'],
  ['blanks around the status', 'HTTP/1.1  200\tOK\r\nX-A: 1\r\nContent-Length: 2\r\n\r\nok'],
  ['HTTP/1.3', 'HTTP/1.3 200 OK\r\nX-A: 1\r\nContent-Length: 2\r\n\r\nok'],
  ['two equal lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: 1\r\nContent-Length: 2\r\n\r\nok'],
  ['a list of equal lengths', 'HTTP/1.1 200 OK\r\nX-A: 1\r\nContent-Length: 2, 2\r\n\r\nok'],
  ['a length with a tab behind it', 'HTTP/1.1 200 OK\r\nX-A: 1\r\nContent-Length: 2\t\r\n\r\nok'],
  ['a coding in odd case', 'HTTP/1.1 200 OK\r\nX-A: 1\r\nTransfer-Encoding: Chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n'],
  ['bare LFs in chunks too', `${LF}1\no\n1\nk\n0\n\n`],
  ['bare LFs in trailers', `${LF}2\nok\n0\nX-Sum: 1\n\n`],
  ['blanks behind sizes', `${LF}2  \r\nok\r\n0\t\r\n\r\n`],
  ['chunk extensions', `${LF}2;a=b\r\nok\r\n0;x\r\n\r\n`],
  ['odd chunk extensions', `${LF}2 ; a = "b\r\nok\r\n0;\r\n\r\n`],
  ['leading zeros and capitals', `${LF}00000000000000002\r\nok\r\n000\r\n\r\n`],
  ['chunks in HTTP/1.0', 'HTTP/1.0 200 OK\r\nX-A: 1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n'],
  [
    'chunks in HTTP/1.0 that would be kept alive',
    'HTTP/1.0 200 OK\r\nX-A: 1\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
  ],
];

describe.for(TRANSPORTS)('an odd response through %s', (transport) => {
  const open = (response: string, pieces = 1) =>
    openFrontDoorTo(transport, async (connection) => {
      while ((await connection.readRequest()) !== null) {
        if (connection.number > 1) connection.send(respond('next'));
        else if (pieces === 1) connection.send(Buffer.from(response, 'latin1'));
        else
          for (const byte of response) await new Promise<void>((done) => connection.socket.write(byte, () => done()));
      }
    });

  test.for(ODD)('with %s reaches the client plainly', async ([, response]) => {
    const { door } = await open(response);
    const client = await door.connect();
    client.send(GET);
    const answer = await client.readResponse();
    expect([answer.status, answer.body, answer.field('x-a')]).toEqual([200, 'ok', '1']);
    // Every line of the head ends with CRLF, and its length is said once.
    expect(answer.head.replaceAll('\r\n', '')).not.toMatch(/[\r\n]|[ \t]$/m);
    expect(answer.startLine).toMatch(/^HTTP\/1\.1 200 (OK *)?$/);
    client.send(GET);
    expect((await client.readResponse()).status).toBe(200);
    expect(door.records).toMatchObject([{ status: 200, by: 'app' }, { status: 200 }]);
  });

  test.for(ODD)('with %s is read just so when it comes byte by byte', async ([, response]) => {
    const { door } = await open(response, response.length);
    const answer = await ask(door);
    expect([answer.status, answer.body, answer.field('x-a')]).toEqual([200, 'ok', '1']);
  });

  test('of HTTP/1.0 with chunks costs the connection, whatever it says of that', async () => {
    const { door, upstream } = await open(ODD.at(-1)![1]);
    const client = await door.connect();
    client.send(GET);
    expect((await client.readResponse()).body).toBe('ok');
    await upstream.connections[0]?.closed;
    client.send(GET);
    expect((await client.readResponse()).body).toBe('next');
  });

  test('to HEAD has no body, with bare LFs neither', async () => {
    const { door } = await open('HTTP/1.1 200 OK\nX-A: 1\nContent-Length: 2\n\n');
    const answer = await ask(door, GET.replace('GET', 'HEAD'));
    expect([answer.status, answer.field('content-length'), answer.body]).toEqual([200, '2', '']);
  });

  test('may come behind an interim one that is odd too', async () => {
    const { door } = await open('HTTP/1.1 103 Early\nLink: a\n\nHTTP/1.1 200 OK\nContent-Length: 2\n\nok');
    const client = await door.connect();
    client.send(GET);
    expect((await client.readResponse()).field('link')).toBe('a');
    expect((await client.readResponse()).body).toBe('ok');
  });

  test('may switch protocols with bare LFs', async () => {
    const { door, upstream } = await open('HTTP/1.1 101 Yes\nConnection: Upgrade\nUpgrade: websocket\n\nhello');
    const client = await door.connect();
    client.send(GET.replace('\r\n\r\n', '\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'));
    await client.waitForText('\r\n\r\nhello');
    client.send('ping');
    await upstream.connections[0]?.waitForText('ping');
  });

  test.for([
    ['a length and chunked', 'it has both Content-Length and Transfer-Encoding'],
    ['two different lengths', 'its Content-Lengths differ'],
    ['a list of lengths', 'its Content-Lengths differ'],
    ['two coding fields', 'it has more than one Transfer-Encoding'],
    ['another coding', 'its Transfer-Encoding is not exactly "chunked"'],
    ['the coding identity', 'its Transfer-Encoding is not exactly "chunked"'],
    ['a folded field', 'a field line is folded'],
    ['a folded field with bare LFs', 'a field line is folded'],
    ['a space before the colon', 'a space stands before the colon of a field'],
    ['a bad field name', 'a field name holds a character that is not allowed'],
    ['a field without a colon', 'a field line has no colon'],
    ['a bare CR in a field', 'a CR is not followed by an LF'],
    ['CR CR LF for a line end', 'its status line has a bad end'],
    ['NUL in a field', 'a field value holds a NUL'],
    ['an empty length', 'its Content-Length is not a plain number'],
  ] as const)('with %s is refused in words of its own, with a cause and a cure', async ([name, reason]) => {
    const { door } = await open(BAD_HEADS.find(([title]) => title === name)![1]);
    const answer = await ask(door);
    expect([answer.status, answer.field('x-berth-error')]).toEqual([502, 'APP_BAD_RESPONSE']);
    const { cause, cure, msg } = door.records[0] as Record<string, string>;
    expect(msg).toContain(reason);
    expect([cause, cure]).toEqual([expect.stringMatching(/^[A-Z].{20,}\.$/), expect.stringMatching(/^[A-Z].{10,}\.$/)]);
    expect(cause).not.toContain('began with');
  });

  test.for([
    ['a size that is no number', 'a chunk size is not a plain hexadecimal number'],
    ['a chunk longer than its size', 'a chunk is longer than its size'],
  ] as const)('whose body has %s is told so in the record', async ([name, reason]) => {
    const { door } = await open(CHUNKED + BAD_CHUNKS.find(([title]) => title === name)![1]);
    await ask(door).catch(() => null);
    await door.waitForRecords(1);
    expect(door.records[0]).toMatchObject({ msg: expect.stringContaining(reason), cause: expect.any(String) });
  });
});
