import { expect, test } from 'vitest';
import { formatFailureBlock } from '../../src/logging/failure-form.ts';

const RECORD = {
  event: 'failure',
  process: 'web',
  cause: 'The disk is full.',
  certainty: 'likely',
  cure: 'Free it.',
  evidence: ['write: No space left on device', 'a fact from elsewhere'],
  timeline: [
    { moment: 'spawned', elapsedMs: 0 },
    { moment: 'ended', elapsedMs: 7 },
  ],
  logTail: ['starting', '  write: No space left on device'],
  docs: 'docs/failures.md#APP_CRASHED',
};

test('a failure reads from its cause to the last words, with a mark at the evidence', () => {
  expect(formatFailureBlock(RECORD, false)).toEqual([
    '  likely   The disk is full.',
    '  do       Free it.',
    '  seen     a fact from elsewhere',
    '  start    spawned, ended after 7ms',
    '  more     docs/failures.md#APP_CRASHED',
    '  last words of web:',
    '  | starting',
    '  >   write: No space left on device',
  ]);
});

test('a report is told in two lines: what ran, and on what', () => {
  const versions = { berth: '1.2.3', node: '20.20.2', kernel: 'Linux 6.1', libc: 'glibc 2.36', arch: 'x64' };
  const limits = { memoryMebibytes: 512, openFiles: 1024 };
  const program = ['gunicorn 20.1.0'];
  const block = formatFailureBlock(
    {
      event: 'failure',
      command: 'gunicorn app',
      versions: { ...versions, distribution: 'Debian 12', program },
      limits,
    },
    false,
  );
  expect(block).toEqual([
    '  ran      gunicorn app',
    '  on       berth 1.2.3 with Node.js 20.20.2; Debian 12, Linux 6.1 x64, glibc 2.36; 512 MiB, 1024 open files; the app says it is gunicorn 20.1.0',
  ]);
});

test('the app cannot drive the terminal by what it is quoted with', () => {
  const [line] = formatFailureBlock({ event: 'failure', cause: 'a\u001b[2Jb\u202ec', certainty: 'certain' }, false);
  expect(line).toBe('  cause    a·[2Jb·c');
});

test('the app cannot drive the terminal with its last words', () => {
  const [, line] = formatFailureBlock(
    { event: 'failure', logTail: ['\u001b[31mred\u001b[0m\u001b]0;title\u0007\r'] },
    false,
  );
  expect(line).toBe('  | red·]0;title··');
});

test('colours are put around the parts, never inside the words', () => {
  expect(formatFailureBlock(RECORD, true)[0]).toBe('  likely   \u001b[1;31mThe disk is full.\u001b[0m');
});

test('records of anything else have no block', () => {
  expect(formatFailureBlock({ event: 'ready' }, false)).toEqual([]);
});

test('a failure without last words has no title for them', () => {
  expect(formatFailureBlock({ event: 'failure', cause: 'A.\nB.', certainty: 'usual' }, false)).toEqual([
    '  usually  A.\n           B.',
  ]);
});
