import type { ExitStatus } from '../../core/exit-status.ts';
import { decideRestart, NO_CRASHES, type RestartHistory } from '../../core/restart-policy.ts';
import type { ProcessSettings } from '../../core/settings.ts';
import type { Failure } from '../../failures/failure.ts';
import { toCrashLoopFailure } from '../verdict/follow-up-failure.ts';
import type { Deadline } from './deadline.ts';

/** How soon a start that berth itself had no descriptors for is tried again. */
const WANT_BACKOFF_MS = 1_000;

/** How a life of a process ended. */
export interface LifeEnd {
  readonly failure: Failure;
  /** null: it still ran, or never did. */
  readonly status: ExitStatus | null;
  /** 0 if it never was. */
  readonly readyForMs: number;
}

/** What follows the end of a life. `given-up`: no other one, for this reason. */
export type NextStep =
  | { readonly kind: 'restart'; readonly backoffMs: number }
  | { readonly kind: 'given-up'; readonly failure: Failure };

/** Decides after each life of one process if there is another, and remembers its crashes for that. */
export class Restarts {
  readonly #settings: ProcessSettings;
  #history: RestartHistory = NO_CRASHES;

  constructor(settings: ProcessSettings) {
    this.#settings = settings;
  }

  /** A life that could not begin before `latestMs` (performance.now()) is not worth waiting for. */
  next({ failure, status, readyForMs }: LifeEnd, latestMs: number): NextStep {
    // The next one would go into the background just the same.
    if (failure.code === 'APP_DAEMONIZED') return { kind: 'given-up', failure };
    const { name, restart } = this.#settings;
    // It says nothing of the process, and passes when clients leave.
    if (failure.code === 'DESCRIPTORS_EXHAUSTED' && restart.policy !== 'never') {
      return { kind: 'restart', backoffMs: Math.max(restart.backoffMs, WANT_BACKOFF_MS) };
    }
    const atMs = performance.now();
    const isFailure = status?.kind !== 'code' || status.code !== 0;
    const decision = decideRestart(restart, this.#history, { atMs, isFailure, readyForMs });
    if (decision.kind === 'end') return { kind: 'given-up', failure };
    if (decision.kind === 'crash-loop') {
      return { kind: 'given-up', failure: toCrashLoopFailure(name, decision.count, failure) };
    }
    // Another try would only say that the time has run out, and not why.
    if (atMs + decision.backoffMs >= latestMs) return { kind: 'given-up', failure };
    this.#history = decision.history;
    return { kind: 'restart', backoffMs: decision.backoffMs };
  }
}

/** True if a first start that failed is not the last: of a helper, and of a one-shot that may still get there in time. */
export function isRepeated({ kind, restart }: ProcessSettings, deadline: Deadline): boolean {
  if (kind === 'helper') return true;
  return kind === 'oneshot' && restart.policy === 'on-failure' && performance.now() < deadline.atMs;
}
