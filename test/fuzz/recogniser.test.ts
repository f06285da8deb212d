import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recognise } from '../../src/failures/recogniser/recognise.ts';
import type { RecogniserRow } from '../../src/failures/recogniser/row.ts';
import { listCandidates } from '../../src/failures/recogniser/row-filter.ts';
import { ROW_GROUPS } from '../../src/failures/recogniser/table.ts';
import { listCapturedOutputs } from '../helpers/captured-output.ts';
import { measureCpuMs } from '../helpers/cpu-time.ts';
import { RUNS } from './message-arbitrary.ts';

const ROWS = ROW_GROUPS.flatMap(({ rows }) => rows);
const LINES = listCapturedOutputs().flatMap(({ lines }) => lines);
const TIMEOUT_MS = 120_000 + RUNS;
const WORDS = LINES.flatMap((line) => line.split(/(?<=[ :"'([\]/])/)).filter((word) => word !== '');
const LINE_CHARACTERS = 1_000;

/** Pieces of what programs say, and of what patterns repeat. */
const PIECE = fc.oneof(
  fc.nat({ max: WORDS.length - 1 }).map((index) => WORDS[index]!),
  fc.constantFrom(
    "'",
    '"',
    ' ',
    '  ',
    ': ',
    '/',
    '.',
    '..',
    'a',
    'aA',
    'A_',
    '0',
    '[',
    '(',
    '\\',
    "' in ",
    ' at ',
    '{',
    '\t',
  ),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }),
);

/** A line with a head that a row knows, and a tail that repeats something until the line is full. */
const STUBBORN_LINE = fc
  .tuple(fc.constantFrom(...LINES), fc.nat(LINE_CHARACTERS), fc.array(PIECE, { minLength: 1, maxLength: 3 }), PIECE)
  .map(([line, cut, pieces, end]) => {
    const head = line.slice(0, cut);
    const period = pieces.join('');
    const room = Math.max(0, LINE_CHARACTERS - head.length - end.length);
    return `${head}${period.repeat(Math.ceil(room / period.length)).slice(0, room)}${end}`;
  });

const SPOILT_LINE = fc
  .tuple(fc.array(fc.oneof(PIECE, fc.constantFrom(...LINES)), { maxLength: 12 }), fc.boolean())
  .map(([pieces, isLoud]) => (isLoud ? pieces.join('').toUpperCase() : pieces.join('')));

/** What a row's pattern matches, made from the pattern; null for one with assertions, which cannot be. */
function toMatching(row: RecogniserRow): fc.Arbitrary<string> | null {
  try {
    return fc.stringMatching(new RegExp(row.pattern.source.replaceAll('\\b', '')), { size: '-1' });
  } catch {
    return null;
  }
}

function expectKept(line: string): void {
  const candidates = new Set(listCandidates(line).map(({ row }) => row));
  const lost = ROWS.filter((row) => row.pattern.test(line) && !candidates.has(row));
  expect(lost.map(({ name }) => name)).toEqual([]);
}

describe('recognition', () => {
  test('passes over no row that matches a line', { timeout: TIMEOUT_MS }, () => {
    void fc.assert(fc.property(SPOILT_LINE, expectKept), { numRuns: Math.ceil(RUNS / 20) });
  });

  test('passes over no row that a line was made from', { timeout: TIMEOUT_MS }, () => {
    const matching = ROWS.flatMap((row) => toMatching(row) ?? []);
    expect(matching.length).toBeGreaterThan(ROWS.length / 2);
    void fc.assert(fc.property(fc.oneof(...matching), expectKept), { numRuns: Math.ceil(RUNS / 10) });
  });

  // A pattern that needs the square of the line's length takes a millisecond here, one that needs its cube a second.
  test('of a line takes no longer than the line is long, whatever stands in it', { timeout: TIMEOUT_MS }, () => {
    const property = fc.property(STUBBORN_LINE, (line) => {
      expect(measureCpuMs(() => recognise([line]))).toBeLessThan(150);
    });
    void fc.assert(property, { numRuns: Math.ceil(RUNS / 10) });
  });

  test('of a tail takes no longer than its lines take', { timeout: TIMEOUT_MS }, () => {
    const property = fc.property(fc.array(STUBBORN_LINE, { minLength: 200, maxLength: 200 }), (lines) => {
      expect(measureCpuMs(() => recognise(lines))).toBeLessThan(1_500);
    });
    void fc.assert(property, { numRuns: 20 });
  });
});
