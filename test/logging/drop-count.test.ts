import { expect, test } from 'vitest';
import { DropCount } from '../../src/logging/drop-count.ts';

const take = (count: DropCount) => {
  const record = count.take(7);
  return record === null ? null : JSON.parse(record);
};

test('nothing dropped is nothing to tell', () => {
  expect(new DropCount().take(7)).toBeNull();
});

test('what was dropped is told once', () => {
  const count = new DropCount();
  count.addRecord();
  expect(take(count)).toEqual({
    level: 'warn',
    time: 7,
    event: 'dropped',
    droppedLines: 0,
    droppedMarkers: 0,
    droppedRecords: 1,
    msg: 'berth dropped 1 record: the reader of its output was too slow',
  });
  expect(take(count)).toBeNull();
});

test.for([
  [['web'], [], '3 lines of the app (web)'],
  [['web', 'db'], [], '6 lines of the app (3 of web, 3 of db)'],
  [['web'], ['markers'], '3 lines of the app (web) and 2 markers'],
  [['web'], ['markers', 'records'], '3 lines of the app (web), 2 markers and 1 record'],
] as const)('lines of %j with %j are told as %j', ([names, others, words]) => {
  const count = new DropCount();
  for (const name of names) {
    count.addLines(name, Buffer.from('one\ntwo\n'));
    count.addLines(name, Buffer.from('three\n'));
  }
  if (others.some((other) => other === 'markers')) count.addMarkers();
  if (others.some((other) => other === 'records')) count.addRecord();
  const record = take(count);
  expect(record.msg).toBe(`berth dropped ${words}: the reader of its output was too slow`);
  expect(record.droppedLinesOf).toEqual(Object.fromEntries(names.map((name) => [name, 3])));
});
