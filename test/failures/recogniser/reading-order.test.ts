import { describe, expect, test } from 'vitest';
import { recognise } from '../../../src/failures/recogniser/recognise.ts';

describe('a log', () => {
  const log = (...lines: readonly string[]): string[] =>
    lines.map((line, index) => `2026-01-02 03:04:0${index} ${line}`);
  const LIFE = [
    'starting',
    'Error: listen EADDRINUSE: address already in use :::80',
    'closing',
    'exiting',
    'npm ERR! errno 1',
  ];

  test('that begins with its newest line is read from its end', () => {
    const found = recognise(log(...LIFE).reverse());
    expect(found).toMatchObject({ certainty: 'certain', evidenceAt: [4] });
    expect(recognise(log(...LIFE))).toMatchObject({ certainty: 'certain', evidenceAt: [2] });
  });

  test('with a few lines that came late is read as it is', () => {
    const lines = log(...LIFE);
    expect(recognise([lines[1]!, lines[0]!, lines[2]!, lines[3]!])?.evidenceAt).toEqual([1]);
  });
});
