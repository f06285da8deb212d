import { describe, expect, test } from 'vitest';
import { BodyReader } from '../../src/http1/body-reader.ts';
import { createRequestFieldNames, createResponseFieldNames } from '../../src/http1/field-name.ts';
import { REFUSED } from '../../src/http1/field-section.ts';
import { NO_TRAILERS } from '../../src/http1/trailer-section.ts';

const NAMES = createRequestFieldNames(['x-fc-request-id'], ['x-secret']);
const RESPONSE_NAMES = createResponseFieldNames();
const NOTHING: ReadonlySet<string> = new Set();

interface Outcome {
  readonly data: string;
  readonly reader: BodyReader;
  readonly rest: string;
}

function read(reader: BodyReader, pieces: readonly string[]): Outcome {
  let data = '';
  let rest = '';
  for (const piece of pieces) {
    const bytes = Buffer.from(piece, 'latin1');
    let pos = 0;
    while (pos < bytes.length && !reader.isDone) {
      pos = reader.advance(bytes, pos, bytes.length);
      if (pos === REFUSED) return { data, reader, rest: reader.fault };
      data += bytes.toString('latin1', reader.pieceStart, reader.pieceEnd);
    }
    rest += bytes.toString('latin1', pos);
  }
  return { data, reader, rest };
}

function readChunked(pieces: readonly string[], names = NAMES): Outcome {
  const reader = new BodyReader(names);
  reader.begin('chunked', -1);
  return read(reader, pieces);
}

describe('chunked bodies', () => {
  const body = '5\r\nhello\r\n00A\r\n, world!!!\r\n0\r\n\r\n';

  test('data is found whatever the pieces it comes in', () => {
    for (const pieces of [[body], [...body], [body.slice(0, 9), body.slice(9)]]) {
      const { data, reader, rest } = readChunked(pieces);
      expect([data, reader.isDone, reader.received, rest]).toEqual(['hello, world!!!', true, 15, '']);
      expect(reader.takeTrailers(NOTHING)).toBe(NO_TRAILERS);
    }
  });

  test('bytes behind the end are left alone', () => {
    expect(readChunked([`${body}GET /`]).rest).toBe('GET /');
  });

  test('the end is not passed again', () => {
    const { reader } = readChunked([body]);
    expect(reader.advance(Buffer.from('x'), 0, 1)).toBe(0);
  });

  test.for([
    ['an extension', '5;a=b\r\n', 'a chunk size is not a plain hexadecimal number'],
    ['a space behind the size', '5 \r\n', 'a chunk size is not a plain hexadecimal number'],
    ['a 0x prefix', '0x5\r\n', 'a chunk size is not a plain hexadecimal number'],
    ['a sign', '+5\r\n', 'a chunk size is not a plain hexadecimal number'],
    ['no size', '\r\n', 'a chunk size is not a plain hexadecimal number'],
    ['a bare LF behind the size', '5\nhello', 'a chunk size is not a plain hexadecimal number'],
    ['a bare CR behind the size', '5\rhello', 'a chunk size is not followed by CRLF'],
    ['a giant size', '12345678901234\r\n', 'a chunk size is too large'],
    ['a long chunk', '1\r\nabc', 'a chunk is longer than its size'],
    ['a bare CR behind a chunk', '1\r\na\rb', 'a chunk is longer than its size'],
    ['a bare LF behind a chunk', '1\r\na\n', 'a chunk is longer than its size'],
    ['a folded trailer', '0\r\nA: b\r\n c\r\n\r\n', 'in its trailers, a field line is folded'],
    ['a bare LF for the end', '0\r\n\n', 'in its trailers, a line ends with a bare LF'],
    ['a length in trailers', '0\r\nA: b\r\nContent-Length: 5\r\n\r\n', 'its trailers say how long it is'],
    ['a coding in trailers', '0\r\ntransfer-encoding: chunked\r\n\r\n', 'its trailers say how long it is'],
    ['too many trailers', `0\r\n${'A: b\r\n'.repeat(65)}\r\n`, 'in its trailers, it has too many fields'],
    ['long trailers', `0\r\nA: ${'b'.repeat(20_000)}\r\n\r\n`, 'its trailers are too long'],
    ['long trailers without an end', `0\r\nA: ${'b'.repeat(20_000)}`, 'its trailers are too long'],
  ] as const)('%s is refused, whole and byte by byte', ([, text, fault]) => {
    expect(readChunked([text]).rest).toBe(fault);
    if (text.length < 1_000) expect(readChunked([...text]).rest).toBe(fault);
  });

  test('trailers are passed on unless they are forbidden or withheld', () => {
    const trailers =
      '0\r\nX-Sum: 1\r\nCookie: 9\r\nx-key:  2 \r\nProxy: a\r\nX_Secret: 1\r\nx-real.ip: 6.6.6.6\r\n' +
      'Content-Type: a\r\nx_own: 1\r\nX-Other:\r\n\r\n';
    for (const pieces of [[trailers], [...trailers]]) {
      const { reader, rest } = readChunked([...pieces, 'next']);
      expect(rest).toBe('next');
      const passed = [
        ['x-sum', '1'],
        ['x_own', '1'],
        ['x-other', ''],
      ];
      expect(reader.takeTrailers(new Set(['x-key']))).toEqual(passed);
      expect(reader.takeTrailers(NOTHING)).toBe(NO_TRAILERS);
    }
  });

  test('trailers that may all not be passed on are none', () => {
    expect(readChunked(['0\r\nCookie: 9\r\n\r\n']).reader.takeTrailers(NOTHING)).toBe(NO_TRAILERS);
  });

  test('a reader can be used again', () => {
    const { reader } = readChunked(['0\r\nA: b\r\n\r\n']);
    reader.begin('chunked', -1);
    expect(read(reader, [body]).data).toBe('hello, world!!!');
    expect(reader.takeTrailers(NOTHING)).toBe(NO_TRAILERS);
  });
});

