import { describe, expect, test } from 'vitest';
import { BufferPool, ByteQueue } from '../../src/http1/buffers.ts';

describe('a byte queue', () => {
  test('gives all its bytes at once, in their order, and is empty then', () => {
    const queue = new ByteQueue();
    for (const text of ['a', 'bc', '', 'd']) queue.push(Buffer.from(text));
    expect(queue.length).toBe(4);
    expect(queue.take()?.toString()).toBe('abcd');
    expect([queue.length, queue.take()]).toEqual([0, null]);
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
