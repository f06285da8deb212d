import { describe, expect, test } from 'vitest';
import { toResponseHead } from '../../../src/upstream/node-client/response-head.ts';
import { respond } from '../../helpers/recording-upstream.ts';
import { openRigTo, send } from './transport-rig.ts';

const CHUNKED_BODY = '2\r\nab\r\n0\r\n\r\n';

/** What Node's strict parser refuses, or we do, and old servers write; with the head that the client gets instead. */
const ODD: ReadonlyArray<readonly [name: string, bytes: string, told: string, head: string]> = [
  ['a control character in a field', respond('ab', 'X-A: a\x01b\r\n'), 'head 200 length 2', 'X-A: a b\r\n'],
  ['NUL in a field', respond('ab', 'X-A: a\0b\r\n'), 'head 200 length 2', 'X-A: a b\r\n'],
  ['a folded field', respond('ab', 'X-A: a\r\n b\r\n'), 'head 200 length 2', 'X-A: a b\r\n'],
  [
    'a space behind the name of a length',
    'HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nab',
    'head 200 streamed -1',
    '',
  ],
  ['bare LFs', 'HTTP/1.1 200 OK\nX-A: b\nContent-Length: 2\n\nab', 'head 200 length 2', 'X-A: b\r\n'],
  [
    'both framings',
    `HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n${CHUNKED_BODY}`,
    'head 200 streamed -1',
    '',
  ],
  [
    'chunks in HTTP/1.0',
    `HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${CHUNKED_BODY}`,
    'head 200 streamed -1',
    '',
  ],
  ['the coding identity', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\nab', 'head 200 streamed -1', ''],
  ['another version', 'HTTP/1.7 200 OK\r\nContent-Length: 2\r\n\r\nab', 'head 200 length 2', ''],
  [
    'a bare LF behind a chunk',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\n0\r\n\r\n',
    'head 200 streamed -1',
    '',
  ],
  [
    'a space behind a chunk’s size',
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2 \r\nab\r\n0\r\n\r\n`,
    'head 200 streamed -1',
    '',
  ],
];

/** What both nginx and haproxy take. */
const TAKEN_BY_BOTH: ReadonlySet<string> = new Set([
  'bare LFs',
  'chunks in HTTP/1.0',
  'another version',
  'a bare LF behind a chunk',
  'a space behind a chunk’s size',
]);

/** What cannot be read in one way only, or would be read as what it is not: nobody takes it. */
const WRONG: ReadonlyArray<readonly [name: string, bytes: string]> = [
  ['two different lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc'],
  ['another coding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nab'],
  ['another coding in chunks', `HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n${CHUNKED_BODY}`],
  ['no status line', '<html>hello</html>\r\n\r\n'],
  ['a switch of protocols', 'HTTP/1.1 101 Yes\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'],
];

describe('the lenient parser', () => {
  const receive = async (bytes: string, isLenient: boolean) => {
    const script = async (connection: Parameters<Parameters<typeof openRigTo>[0]>[0]) => {
      await connection.readRequest();
      connection.send(Buffer.from(bytes, 'latin1'));
      connection.end();
    };
    return send((await openRigTo(script, { isLenient })).transport);
  };

  test.for(ODD)(
    'takes a response with %s, which the strict one may refuse, and clears it up',
    async ([name, bytes, told, head]) => {
      const strict = TAKEN_BY_BOTH.has(name) ? 'end' : 'fault APP_BAD_RESPONSE';
      expect((await receive(bytes, false)).told.at(-1)).toBe(strict);
      const handler = await receive(bytes, true);
      expect([handler.told[1], handler.told.at(-1), handler.body]).toEqual([told, 'end', 'ab']);
      expect(handler.heads).toEqual([`HTTP/1.1 200 OK\r\n${head}`]);
    },
  );

  test.for(WRONG)('does not help a response with %s', async ([, bytes]) => {
    expect((await receive(bytes, true)).told.at(-1)).toBe('fault APP_BAD_RESPONSE');
  });

  test('leaves no control character in a status line', async () => {
    const handler = await receive('HTTP/1.1 200 O\0K\r\nContent-Length: 2\r\n\r\nab', true);
    expect(handler.heads).toEqual(['HTTP/1.1 200 O K\r\n']);
  });

  test('two lengths are two too many, should they come through it', () => {
    const lengths = ['Content-Length', '2', 'Content-Length', '3'];
    const received = { httpVersion: '1.1', statusCode: 200, statusMessage: 'OK', rawHeaders: lengths };
    expect(toResponseHead(received, false, true)).toBe('its Content-Lengths differ');
  });

  test('lets no trailer through that would be no field', async () => {
    const bytes = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nX-A: a\x01b\r\nTransfer-Encoding: x\r\nContent-Length: 9\r\n\r\n`;
    expect((await receive(bytes, true)).trailers).toEqual([['x-a', 'a b']]);
  });
});