describe('other bodies', () => {
  test('a length ends where it says', () => {
    const reader = new BodyReader(NAMES);
    reader.begin('length', 5);
    const outcome = read(reader, ['he', 'llo!']);
    expect([outcome.data, outcome.rest, reader.isDone, reader.received]).toEqual(['hello', '!', true, 5]);
  });

  test.for([
    ['none', -1],
    ['length', 0],
  ] as const)('a body with framing %s is done at once', ([framing, length]) => {
    const reader = new BodyReader(NAMES);
    reader.begin(framing, length);
    expect(reader.isDone).toBe(true);
  });

  test('a body until the close is never done', () => {
    const reader = new BodyReader(NAMES);
    reader.begin('until-close', -1);
    expect([read(reader, ['a', 'b']).data, reader.isDone]).toEqual(['ab', false]);
  });

  test('a body that is not chunked has neither trailers nor faults', () => {
    const reader = new BodyReader(NAMES);
    reader.begin('length', 1);
    expect([reader.takeTrailers(NOTHING), reader.fault]).toEqual([NO_TRAILERS, '']);
  });
});

describe('chunks of an app', () => {
  test.for([
    ['a name behind the size', '5;a\r\nhello\r\n0\r\n\r\n'],
    ['a value, and one behind the last size', '5;a=b\r\nhello\r\n0;last\r\n\r\n'],
    ['a quoted value', '5;a="b; \\"\xe9\\\\ = c"\r\nhello\r\n0\r\n\r\n'],
    ['several in several chunks', '2;a=b;c;d="";e="x";f=y\r\nhe\r\n3;a\r\nllo\r\n0\r\n\r\n'],
    ['nearly a kilobyte', `5;a=${'b'.repeat(1_000)}\r\nhello\r\n0\r\n\r\n`],
    ['white space wherever it may be', '5 \t;\ta = b \r\nhello\r\n0 ; x\r\n\r\n'],
    ['an extension that is none', '5;=(a, "b@\r\nhello\r\n0;\r\n\r\n'],
    ['blanks behind sizes', '5  \r\nhello\r\n0\t\t\r\n\r\n'],
    ['capitals and many zeros', `${'0'.repeat(900)}5\r\nhello\r\n00000000000000000000\r\n\r\n`],
    ['bare LFs', '5\nhello\n0\n\n'],
    ['bare LFs here and there', '2\r\nhe\n3;a=b\nllo\r\n0 \n\r\n'],
    ['a bare LF for its end', '5\r\nhello\r\n0\r\n\n'],
    ['trailers with bare LFs', '5\nhello\n0\nX-Sum: 1 \nX-Key:\n\n'],
  ] as const)('%s are read over', ([, body]) => {
    for (const pieces of [[body], [...body]]) {
      const { data, reader, rest } = readChunked([...pieces, 'next'], RESPONSE_NAMES);
      expect([data, reader.isDone, rest]).toEqual(['hello', true, 'next']);
    }
  });

  test('a trailer whose line ends with a bare LF is passed on', () => {
    const { reader } = readChunked(['0\nX-Sum: 1 \n\n'], RESPONSE_NAMES);
    expect(reader.takeTrailers(NOTHING)).toEqual([['x-sum', '1']]);
  });

  test.for([
    ['a bare CR', '5;a\rhello', 'a chunk size is not followed by CRLF'],
    ['a NUL', '5;a="\0"\r\n', 'a chunk extension holds a control character'],
    ['no size', ';a\r\n', 'a chunk size is not a plain hexadecimal number'],
    ['an empty line', '\n5\nhello', 'a chunk size is not a plain hexadecimal number'],
    ['white space before the size', ' 5\r\nhello', 'a chunk size is not a plain hexadecimal number'],
    ['a second number', '5 5\r\nhello', 'a chunk size is not a plain hexadecimal number'],
    ['a 0x prefix', '0x5\r\n', 'a chunk size is not a plain hexadecimal number'],
    ['a giant size', '012345678901234\r\n', 'a chunk size is too large'],
    ['too many zeros', '0'.repeat(2_000), 'the line of a chunk size is too long'],
    ['too many blanks', `5${' '.repeat(2_000)}`, 'the line of a chunk size is too long'],
    ['more than a kilobyte', `5;a=${'b'.repeat(2_000)}`, 'the line of a chunk size is too long'],
    ['a long chunk', '1\nabc', 'a chunk is longer than its size'],
    ['a folded trailer', '0\nA: b\n c\n\n', 'in its trailers, a field line is folded'],
  ] as const)('%s is refused, whole and byte by byte', ([, text, fault]) => {
    for (const pieces of [[text], [...text]]) expect(readChunked(pieces, RESPONSE_NAMES).rest).toBe(fault);
  });
});

