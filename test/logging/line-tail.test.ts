import { expect, test } from 'vitest';
import { LineTail } from '../../src/logging/line-tail.ts';

test('an empty tail has no lines', () => {
  expect(new LineTail().lines).toEqual([]);
});

test('the last fifty lines are kept, oldest first', () => {
  const tail = new LineTail();
  for (let i = 1; i <= 500; i++) tail.push(Buffer.from(`line ${i}\n`));
  expect(tail.lines).toHaveLength(50);
  expect(tail.lines[0]).toBe('line 451');
  expect(tail.lines[49]).toBe('line 500');
});

test('many lines pushed at once are kept like single ones', () => {
  const tail = new LineTail();
  tail.push(Buffer.from(Array.from({ length: 500 }, (_, i) => `line ${i}\n`).join('')));
  expect(tail.lines).toHaveLength(50);
  expect(tail.lines[49]).toBe('line 499');
});

test('a long line is cut at a thousand characters', () => {
  const tail = new LineTail();
  tail.push(Buffer.from(`${'x'.repeat(5_000)}\n`));
  expect(tail.lines).toEqual(['x'.repeat(1_000)]);
});

test('a listener gets every line without its end until it stops listening', () => {
  const tail = new LineTail();
  const seen: string[] = [];
  const stop = tail.onLine((line) => seen.push(line));
  tail.push(Buffer.from('one\n\ntwo\n'));
  stop();
  tail.push(Buffer.from('three\n'));
  expect(seen).toEqual(['one', '', 'two']);
});

test('the words of one life are told apart from those of the lives before it', () => {
  const tail = new LineTail();
  tail.push(Buffer.from('first life\n'));
  tail.startLife();
  expect(tail.lifeLines).toEqual([]);
  tail.push(Buffer.from('second life\n'));
  expect(tail.lifeLines).toEqual(['second life']);
  expect(tail.lines).toEqual(['first life', 'second life']);
});

test('a life is remembered for 200 lines, and what is forgotten of an older one changes nothing', () => {
  const tail = new LineTail();
  for (let n = 0; n < 300; n++) tail.push(Buffer.from(`old ${n}\n`));
  tail.startLife();
  for (let n = 0; n < 350; n++) tail.push(Buffer.from(`new ${n}\n`));
  expect(tail.lifeLines).toHaveLength(200);
  expect(tail.lifeLines[0]).toBe('new 150');
  expect(tail.lines).toHaveLength(50);
});

test('a flood of large writes is not kept whole', () => {
  const tail = new LineTail();
  for (let n = 0; n < 100; n++) tail.push(Buffer.from(`${'x'.repeat(60_000)}\nend ${n}\n`));
  expect(tail.lifeLines.at(-1)).toBe('end 99');
  expect(tail.lifeLines.length).toBeLessThan(20);
});

test('the lines of a time are those that were read since it began', async () => {
  const tail = new LineTail();
  tail.push(Buffer.from('before\n'));
  const since = performance.now() + 1;
  await expect.poll(() => performance.now()).toBeGreaterThan(since);
  expect(tail.linesSince(since)).toEqual([]);
  tail.push(Buffer.from('one\ntwo\n'));
  tail.push(Buffer.from('three\n'));
  expect(tail.linesSince(since)).toEqual(['one', 'two', 'three']);
});

test('the lines of a time are not mistaken when the oldest are forgotten', () => {
  const tail = new LineTail();
  for (let index = 0; index < 1_000; index++) tail.push(Buffer.from(`${index}\n`));
  expect(tail.linesSince(0)).toHaveLength(200);
  expect(tail.linesSince(0).at(-1)).toBe('999');
});
