import type { RestartSettings } from './settings.ts';

/** A process that was ready for this long is healthy: its backoff starts anew, and the budget counts over this time. */
export const HEALTHY_MS = 60_000;

/** What the policy remembers of a process. */
export interface RestartHistory {
  /** When the process crashed, within the last minute. */
  readonly crashesAtMs: readonly number[];
  /** Crashes in a row without a healthy minute between them. */
  readonly streak: number;
}

export const NO_CRASHES: RestartHistory = { crashesAtMs: [], streak: 0 };

/** The end of a process that nobody asked for, as far as the policy cares. */
export interface UnaskedEnd {
  readonly atMs: number;
  /** False only for exit code 0. */
  readonly isFailure: boolean;
  /** How long it had been ready; 0 if it never was. */
  readonly readyForMs: number;
}

/** `end`: the policy does not restart it. `crash-loop`: it would, but the budget is spent. */
export type RestartDecision =
  | { readonly kind: 'restart'; readonly backoffMs: number; readonly history: RestartHistory }
  | { readonly kind: 'crash-loop'; readonly count: number }
  | { readonly kind: 'end' };

/** Decides what follows the end of a process. Pure: the clock is in `end.atMs`, the memory in `history`. */
export function decideRestart(settings: RestartSettings, history: RestartHistory, end: UnaskedEnd): RestartDecision {
  if (settings.policy === 'never') return { kind: 'end' };
  if (settings.policy === 'on-failure' && !end.isFailure) return { kind: 'end' };
  const crashesAtMs = [...history.crashesAtMs.filter((atMs) => end.atMs - atMs < HEALTHY_MS), end.atMs];
  if (crashesAtMs.length > settings.budgetPerMinute) return { kind: 'crash-loop', count: crashesAtMs.length };
  const streak = end.readyForMs >= HEALTHY_MS ? 0 : history.streak;
  // What was ready and has not crashed lately most likely comes back, and its callers are waiting.
  if (end.readyForMs > 0 && streak === 0 && crashesAtMs.length === 1)
    return { kind: 'restart', backoffMs: 0, history: { crashesAtMs, streak } };
  return {
    kind: 'restart',
    backoffMs: toBackoffMs(streak, settings),
    history: { crashesAtMs, streak: streak + 1 },
  };
}

/** Doubled from crash to crash in a row, never above the maximum. */
function toBackoffMs(streak: number, { backoffMs, maxBackoffMs }: RestartSettings): number {
  return Math.min(backoffMs * 2 ** Math.min(streak, 30), maxBackoffMs);
}