describe('gathering', () => {
  function createChunkedReader(): BodyReader {
    const reader = new BodyReader(RESPONSE_NAMES);
    reader.begin('chunked', -1);
    return reader;
  }

  function gather(text: string, reader = createChunkedReader()): { data: string; pos: number; bytes: Buffer } {
    const bytes = Buffer.from(`..${text}`, 'latin1');
    const pos = reader.gather(bytes, 2, bytes.length);
    return { data: bytes.toString('latin1', reader.pieceStart, reader.pieceEnd), pos, bytes };
  }

  test('the data of all chunks of a read is moved together, and what follows the body stays where it is', () => {
    const large = 'x'.repeat(300);
    const text = `1\r\na\r\n2\r\nbc\r\n12c\r\n${large}\r\n3\r\ndef\r\n0\r\n\r\nnext`;
    const { data, pos, bytes } = gather(text);
    expect(data).toBe(`abc${large}def`);
    expect(bytes.toString('latin1', pos)).toBe('next');
  });

  test('a body that breaks off anywhere is gathered as far as it came', () => {
    const text = '1\r\na\r\n2\r\nbc\r\n0\r\nX: 1\r\n\r\n';
    for (let cut = 0; cut <= text.length; cut++) {
      const reader = createChunkedReader();
      const parts = [text.slice(0, cut), text.slice(cut)].map((part) => gather(part, reader).data);
      expect([parts.join(''), reader.isDone, reader.received]).toEqual(['abc', true, 3]);
      expect(reader.takeTrailers(NOTHING)).toEqual([['x', '1']]);
    }
  });

  test('a single piece is not moved', () => {
    const { bytes, data } = gather('4\r\nabcd\r\n');
    expect([data, bytes.toString('latin1')]).toEqual(['abcd', '..4\r\nabcd\r\n']);
  });

  test('a body that breaks the rules behind good chunks is refused', () => {
    const reader = createChunkedReader();
    expect([gather('1\r\na\r\n1\r\nabc', reader).pos, reader.fault]).toEqual([
      REFUSED,
      'a chunk is longer than its size',
    ]);
  });

  test('other bodies lie together already', () => {
    const reader = new BodyReader(RESPONSE_NAMES);
    reader.begin('length', 3);
    expect([gather('abcd', reader).data, reader.isDone]).toEqual(['abc', true]);
    reader.begin('until-close', -1);
    expect([gather('abcd', reader).data, reader.isDone]).toEqual(['abcd', false]);
  });
});
