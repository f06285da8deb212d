import { describe, expect, test } from 'vitest';
import type { ExitStatus } from '../../src/core/exit-status.ts';
import { findEndCause } from '../../src/failures/end-cause.ts';
import { readRecogniser } from '../../src/failures/recogniser.ts';

await readRecogniser();

const WORDS = ['starting', 'Error: listen EADDRINUSE: address already in use :::8080', '    at x (y.js:1:1)'];
const LIKELY = ['cache: no space left on device'];
const code = (value: number): ExitStatus => ({ kind: 'code', code: value });
const signal = (name: NodeJS.Signals): ExitStatus => ({ kind: 'signal', signal: name });

describe('why a process ended', () => {
  test.for([
    ['words that are sure, for a status without a meaning', WORDS, code(1), 'certain', [2]],
    ['words that are sure, for a status that has one', WORDS, code(127), 'certain', [2]],
    ['words that are likely, where the status is not known', LIKELY, null, 'likely', [1]],
    ['words that are likely, of a program that has ended itself', LIKELY, signal('SIGABRT'), 'likely', [1]],
    ['the same behind a shell', LIKELY, code(134), 'likely', [1]],
    ['a signal from elsewhere, whatever was said', WORDS, signal('SIGKILL'), 'certain', []],
    ['a status with a meaning, before words that are likely', LIKELY, code(127), 'likely', []],
  ] as const)('is told by %s', ([, lines, status, certainty, places]) => {
    const found = findEndCause(lines, status);
    expect(found?.diagnosis.certainty).toBe(certainty);
    expect(found?.evidenceAt).toEqual(places);
  });

  test.for([
    ['no words', [], null],
    ['words that say nothing', ['hello'], code(1)],
  ] as const)('is not known by %s', ([, lines, status]) => {
    expect(findEndCause(lines, status)).toBeNull();
  });
});
