import { expect, test } from 'vitest';
import type { ProxySettings } from '../../src/core/proxy-settings.ts';
import { TimeoutWheel } from '../../src/core/timeout-wheel.ts';
import { ExchangeDeadline } from '../../src/exchange/exchange-state.ts';

const TICK_MS = 10;

function createScene(totalMs: number) {
  const wheel = new TimeoutWheel(TICK_MS, { monotonicMs: () => 0, wallMs: () => 0, start: () => () => {} });
  const settings = {
    upstreamTimeouts: { connectMs: 100, firstByteMs: 200, idleMs: 300, totalMs },
    clientTimeouts: { idleMs: 50, headMs: 60, bodyIdleMs: 600, readerMs: 400 },
  } as ProxySettings;
  return { wheel, deadline: new ExchangeDeadline(wheel, settings) };
}

test.for([
  ['connect', 100],
  ['firstByte', 200],
  ['idle', 300],
  ['reader', 400],
  ['bodyIdle', 600],
] as const)('the phase %s has its own limit', ([phase, limitMs]) => {
  const { deadline } = createScene(0);
  deadline.begin();
  expect(deadline.enter(phase)).toBe(limitMs + TICK_MS);
  expect(deadline.isTotal).toBe(false);
  expect(deadline.describe()).toMatchObject({ key: phase, limit: `${limitMs}ms` });
});

test('the whole exchange ends a phase that would last longer', () => {
  const { wheel, deadline } = createScene(250);
  deadline.begin();
  expect([deadline.enter('firstByte'), deadline.enter('idle')]).toEqual([210, 260]);
  wheel.nowMs = 260;
  expect(deadline.describe()).toEqual({ phase: 'the whole exchange', limit: '250ms', key: 'total' });
});

test('who waits for nothing has no deadline, nor has an exchange that is over', () => {
  const { wheel, deadline } = createScene(250);
  deadline.begin();
  expect(deadline.enter('nothing')).toBe(Number.POSITIVE_INFINITY);
  deadline.end();
  wheel.nowMs = 1_000;
  expect([deadline.isTotal, deadline.phase]).toEqual([false, 'nothing']);
});
