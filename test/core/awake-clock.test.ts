import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AwakeClock } from '../../src/core/awake-clock.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

function createScene() {
  const machine = { nowMs: 10_000 };
  const clock = new AwakeClock(() => machine.nowMs);
  const run = (ms: number): void => {
    for (let left = ms; left > 0; left -= 500) {
      machine.nowMs += 500;
      vi.advanceTimersByTime(500);
    }
  };
  return { machine, clock, run };
}

test('time in which the process ran is not counted', () => {
  const { clock, run } = createScene();
  clock.start();
  run(60_000);
  expect(clock.frozenMs).toBe(0);
});

test.for([300_000, 5_000])(
  'a freeze of %i ms is counted but for a second, however soon it is asked for',
  (frozenMs) => {
    const { machine, clock, run } = createScene();
    clock.start();
    run(2_000);
    machine.nowMs += frozenMs;
    expect(clock.frozenMs).toBe(frozenMs - 1_000);
    run(2_000);
    expect(clock.frozenMs).toBe(frozenMs - 1_000);
    machine.nowMs += frozenMs;
    expect(clock.frozenMs).toBe(2 * (frozenMs - 1_000));
  },
);

test('what passed before its start and after its stop does not count', () => {
  const { machine, clock } = createScene();
  machine.nowMs += 60_000;
  clock.start();
  expect(clock.frozenMs).toBe(0);
  clock.stop();
  clock.stop();
  machine.nowMs += 60_000;
  expect(clock.frozenMs).toBe(0);
});

test('a second start changes nothing, and its own time stands still with the freeze', () => {
  const { machine, clock, run } = createScene();
  clock.start();
  const sinceMs = clock.nowMs;
  run(2_000);
  machine.nowMs += 60_000;
  clock.start();
  expect(clock.nowMs - sinceMs).toBe(3_000);
});

test('without a clock of the test’s own it is the machine’s', () => {
  const clock = new AwakeClock();
  const before = performance.now();
  expect(clock.nowMs).toBeGreaterThanOrEqual(before);
  expect(clock.frozenMs).toBe(0);
});
