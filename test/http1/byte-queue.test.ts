import { describe, expect, test } from 'vitest';
import { ByteQueue } from '../../src/http1/byte-queue.ts';

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
