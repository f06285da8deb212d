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

  const TOLD = ['Server listening on port 3000', 'SIGTERM received, shutting down'];
  const CRY = ['panic: no prices', '', 'goroutine 1 [running]:'];

  test.for([
    ['by the status of a shell', WORDS, code(143), 'SIGTERM', []],
    ['by that of Ctrl-C', WORDS, code(130), 'SIGINT', []],
    ['by the signal', WORDS, signal('SIGINT'), 'SIGINT', []],
    ['by the signal and its own words', TOLD, code(143), 'Somebody has told', [2]],
    ['in its last life', [...WORDS, '> shop@1.0.0 start', 'starting'], code(143), 'SIGTERM', []],
  ] as const)('is an order, told %s', ([, lines, status, cause, places]) => {
    const found = findEndCause(lines, status);
    expect(found?.diagnosis.cause).toContain(cause);
    expect(found?.evidenceAt).toEqual(places);
  });

  test('is what it ended of before the order came', () => {
    const words = ['Error: listen EADDRINUSE: address already in use :::8080', 'app crashed: exited with code 1'];
    expect(findEndCause(words, code(143))?.diagnosis.cause).toContain('8080');
    expect(findEndCause(CRY, code(1))?.evidenceAt).toEqual([1]);
  });

  test.for([
    ['no words', [], null],
    ['words that say nothing', ['hello'], code(1)],
  ] as const)('is not known by %s', ([, lines, status]) => {
    expect(findEndCause(lines, status)).toBeNull();
  });
});
