import * as fc from 'fast-check';
import { SEED } from '../helpers/seed.ts';

/** How many cases the plainest property runs, others a part of that: the whole folder runs over 120 000 of them. */
export const RUNS: number = Number(process.env['TEST_FUZZ_RUNS'] ?? 20_000);

/** Parameters of every property. */
export const PARAMETERS = { numRuns: RUNS, seed: SEED } as const;

const REQUEST_LINES = [
  'GET / HTTP/1.1',
  'POST /a?b=c HTTP/1.1',
  'HEAD /x HTTP/1.0',
  'OPTIONS * HTTP/1.1',
  'PUT http://a.test/path HTTP/1.1',
  'GET http://a.test HTTP/1.1',
  'DELETE /%20?[]={}|^ HTTP/1.1',
  'PATCH /~a;b,c HTTP/1.1',
  'GET /  HTTP/1.1',
  'get / HTTP/1.1',
  'BREW / HTTP/1.1',
  'GET / HTTP/1.2',
  'GET / HTTP/1.10',
  'GET / HTTP/0.9',
  'OPTIONS / RTSP/1.0',
  'GET /',
  'CONNECT a.test:80 HTTP/1.1',
  'PRI * HTTP/2.0',
];

const STATUS_LINES = [
  'HTTP/1.1 200 OK',
  'HTTP/1.0 200 OK',
  'HTTP/1.1 204 No Content',
  'HTTP/1.1 304 Not Modified',
  'HTTP/1.1 404 ',
  'HTTP/1.1 500',
  'HTTP/1.1 999 Odd',
  'HTTP/1.2 200 OK',
  'HTTP/1.10 200 OK',
  '\r\nHTTP/1.1 200 OK',
  '\r\n\r\nHTTP/1.1 200 OK',
  'HTTP/1.1  200 OK',
  'HTTP/1.1 20 OK',
  'HTTP/1.1 2000 OK',
  'ICY 200 OK',
];

const FIELDS = [
  'Host: a.test',
  'Host: A.TEST',
  'host: a.test:80',
  'Host: b.test',
  'Host:',
  'Accept: */*',
  'Cookie: a=b; c="d"',
  'X-Empty:',
  'X-Space:  \t a \t b  ',
  'X-High: \xe9\xff',
  'Content-Length: 5',
  'Content-Length: 0',
  'Content-Length: 05',
  'Content-Length: 5, 5',
  'Content-Length: +5',
  'Content-Length: 5\t',
  'content-length:5',
  'Content-Length: 0x5',
  'Transfer-Encoding: chunked',
  'transfer-encoding: Chunked',
  'Transfer-Encoding: gzip, chunked',
  'Transfer-Encoding: chunked, identity',
  'Transfer-Encoding: \x0bchunked',
  'Transfer-Encoding : chunked',
  'Transfer\tEncoding: chunked',
  'Connection: close',
  'Connection: keep-alive, X-Hop',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Expect: 100-continue',
  'X-Hop: 1',
  'TE: trailers',
  'Proxy: evil',
  'X-Forwarded-For: 1.2.3.4',
  'X-Request-Id: mine',
  'X_Request_Id: mine',
  'X_Forwarded-For: 6.6.6.6',
  'Content_Length: 9',
  'Transfer_Encoding: chunked',
  'Max-Forwards: 3',
  ' folded: 1',
  '\tfolded: 1',
  'no colon',
  ': no name',
  'X Y: z',
  'X-Nul: \0',
  'X-Del: \x7f',
];

