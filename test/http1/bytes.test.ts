import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BufferPool,
  ByteQueue,
  CHUNK_OVERHEAD,
  LAST_CHUNK,
  putBytes,
  putChunk,
  putField,
  putLineEnd,
  putNumber,
  putText,
  toLastChunk,
  toNameBytes,
} from '../../src/http1/bytes.ts';

/** Around the length at which a loop is given up for a call. */
const LENGTHS = [0, 1, 159, 160, 161, 1_000];

test.for(LENGTHS.map((length) => [length]))('%i bytes are copied whole, and nothing else is touched', ([length]) => {
  const bytes = Buffer.from(Array.from({ length: length! + 2 }, (_, i) => i % 256));
  const out = Buffer.alloc(length! + 4, '.');
  expect(putBytes(out, 2, bytes, 1, 1 + length!)).toBe(2 + length!);
  expect(out).toEqual(Buffer.concat([Buffer.from('..'), bytes.subarray(1, 1 + length!), Buffer.from('..')]));
});

test.for(LENGTHS.map((length) => [length]))('a text of %i letters is written as latin1', ([length]) => {
  const text = '\xe9'.repeat(length!);
  const out = Buffer.alloc(length! + 4, '.');
  expect(putText(out, 2, text)).toBe(2 + length!);
  expect(out.toString('latin1')).toBe(`..${text}..`);
});

test('every whole number is written in its decimal digits', () => {
  const numbers = fc.oneof(fc.nat(), fc.nat(2_000_000), fc.maxSafeNat(), fc.constantFrom(0, 9, 10, 999_999_999, 1e9));
  void fc.assert(
    fc.property(numbers, (value) => {
      const out = Buffer.alloc(20, '.');
      const end = putNumber(out, 1, value);
      expect(out.toString('latin1', 0, end)).toBe(`.${value}`);
      expect(out[end]).toBe(0x2e);
    }),
  );
});

test('a field ends with its line', () => {
  const out = Buffer.alloc(20);
  expect(out.toString('latin1', 0, putLineEnd(out, putField(out, 0, toNameBytes('A'), 'b')))).toBe('A: b\r\n\r\n');
});

test.for([1, 9, 15, 16, 255, 256, 4_095, 4_096, 70_000])(
  'a chunk of %i bytes has exactly the size line it needs, and no more framing than is allowed for',
  (size) => {
    const bytes = Buffer.alloc(size + 2, 'x');
    const out = Buffer.alloc(size + CHUNK_OVERHEAD);
    const end = putChunk(out, 0, bytes, 1, size + 1);
    expect(out.toString('latin1', 0, end)).toBe(`${size.toString(16)}\r\n${'x'.repeat(size)}\r\n`);
    expect(end + LAST_CHUNK.length).toBeLessThanOrEqual(out.length);
  },
);

test('no bytes make no chunk, since that would end the body', () => {
  expect(putChunk(Buffer.alloc(10), 3, Buffer.from('x'), 1, 1)).toBe(3);
});

test('the last chunk has the trailers, and is always the same one without any', () => {
  expect(toLastChunk([])).toBe(LAST_CHUNK);
  expect(LAST_CHUNK.toString()).toBe('0\r\n\r\n');
  const trailers = [
    ['x-sum', '1'],
    ['x-other', ''],
  ] as const;
  expect(toLastChunk(trailers).toString()).toBe('0\r\nx-sum: 1\r\nx-other: \r\n\r\n');
});

describe('a byte queue', () => {
  test('gives all its bytes at once, in their order, and is empty then', () => {
    const queue = new ByteQueue();
    for (const text of ['a', 'bc', '', 'd']) queue.push(Buffer.from(text));
    expect(queue.length).toBe(4);
    expect(queue.take()?.toString()).toBe('abcd');
    expect([queue.length, queue.take()]).toEqual([0, null]);
  });

  test('has all of what comes byte by byte', () => {
    const queue = new ByteQueue();
    const text = Array.from({ length: 1_000 }, (_, index) => index % 10).join('');
    for (const byte of Buffer.from(text)) queue.push(Buffer.from([byte]));
    expect([queue.length, queue.take()?.toString()]).toEqual([1_000, text]);
  });

  test('hands a single piece on uncopied', () => {
    const queue = new ByteQueue();
    const piece = Buffer.from('piece');
    queue.push(piece);
    expect(queue.take()).toBe(piece);
  });

  test('forgets what it has when it is cleared', () => {
    const queue = new ByteQueue();
    queue.push(Buffer.from('gone'));
    queue.clear();
    expect([queue.length, queue.take()]).toEqual([0, null]);
  });
});

test('a pool gives buffers of its sizes again, and keeps no more than it may', () => {
  const pool = new BufferPool([10, 20], 20);
  const small = pool.take(5);
  const large = pool.take(11);
  expect([small.length, large.length, pool.take(30).length]).toEqual([10, 20, 30]);
  pool.give(small);
  pool.give(large);
  pool.give(Buffer.alloc(20));
  pool.give(Buffer.alloc(30));
  expect([pool.take(10) === small, pool.take(20) === large, pool.take(20) === large]).toEqual([true, true, false]);
});
