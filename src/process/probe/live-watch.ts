import type { LiveSettings } from '../../core/settings.ts';
import { type Timed, TimeoutWheel } from '../../core/timeout-wheel.ts';
import { Failure } from '../../failures/failure.ts';
import { unlessAborted } from '../bounded-wait.ts';
import { type NotReady, type ReadinessProbe, toNotReady } from './readiness-probe.ts';

const TICK_MS = 250;

/** How a watch counts. */
export interface LiveOptions {
  readonly signal: AbortSignal;
  /** Grows whenever the app answers calls: then a probe that got no answer waits its turn, and does not count. */
  countAnswers(): number;
  /** Called with each of the failures that count, and how many it is in a row. */
  onFailure(failed: number): void;
  /** Called when a probe cannot be made at all, which says nothing of the process. */
  onImpossible(failure: Failure): void;
}

/**
 * Probes a process that is ready again and again. Resolves with what the last probe missed once so many in a row have
 * failed, or with null when the signal aborts. Time in which nothing could run, as on a frozen instance, counts for nothing,
 * and a probe that such a time has come between is repeated.
 */
export async function waitUntilHung(
  probe: ReadinessProbe,
  { everyMs, timeoutMs, failures }: LiveSettings,
  { signal, countAnswers, onFailure, onImpossible }: LiveOptions,
  wheel: TimeoutWheel = new TimeoutWheel(TICK_MS),
): Promise<NotReady | null> {
  let jumps = 0;
  wheel.onJump(() => {
    jumps += 1;
  });
  for (let failed = 0; !signal.aborted; ) {
    await wait(wheel, everyMs, signal);
    const [jumpsBefore, answersBefore] = [jumps, countAnswers()];
    const missing = await probeOnce(probe, timeoutMs, { signal, wheel, onImpossible });
    if (missing === null) failed = 0;
    if (missing === null || signal.aborted || jumps > jumpsBefore) continue;
    if (missing.answer === undefined && countAnswers() > answersBefore) continue;
    failed += 1;
    onFailure(failed);
    if (failed >= failures) return missing;
  }
  return null;
}

/** What a single probe misses; null: nothing, or it was given up with the watch. */
async function probeOnce(
  probe: ReadinessProbe,
  timeoutMs: number,
  { signal, wheel, onImpossible }: Pick<LiveOptions, 'signal' | 'onImpossible'> & { readonly wheel: TimeoutWheel },
): Promise<NotReady | null> {
  const late = new AbortController();
  const giveUp = (): void => late.abort();
  signal.addEventListener('abort', giveUp, { once: true });
  const timed = start(wheel, timeoutMs, giveUp);
  try {
    const result = await unlessAborted(probe.attempt(late.signal), late.signal);
    if (signal.aborted || result?.kind === 'ready') return null;
    return late.signal.aborted || result === null ? toNotReady(probe.firstReason) : result;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    onImpossible(error);
    return null;
  } finally {
    wheel.remove(timed);
    signal.removeEventListener('abort', giveUp);
  }
}

function wait(wheel: TimeoutWheel, durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      wheel.remove(timed);
      signal.removeEventListener('abort', settle);
      resolve();
    };
    const timed = start(wheel, durationMs, settle);
    signal.addEventListener('abort', settle, { once: true });
    if (signal.aborted) settle();
  });
}

function start(wheel: TimeoutWheel, durationMs: number, onDeadline: () => void): Timed {
  const timed: Timed = { deadlineMs: wheel.after(durationMs), wheelIndex: -1, onDeadline };
  wheel.add(timed);
  return timed;
}
