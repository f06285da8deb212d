import { expect, test, vi } from 'vitest';
import { type Timed, TimeoutWheel } from '../../src/core/timeout-wheel.ts';

function createScene(tickMs = 100) {
  const clock = { now: 1_000, wall: 50_000, isRunning: false, tick: (): void => {} };
  const wheel = new TimeoutWheel(tickMs, {
    monotonicMs: () => clock.now,
    wallMs: () => clock.wall,
    start: (onTick) => {
      clock.tick = onTick;
      clock.isRunning = true;
      return () => {
        clock.isRunning = false;
      };
    },
  });
  const advance = (ms: number): void => {
    for (let i = 0; i < ms / tickMs; i++) {
      clock.now += tickMs;
      clock.wall += tickMs;
      clock.tick();
    }
  };
  return { wheel, clock, advance };
}

function createTimed(onDeadline = vi.fn()): Timed & { onDeadline: typeof onDeadline } {
  return { deadlineMs: Number.POSITIVE_INFINITY, wheelIndex: -1, onDeadline };
}

test('a deadline is never early and late by two ticks at most', () => {
  const { wheel, advance } = createScene();
  const timed = createTimed();
  wheel.add(timed);
  timed.deadlineMs = wheel.after(1_000);
  advance(1_000);
  expect(timed.onDeadline).not.toHaveBeenCalled();
  advance(200);
  expect(timed.onDeadline).toHaveBeenCalled();
});

test('a timeout of zero has no deadline', () => {
  expect(createScene().wheel.after(0)).toBe(Number.POSITIVE_INFINITY);
});

test('the timer runs only while something has a place in the wheel', () => {
  const { wheel, clock } = createScene();
  const [one, other] = [createTimed(), createTimed()];
  expect(clock.isRunning).toBe(false);
  wheel.add(one);
  wheel.add(other);
  wheel.remove(one);
  expect([clock.isRunning, other.wheelIndex]).toEqual([true, 0]);
  wheel.remove(other);
  wheel.remove(other);
  expect(clock.isRunning).toBe(false);
});

test('one that is removed by the deadline of another is not called', () => {
  const { wheel, advance } = createScene();
  const first = createTimed();
  const last = createTimed(vi.fn(() => wheel.remove(first)));
  wheel.add(first);
  wheel.add(last);
  first.deadlineMs = wheel.after(100);
  last.deadlineMs = wheel.after(100);
  advance(200);
  expect(last.onDeadline).toHaveBeenCalled();
  expect(first.onDeadline).not.toHaveBeenCalled();
});

test.for([
  [1_500, 0],
  [60_000, 1],
] as const)('%i ms in which the process could not run count for nobody', ([stopMs, jumps]) => {
  const { wheel, clock, advance } = createScene();
  const timed = createTimed();
  const onJump = vi.fn();
  wheel.onJump(onJump);
  wheel.add(timed);
  timed.deadlineMs = wheel.after(1_000);
  clock.now += stopMs;
  clock.wall += stopMs;
  clock.tick();
  expect(onJump).toHaveBeenCalledTimes(jumps);
  expect(wheel.machineMs).toBe(1_000 + stopMs);
  advance(800);
  expect(timed.onDeadline).not.toHaveBeenCalled();
  advance(300);
  expect(timed.onDeadline).toHaveBeenCalled();
});

test.for([60_000, -60_000])('a wall clock that jumps by %i ms is noticed without a tick', (jumpMs) => {
  const { wheel, clock } = createScene();
  const onJump = vi.fn();
  wheel.onJump(onJump);
  wheel.lookForJump();
  wheel.add(createTimed());
  clock.wall += 1_000;
  wheel.lookForJump();
  expect(onJump).not.toHaveBeenCalled();
  clock.wall += jumpMs;
  wheel.lookForJump();
  expect(onJump).toHaveBeenCalledOnce();
});

// A freeze too short to be a jump: what is asked for before the next tick must not be told an age from before it.
test('a look after a short pause tells the time of the machine as it is', () => {
  const { wheel, clock } = createScene();
  const onJump = vi.fn();
  wheel.onJump(onJump);
  wheel.add(createTimed());
  clock.now += 1_500;
  clock.wall += 1_500;
  wheel.lookForJump();
  expect([wheel.machineMs, onJump.mock.calls.length]).toEqual([2_500, 0]);
});

test('the real clock ticks', async () => {
  const wheel = new TimeoutWheel(1);
  await new Promise<void>((resolve) => {
    const timed: Timed = {
      deadlineMs: 0,
      wheelIndex: -1,
      onDeadline: () => {
        wheel.remove(timed);
        resolve();
      },
    };
    wheel.add(timed);
    timed.deadlineMs = wheel.after(5);
  });
});
