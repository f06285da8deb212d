import { expect, test } from 'vitest';
import { describeRanges, isInRanges, parseStatusRanges } from '../../src/core/status-range.ts';

test('ranges of statuses are read as they are written', () => {
  const ranges = parseStatusRanges(' 200-299, 304 ');
  expect(describeRanges(ranges)).toBe('200-299, 304');
  expect([199, 200, 299, 300, 303, 304, 305].map((status) => isInRanges(ranges, status))).toEqual([
    false,
    true,
    true,
    false,
    false,
    true,
    false,
  ]);
});
