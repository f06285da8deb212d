import { describe, expect, test } from 'vitest';
import { BodyReader } from '../../src/http1/body-reader.ts';
import { CHUNK_OVERHEAD, ChunkWriter } from '../../src/http1/chunk-writer.ts';
import { createRequestFieldNames } from '../../src/http1/field-name.ts';
import { REFUSED } from '../../src/http1/field-section.ts';
import { LAST_CHUNK, toLastChunk } from '../../src/http1/trailer-writer.ts';

const NAMES = createRequestFieldNames([], []);

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

function readChunked(pieces: readonly string[]): Outcome {
  const reader = new BodyReader(NAMES);
  reader.begin('chunked', -1);
  return read(reader, pieces);
}

describe('chunked bodies', () => {
  const body = '5\r\nhello\r\n00A\r\n, world!!!\r\n0\r\n\r\n';

  test('data is found whatever the pieces it comes in', () => {
    for (const pieces of [[body], [...body], [body.slice(0, 9), body.slice(9)]]) {
      const { data, reader, rest } = readChunked(pieces);
      expect([data, reader.isDone, reader.received, rest]).toEqual(['hello, world!!!', true, 15, '']);
      expect(toLastChunk(reader.chunked, new Set())).toBe(LAST_CHUNK);
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
    const trailers = '0\r\nX-Sum: 1\r\nCookie: 9\r\nx-key:  2 \r\nProxy: a\r\nX-Other:\r\n\r\n';
    for (const pieces of [[trailers], [...trailers]]) {
      const { reader, rest } = readChunked([...pieces, 'next']);
      expect(rest).toBe('next');
      const last = toLastChunk(reader.chunked, new Set(['x-key'])).toString();
      expect(last).toBe('0\r\nx-sum: 1\r\nx-other: \r\n\r\n');
    }
  });

  test('a reader can be used again', () => {
    const { reader } = readChunked(['0\r\nA: b\r\n\r\n']);
    reader.begin('chunked', -1);
    expect(read(reader, [body]).data).toBe('hello, world!!!');
    expect(toLastChunk(reader.chunked, new Set())).toBe(LAST_CHUNK);
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
});

describe('the chunk writer', () => {
  function rewrite(text: string): { out: string; writer: ChunkWriter } {
    const reader = new BodyReader(NAMES);
    reader.begin('chunked', -1);
    const writer = new ChunkWriter();
    const bytes = Buffer.from(text);
    const out = Buffer.alloc(bytes.length + CHUNK_OVERHEAD);
    const end = writer.gatherChunk(reader, bytes, 0, bytes.length, out, 0);
    return { out: out.toString('latin1', 0, end), writer };
  }

  test('all data of a read becomes one chunk', () => {
    expect(rewrite('1\r\na\r\n2\r\nbc\r\n3\r\nd').out).toBe('04\r\nabcd\r\n');
  });

  test('a read without data becomes nothing', () => {
    const { out, writer } = rewrite('5\r\n');
    expect([out, writer.size, writer.position]).toEqual(['', 0, 3]);
  });

  test('a fault is told', () => {
    expect(rewrite('1\r\nabc').writer.position).toBe(REFUSED);
  });
});
