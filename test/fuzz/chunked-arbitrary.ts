import * as fc from 'fast-check';

/** Where a chunk is odd, it is odd in one way; most are not, or nothing behind the first would ever be read. */
const SIZE_FORMS: ReadonlyArray<(size: number) => string> = [
  (size) => size.toString(16),
  (size) => size.toString(16).toUpperCase(),
  (size) => `00${size.toString(16)}`,
  (size) => `${size.toString(16)};a=b`,
  (size) => `${size.toString(16)};a;b="c; \\" \xe9"`,
  (size) => `${size.toString(16)};a="b\r\nc"`,
  (size) => `${size.toString(16)};a="b`,
  (size) => `${size.toString(16)};a= b`,
  (size) => `${size.toString(16)};`,
  (size) => `${size.toString(16)} `,
  (size) => ` ${size.toString(16)}`,
  (size) => `${size.toString(16)}\t`,
  (size) => `0x${size.toString(16)}`,
  (size) => `+${size.toString(16)}`,
  (size) => `-${size.toString(16)}`,
  (size) => `${size.toString(16)}\0`,
  (size) => `${size.toString(16)}_0`,
  (size) => (size + 1).toString(16),
  (size) => Math.max(0, size - 1).toString(16),
  (size) => `1${'0'.repeat(16)}${size.toString(16)}`,
  (size) => `${'0'.repeat(20)}${size.toString(16)}`,
  () => '',
];
const PLAIN_FORMS = 3;

const LINE_ENDS = ['\r\n', '\n', '\r', '\r\r\n', '\n\r', '\r\n\r\n', ''];

const TRAILERS = [
  '',
  'X-Sum: 1\r\n',
  'X-Sum: 1\r\nX-Other:\r\n',
  'Host: evil\r\n',
  'Content-Length: 3\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Connection: close\r\n',
  ' folded: 1\r\n',
  'A : b\r\n',
  'A\r\n',
  'A: b\n',
  'A: b\0\r\n',
];

/** What may stand behind a body: nothing, another request, or something that is none. */
const NEXT = ['', 'GET /next HTTP/1.1\r\nHost: a.test\r\n\r\n', '\r\n', '0\r\n\r\n', 'G'];

const rarely = (length: number, plain: number): fc.Arbitrary<number> =>
  fc.oneof({ weight: 12, arbitrary: fc.nat(plain - 1) }, { weight: 1, arbitrary: fc.nat(length - 1) });

const data = fc.oneof(
  fc.constantFrom('a', 'hello', '\r\n', '0\r\n\r\n', 'x'.repeat(300), '5\r\nhello\r\n', '\0\xff'),
  fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 40 }),
);

const chunk = fc
  .tuple(data, rarely(SIZE_FORMS.length, PLAIN_FORMS), rarely(LINE_ENDS.length, 1), rarely(LINE_ENDS.length, 1))
  .map(([text, form, first, last]) => SIZE_FORMS[form]!(text.length) + LINE_ENDS[first]! + text + LINE_ENDS[last]!);

const body = fc
  .tuple(
    fc.array(chunk, { maxLength: 4 }),
    rarely(SIZE_FORMS.length, PLAIN_FORMS),
    rarely(LINE_ENDS.length, 1),
    rarely(TRAILERS.length, 3),
    rarely(LINE_ENDS.length, 1),
    fc.constantFrom(...NEXT),
  )
  .map(([chunks, form, end, trailers, last, next]) =>
    [...chunks, SIZE_FORMS[form]!(0), LINE_ENDS[end]!, TRAILERS[trailers]!, LINE_ENDS[last]!, next].join(''),
  );

/** A good head with bytes behind it that are near to a chunked body. */
export const chunkedRequestBytes: fc.Arbitrary<Buffer> = body.map((text) =>
  Buffer.from(`POST /a HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n${text}`, 'latin1'),
);

export const chunkedResponseBytes: fc.Arbitrary<Buffer> = body.map((text) =>
  Buffer.from(`HTTP/1.1 200 OK\r\nServer: a\r\nTransfer-Encoding: chunked\r\n\r\n${text}`, 'latin1'),
);
