import { expect, test } from 'vitest';
import { toBackoffMs } from '../../src/core/backoff.ts';

test('a backoff doubles up to its maximum, and never overflows', () => {
  const bounds = { backoffMs: 100, maxBackoffMs: 1_000 };
  expect([0, 1, 2, 3, 4, 31, 5_000].map((attempt) => toBackoffMs(attempt, bounds))).toEqual([
    100, 200, 400, 800, 1_000, 1_000, 1_000,
  ]);
});

test('a backoff of nothing stays nothing', () => {
  expect(toBackoffMs(5_000, { backoffMs: 0, maxBackoffMs: 1_000 })).toBe(0);
});
