import { constants } from 'node:os';
import { describe, expect, test } from 'vitest';
import {
  describeExitStatus,
  type ExitStatus,
  isCleanStop,
  toMeaning,
  toShellStatus,
} from '../../src/core/exit-status.ts';

const code = (value: number): ExitStatus => ({ kind: 'code', code: value });
const signal = (value: NodeJS.Signals): ExitStatus => ({ kind: 'signal', signal: value });

describe('exit status', () => {
  test.for([0, 1, 2, 127, 255])('code %i is the same number in a shell', (value) => {
    expect(toShellStatus(code(value), constants.signals)).toBe(value);
  });

  test.for([
    ['SIGHUP', 129],
    ['SIGQUIT', 131],
    ['SIGKILL', 137],
    ['SIGTERM', 143],
  ] as const)('%s is %i in a shell', ([name, status]) => {
    expect(toShellStatus(signal(name), constants.signals)).toBe(status);
  });

  test('a signal without a known number still is above 127', () => {
    expect(toShellStatus(signal('SIGPWR'), {})).toBe(128);
  });

  test.for([
    [code(0), 'exited with code 0'],
    [code(3), 'exited with code 3'],
    [code(126), 'exited with code 126 (a command was found but could not be executed)'],
    [code(127), 'exited with code 127 (a command was not found)'],
    [code(137), 'exited with code 137 (killed by SIGKILL, often for want of memory)'],
    [signal('SIGSEGV'), 'was killed by SIGSEGV (it used memory that is not its own)'],
    [signal('SIGKILL'), 'was killed by SIGKILL'],
  ] as const)('$0 reads as a predicate', ([status, words]) => {
    expect(describeExitStatus(status)).toBe(words);
  });

  test.for([
    [signal('SIGSEGV'), { key: 'SIGSEGV', words: 'was killed by SIGSEGV (it used memory that is not its own)' }],
    [code(139), { key: 'SIGSEGV', words: 'was killed by SIGSEGV (it used memory that is not its own)' }],
    [code(127), { key: '127', words: 'exited with code 127 (a command was not found)' }],
    [code(3), null],
  ] as const)('$0 means the same whatever the program is, or nothing', ([status, meaning]) => {
    expect(toMeaning(status)).toEqual(meaning);
  });

  test.for([
    ['code 0', code(0), true],
    ['the signal that was sent', signal('SIGTERM'), true],
    ['the shell form of that signal', code(143), true],
    ['the shell form of another signal', code(130), false],
    ['another signal', signal('SIGKILL'), false],
    ['an error code', code(1), false],
  ] as const)('a stop by SIGTERM that ends with %s is clean: %o', ([, status, isClean]) => {
    expect(isCleanStop(status, 'SIGTERM', constants.signals.SIGTERM)).toBe(isClean);
  });
});
