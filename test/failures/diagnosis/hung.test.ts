import { expect, test } from 'vitest';
import { diagnoseHung } from '../../../src/failures/diagnosis/hung.ts';

const SEEN = { missing: 'GET /health has not been answered yet', usedMs: 20, elapsedMs: 20_000, isRunnable: false };

test.for([
  ['waits', {}, /^The process waits for something that does not come/],
  ['is busy', { usedMs: 19_000 }, /^The process is busy without an end/],
  ['is busy on a machine that gives it little', { isRunnable: true }, /^The process is busy without an end/],
  ['was looked at but for a moment', { usedMs: 0, elapsedMs: 0 }, /^The process waits/],
] as const)('a process that has hung and %s is told as that', ([, own, cause]) => {
  const diagnosis = diagnoseHung({ ...SEEN, ...own });
  expect(diagnosis.cause).toMatch(cause);
  expect(diagnosis.cause).toContain('GET /health has not been answered yet');
  expect(diagnosis.certainty).toBe('likely');
});
