import { describe, expect, test } from 'vitest';
import { describeTimeline, toElapsedMs } from '../../../src/core/timeline.ts';

describe('timeline', () => {
  test('the phrase names the moments that have come, counted from the spawn', () => {
    const timeline = { spawnedAtMs: 1_000, firstOutputAtMs: 1_040.4, readyAtMs: 1_812 };
    expect(describeTimeline(timeline)).toBe('first output after 40ms, ready after 812ms');
    expect(describeTimeline({ ...timeline, firstOutputAtMs: null })).toBe('ready after 812ms');
    expect(describeTimeline({ spawnedAtMs: 0, firstOutputAtMs: null, readyAtMs: null })).toBe('nothing yet');
  });

  test('a moment that has not come has no elapsed time', () => {
    const timeline = { spawnedAtMs: 10, firstOutputAtMs: null, readyAtMs: 25.6 };
    expect(toElapsedMs(timeline, timeline.firstOutputAtMs)).toBeNull();
    expect(toElapsedMs(timeline, timeline.readyAtMs)).toBe(16);
  });
});