const BODIES = [
  '',
  'hello',
  'hello world',
  '5\r\nhello\r\n0\r\n\r\n',
  '05\r\nhello\r\n0\r\n\r\n',
  '2\r\nhe\r\n3\r\nllo\r\n0\r\nX-Sum: 1\r\n\r\n',
  '5;a=b\r\nhello\r\n0\r\n\r\n',
  '5 \r\nhello\r\n0\r\n\r\n',
  '5\nhello\r\n0\r\n\r\n',
  '5\r\nhello\n0\r\n\r\n',
  '0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a.test\r\n\r\n',
  'ffffffffffffffff\r\nhello',
  '5\r\nhelloX\r\n0\r\n\r\n',
  '0\r\nContent-Length: 5\r\n\r\n',
  '0\r\n folded\r\n\r\n',
  '0\r\nA : b\r\n\r\n',
];

/** Bytes that parsers are known to disagree about. */
const ODD_TEXTS = [
  '\r',
  '\n',
  '\r\n',
  '\0',
  ' ',
  '\t',
  ':',
  ',',
  ';',
  '\x0b',
  '\x0c',
  '\x7f',
  '\x80',
  '\xa0',
  '#',
  '0',
  'a',
  '\r\n ',
  '\n\n',
];

type Mutation = readonly ['insert' | 'replace' | 'remove' | 'double' | 'cut' | 'flip', place: number, odd: number];

const mutation: fc.Arbitrary<Mutation> = fc.tuple(
  fc.constantFrom('insert', 'replace', 'remove', 'double', 'cut', 'flip'),
  fc.nat(9_999),
  fc.nat(ODD_TEXTS.length - 1),
);

/** Mostly none: half of all cases should be whole messages, or little of what is behind a head is ever reached. */
const mutations = fc.oneof(
  { weight: 1, arbitrary: fc.constant<readonly Mutation[]>([]) },
  { weight: 1, arbitrary: fc.array(mutation, { minLength: 1, maxLength: 3 }) },
);

/** Bytes near to an HTTP/1 request. */
export const requestBytes: fc.Arbitrary<Buffer> = toMessage(REQUEST_LINES, 'Host: a.test');

/** Bytes near to an HTTP/1 response. */
export const responseBytes: fc.Arbitrary<Buffer> = toMessage(STATUS_LINES, 'Server: a');

/** Places to cut a message at, as parts of 10 000. */
export const cuts: fc.Arbitrary<number[]> = fc.array(fc.nat(9_999), { maxLength: 6 });

function toMessage(lines: readonly string[], usualField: string): fc.Arbitrary<Buffer> {
  // The plainer a line or field is, the earlier it stands and the likelier it is.
  const early = (length: number) => fc.oneof(fc.nat(Math.min(7, length - 1)), fc.nat(length - 1));
  return fc
    .tuple(
      early(lines.length),
      fc.boolean(),
      fc.array(fc.nat(FIELDS.length - 1), { maxLength: 4 }),
      fc.nat(BODIES.length - 1),
      mutations,
    )
    .map(([line, isUsual, fields, body, changes]) => {
      const head = [lines[line]!, ...(isUsual ? [usualField] : []), ...fields.map((index) => FIELDS[index]!)];
      let text = `${head.join('\r\n')}\r\n\r\n${BODIES[body]!}`;
      for (const change of changes) text = mutate(text, change);
      return Buffer.from(text, 'latin1');
    });
}

function mutate(text: string, [kind, place, odd]: Mutation): string {
  const at = Math.floor((place / 10_000) * text.length);
  const oddText = ODD_TEXTS[odd]!;
  switch (kind) {
    case 'insert':
      return text.slice(0, at) + oddText + text.slice(at);
    case 'replace':
      return text.slice(0, at) + oddText + text.slice(at + 1);
    case 'remove':
      return text.slice(0, at) + text.slice(at + 1 + (odd % 3));
    case 'double':
      return text.slice(0, at) + text.slice(Math.max(0, at - odd), at) + text.slice(at);
    case 'cut':
      return text.slice(0, at);
    case 'flip':
      return (
        text.slice(0, at) + String.fromCharCode((text.charCodeAt(at) || 0) ^ (1 << (odd % 8))) + text.slice(at + 1)
      );
    default:
      throw new Error(`BUG: unknown mutation ${kind satisfies never}`);
  }
}
