import { expect, test } from 'vitest';
import { diagnoseHung } from '../../../src/failures/diagnosis/hung.ts';

const SEEN = {
  missing: 'GET /health has not been answered yet',
  usedMs: 20,
  elapsedMs: 20_000,
  isRunnable: false,
  isRefused: false,
  hasAnswered: false,
};

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

test('a process that runs on while its server has ended is told as that, however busy it is', () => {
  const diagnosis = diagnoseHung({
    ...SEEN,
    missing: 'connection refused on 127.0.0.1:8000',
    isRunnable: true,
    isRefused: true,
  });
  expect(diagnosis.cause).toMatch(/^The process runs on, but nothing of it listens any more \(connection refused/);
  expect(diagnosis.cure).toContain('nodemon');
});

test('a process that answers its probe wrongly is not said to wait', () => {
  const diagnosis = diagnoseHung({
    ...SEEN,
    missing: 'GET /health was answered 503, expected 200-399',
    hasAnswered: true,
  });
  expect(diagnosis.cause).toMatch(/^The app is up, and answers its live probe that it is not well: GET \/health was/);
  expect(diagnosis.cure).toContain('`live.status`');
});
