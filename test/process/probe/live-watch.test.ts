import { describe, expect, test } from 'vitest';
import type { LiveSettings } from '../../../src/core/settings.ts';
import { TimeoutWheel, type WheelClock } from '../../../src/core/timeout-wheel.ts';
import { waitUntilHung } from '../../../src/process/probe/live-watch.ts';
import { type ProbeResult, type ReadinessProbe, toNotReady } from '../../../src/process/probe/readiness-probe.ts';

const LIVE: LiveSettings = { probe: { kind: 'unix', path: 'unused' }, everyMs: 10_000, timeoutMs: 5_000, failures: 3 };
const TICK_MS = 250;

/** A machine whose time passes when the test says so. */
class Machine {
  #nowMs = 1_000;
  #onTick: (() => void) | null = null;
  readonly clock: WheelClock = {
    monotonicMs: () => this.#nowMs,
    wallMs: () => this.#nowMs,
    start: (onTick) => {
      this.#onTick = onTick;
      return () => {
        this.#onTick = null;
      };
    },
  };

  async run(durationMs: number): Promise<void> {
    for (let left = durationMs; left > 0; left -= TICK_MS) {
      this.#nowMs += TICK_MS;
      this.#onTick?.();
      await turn();
    }
  }

  /** Time passes, and nothing runs in it. */
  async freeze(durationMs: number): Promise<void> {
    this.#nowMs += durationMs;
    this.#onTick?.();
    await turn();
  }
}

async function turn(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** Answers as it is told, or not at all; counts how often it was asked. */
class ScriptedProbe implements ReadinessProbe {
  readonly firstReason = 'GET /health has not been answered yet';
  readonly intervalMs = 1;
  asked = 0;
  answer: ProbeResult | null = { kind: 'ready', host: null };

  attempt(signal: AbortSignal): Promise<ProbeResult> {
    this.asked += 1;
    if (this.answer !== null) return Promise.resolve(this.answer);
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve(toNotReady('given up'))));
  }
}

function watch(countAnswers: () => number = () => 0) {
  const machine = new Machine();
  const probe = new ScriptedProbe();
  const ended = new AbortController();
  const seen = { hung: null as string | null, isOver: false, firstFailures: 0 };
  const onFailure = (failed: number): void => {
    if (failed !== 1) return;
    seen.firstFailures += 1;
  };
  const onImpossible = (): never => {
    throw new Error('not here');
  };
  const options = { signal: ended.signal, countAnswers, onFailure, onImpossible };
  const over = waitUntilHung(probe, LIVE, options, new TimeoutWheel(TICK_MS, machine.clock)).then((missing) => {
    seen.hung = missing?.reason ?? null;
    seen.isOver = true;
  });
  return { machine, probe, ended, seen, over };
}

describe('a process that is watched', () => {
  test('is asked every ten seconds, and is left alone while it answers', async () => {
    const { machine, probe, seen, ended, over } = watch();
    await machine.run(100_000);
    expect(probe.asked).toBeGreaterThanOrEqual(9);
    expect(probe.asked).toBeLessThanOrEqual(10);
    expect(seen.isOver).toBe(false);
    ended.abort();
    await over;
    expect(seen).toMatchObject({ hung: null, firstFailures: 0 });
  });

  test('has hung when three probes in a row got no answer in time', async () => {
    const { machine, probe, seen, over } = watch();
    probe.answer = null;
    await machine.run(44_000);
    expect(seen.isOver).toBe(false);
    await machine.run(4_000);
    await over;
    expect(seen).toMatchObject({ hung: 'GET /health has not been answered yet', firstFailures: 1 });
    expect(probe.asked).toBe(3);
  });

  test('has hung when three probes in a row got the wrong answer, at once', async () => {
    const { machine, probe, seen, over } = watch(() => Math.random());
    probe.answer = { ...toNotReady('was answered 500'), answer: { path: '/health', status: 500, location: null } };
    await machine.run(32_000);
    await over;
    expect(seen.hung).toBe('was answered 500');
  });

  test('has not hung when it answers again before the third', async () => {
    const { machine, probe, seen } = watch();
    probe.answer = null;
    await machine.run(32_000);
    probe.answer = { kind: 'ready', host: null };
    await machine.run(16_000);
    probe.answer = null;
    await machine.run(24_000);
    expect(seen.isOver).toBe(false);
  });

  test('has not hung while it answers calls: a probe waits its turn in a busy server', async () => {
    let answers = 0;
    const { machine, probe, seen } = watch(() => answers);
    probe.answer = null;
    for (let second = 0; second < 120; second++) {
      answers += 1;
      await machine.run(1_000);
    }
    expect(seen.isOver).toBe(false);
    await machine.run(60_000);
    expect(seen.isOver).toBe(true);
  });

  test('has not hung on a machine that is frozen again and again in the middle of a probe', async () => {
    const { machine, probe, seen } = watch();
    probe.answer = null;
    for (let round = 1; round <= 4; round++) {
      await machine.run(10_500);
      expect(probe.asked).toBe(round);
      await machine.freeze(300_000);
      await machine.run(5_500);
    }
    expect(seen).toMatchObject({ isOver: false, firstFailures: 0 });
  });
});
