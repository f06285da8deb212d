import { expect, test } from 'vitest';
import { createLineTail } from '../../../src/logging/line-tail.ts';

test('an empty tail has no lines', () => {
  expect(createLineTail().lines).toEqual([]);
});

test('the last fifty lines are kept, oldest first', () => {
  const tail = createLineTail();
  for (let i = 1; i <= 500; i++) tail.push(Buffer.from(`line ${i}\n`));
  expect(tail.lines).toHaveLength(50);
  expect(tail.lines[0]).toBe('line 451');
  expect(tail.lines[49]).toBe('line 500');
});

test('many lines pushed at once are kept like single ones', () => {
  const tail = createLineTail();
  tail.push(Buffer.from(Array.from({ length: 500 }, (_, i) => `line ${i}\n`).join('')));
  expect(tail.lines).toHaveLength(50);
  expect(tail.lines[49]).toBe('line 499');
});

test('a long line is cut at a thousand characters', () => {
  const tail = createLineTail();
  tail.push(Buffer.from(`${'x'.repeat(5_000)}\n`));
  expect(tail.lines).toEqual(['x'.repeat(1_000)]);
});

test('a listener gets every line without its end until it stops listening', () => {
  const tail = createLineTail();
  const seen: string[] = [];
  const stop = tail.onLine((line) => seen.push(line));
  tail.push(Buffer.from('one\n\ntwo\n'));
  stop();
  tail.push(Buffer.from('three\n'));
  expect(seen).toEqual(['one', '', 'two']);
});
