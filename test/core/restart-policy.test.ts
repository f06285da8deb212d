import { describe, expect, test } from 'vitest';
import { decideRestart, NO_CRASHES, type RestartHistory } from '../../src/core/restart-policy.ts';
import type { RestartSettings } from '../../src/core/settings.ts';

const SETTINGS: RestartSettings = {
  policy: 'always',
  backoffMs: 100,
  maxBackoffMs: 1_000,
  budgetPerMinute: 3,
  whenSpent: 'exit',
};

/** Crashes the process at the given moments; the decisions in their order. */
function crashAt(times: readonly number[], settings = SETTINGS, readyForMs = 0) {
  let history: RestartHistory = NO_CRASHES;
  return times.map((atMs) => {
    const decision = decideRestart(settings, history, { atMs, isFailure: true, readyForMs });
    if (decision.kind === 'restart') history = decision.history;
    return decision.kind === 'restart' ? decision.backoffMs : decision.kind;
  });
}

describe('restart policy', () => {
  test('the backoff doubles from crash to crash up to its maximum', () => {
    const settings = { ...SETTINGS, budgetPerMinute: 100 };
    expect(crashAt([0, 1, 2, 3, 4, 5], settings)).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  });

  test.for([
    [31, 100, 1_000],
    [5_000, 100, 1_000],
    [5_000, 0, 0],
  ] as const)('after %i crashes in a row a backoff of %i ms has become %i ms', ([streak, backoffMs, expected]) => {
    const end = { atMs: 0, isFailure: true, readyForMs: 0 };
    const decision = decideRestart({ ...SETTINGS, backoffMs }, { crashesAtMs: [], streak }, end);
    expect(decision).toMatchObject({ kind: 'restart', backoffMs: expected });
  });

  test('the backoff starts anew after a healthy minute', () => {
    const settings = { ...SETTINGS, budgetPerMinute: 100 };
    expect(crashAt([0, 1, 2], settings, 60_000)).toEqual([0, 100, 100]);
    expect(crashAt([0, 1, 2], settings, 59_999)).toEqual([0, 100, 200]);
  });

  test('what was ready is started again at once, if it has not crashed within a minute', () => {
    expect(crashAt([0, 59_999], SETTINGS, 1)).toEqual([0, 100]);
    expect(crashAt([0, 60_000], SETTINGS, 1)).toEqual([0, 0]);
    expect(crashAt([0, 1, 60_001], SETTINGS, 1)).toEqual([0, 100, 200]);
    expect(crashAt([0], SETTINGS, 0)).toEqual([100]);
  });

  test('one crash more than the budget within a minute is a crash loop', () => {
    expect(crashAt([0, 10, 20, 30])).toEqual([100, 200, 400, 'crash-loop']);
  });

  test('crashes older than a minute do not count against the budget', () => {
    expect(crashAt([0, 10, 20, 60_000, 60_010])).toEqual([100, 200, 400, 800, 1_000]);
    expect(crashAt([0, 10, 20, 59_999])).toEqual([100, 200, 400, 'crash-loop']);
  });

  test('a crash loop tells how often the process crashed in the minute', () => {
    const history = { crashesAtMs: [0, 1, 2], streak: 3 };
    const decision = decideRestart(SETTINGS, history, { atMs: 3, isFailure: true, readyForMs: 0 });
    expect(decision).toEqual({ kind: 'crash-loop', count: 4 });
  });

  test('a budget of 0 allows no restart', () => {
    expect(crashAt([0], { ...SETTINGS, budgetPerMinute: 0 })).toEqual(['crash-loop']);
  });

  test.for([
    ['never', true, 'end'],
    ['never', false, 'end'],
    ['on-failure', true, 'restart'],
    ['on-failure', false, 'end'],
    ['always', true, 'restart'],
    ['always', false, 'restart'],
  ] as const)('policy %s with failure %s leads to %s', ([policy, isFailure, kind]) => {
    const end = { atMs: 0, isFailure, readyForMs: 0 };
    expect(decideRestart({ ...SETTINGS, policy }, NO_CRASHES, end).kind).toBe(kind);
  });
});
