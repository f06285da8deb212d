import { describe, expect, test } from 'vitest';

const { compareRounds, judge } = await import(new URL('../../bench/statistics.mjs', import.meta.url).href);

/** Eight passes of two rounds on a machine that gets slower all the time, and is off by a part of `noise` in each. */
function toPasses(factor: number, noise: number): number[][] {
  const offsets = [0.3, -1, 0.6, -0.2, 1, -0.7, 0.1, -0.4];
  return offsets.map((offset, pass) => [10, 11].map((micros) => micros * (pass + 1) * factor * (1 + noise * offset)));
}

const BEFORE = toPasses(1, 0);

describe('a comparison of two builds', () => {
  test('sees through a machine that gets slower for both', () => {
    const { ratio, low, high } = compareRounds(toPasses(1.04, 0.005), BEFORE);
    expect(ratio).toBeCloseTo(1.04, 2);
    expect([low > 1.03, high < 1.05]).toEqual([true, true]);
  });

  test.for([
    ['more', 1.04, 0.01],
    ['less', 0.96, 0.01],
    ['equal', 1.001, 0.01],
    ['unclear', 1.04, 0.1],
    ['unclear', 1, 0.1],
  ] as const)('calls it %s: %f times as much where passes are %f apart', ([verdict, factor, noise]) => {
    expect(judge(compareRounds(toPasses(factor, noise), BEFORE))).toBe(verdict);
  });

  test('lets no number of rounds in one pass stand in for a second start', () => {
    const rounds = Array.from({ length: 50 }, () => 10);
    const twice = rounds.map((micros) => micros * 2);
    expect(judge(compareRounds([twice], [rounds]))).toBe('unclear');
  });

  test('is not led astray by one disturbed round of a pass', () => {
    const disturbed = BEFORE.map(([first, second]) => [first! * 3, second!, second!]);
    const { ratio } = compareRounds(
      disturbed,
      BEFORE.map(([first, second]) => [first!, second!, second!]),
    );
    expect(ratio).toBe(1);
  });
});
