import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDuration, LONGEST_DURATION_MS, parseDuration } from '../../src/core/duration.ts';

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

describe('duration', () => {
  test('every whole number with a unit is so many milliseconds', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 500 }),
        fc.constantFrom(...(Object.keys(UNITS) as Array<keyof typeof UNITS>)),
        (n, unit) => {
          expect(parseDuration(`${n}${unit}`)).toBe(n * UNITS[unit]);
        },
      ),
    );
  });

  test('no other text is a duration', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseDuration(text) === null).toBe(!/^[0-9]+(ms|s|m|h)$/.test(text) || overflows(text));
      }),
    );
  });

  test.for(['', '10', '1.5s', '-1s', '1 s', '1S', 's', '1d', '1m30s', '\n1s', '1s\n', '٣s'])(
    '%j is refused',
    (text) => {
      expect(parseDuration(text)).toBeNull();
    },
  );

  test('a duration that a timer could not wait for is refused', () => {
    expect(parseDuration(`${LONGEST_DURATION_MS}ms`)).toBe(LONGEST_DURATION_MS);
    expect(parseDuration(`${LONGEST_DURATION_MS + 1}ms`)).toBeNull();
    expect(parseDuration('597h')).toBeNull();
    expect(parseDuration(`${'9'.repeat(400)}s`)).toBeNull();
  });

  test.for([
    [0, '0s'],
    [1, '1ms'],
    [1_500, '1500ms'],
    [90_000, '90s'],
    [120_000, '2m'],
    [7_200_000, '2h'],
  ] as const)('%i milliseconds are written as %s', ([durationMs, text]) => {
    expect(formatDuration(durationMs)).toBe(text);
  });

  test('what is written reads as the same duration', () => {
    fc.assert(
      fc.property(fc.nat({ max: LONGEST_DURATION_MS }), (durationMs) => {
        expect(parseDuration(formatDuration(durationMs))).toBe(durationMs);
      }),
    );
  });
});

function overflows(text: string): boolean {
  const unit = /[a-z]+$/.exec(text)?.[0] as keyof typeof UNITS;
  return Number.parseInt(text, 10) * UNITS[unit] > LONGEST_DURATION_MS;
}
