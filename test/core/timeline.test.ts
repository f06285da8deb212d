import { describe, expect, test } from 'vitest';
import { describeMoment, describeTimeline, listMoments, type Timeline, toElapsedMs } from '../../src/core/timeline.ts';

const NOTHING: Timeline = {
  spawnedAtMs: 1_000,
  firstOutputAtMs: null,
  portBoundAtMs: null,
  readyAtMs: null,
  endedAtMs: null,
  givenUpAtMs: null,
};

describe('timeline', () => {
  test('the phrase names the moments that have come, counted from the spawn', () => {
    const timeline = { ...NOTHING, firstOutputAtMs: 1_040.4, portBoundAtMs: 1_700, readyAtMs: 1_812 };
    expect(describeTimeline(timeline)).toBe('first output after 40ms, port bound after 700ms, ready after 812ms');
    expect(describeTimeline({ ...NOTHING, readyAtMs: 1_812 })).toBe('ready after 812ms');
    expect(describeTimeline(NOTHING)).toBe('nothing yet');
  });

  test('the list begins with the spawn and leaves out what has not come', () => {
    expect(listMoments({ ...NOTHING, firstOutputAtMs: 1_003, endedAtMs: 1_500.6 })).toEqual([
      { moment: 'spawned', elapsedMs: 0 },
      { moment: 'first output', elapsedMs: 3 },
      { moment: 'ended', elapsedMs: 501 },
    ]);
  });

  test('a moment is a phrase with its time, but for the spawn, which all the others are counted from', () => {
    expect(describeMoment({ moment: 'port bound', elapsedMs: 40 })).toBe('port bound after 40ms');
    expect(describeMoment({ moment: 'spawned', elapsedMs: 0 })).toBe('spawned');
  });

  test('a moment that has not come has no elapsed time', () => {
    expect(toElapsedMs(NOTHING, NOTHING.firstOutputAtMs)).toBeNull();
    expect(toElapsedMs(NOTHING, 1_015.6)).toBe(16);
  });
});
