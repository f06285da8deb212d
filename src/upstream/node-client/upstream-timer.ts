import { formatDuration } from '../../core/duration.ts';
import type { UpstreamTimeouts } from '../../core/settings.ts';
import type { FailureDetails } from '../../core/upstream-status.ts';

/** What the upstream is being waited for; the names of the settings. */
export type UpstreamPhase = 'connect' | 'firstByte' | 'idle' | 'total';

const PHASES: Readonly<Record<UpstreamPhase, { readonly limit: keyof UpstreamTimeouts; readonly words: string }>> = {
  connect: { limit: 'connectMs', words: 'connecting' },
  firstByte: { limit: 'firstByteMs', words: 'the first byte of the response' },
  idle: { limit: 'idleMs', words: 'a pause inside the response' },
  total: { limit: 'totalMs', words: 'the whole exchange' },
};

/**
 * Watches one exchange with the upstream. Only time in which the upstream is at its turn counts, except for `total`.
 * Calls `onExpired` at most once, with the details of APP_TIMEOUT.
 */
export class UpstreamTimer {
  readonly #timeouts: UpstreamTimeouts;
  readonly #onExpired: (details: FailureDetails) => void;
  readonly #total: NodeJS.Timeout | null;
  #step: NodeJS.Timeout | null = null;
  #phase: UpstreamPhase | null = null;
  #isStopped = false;

  constructor(timeouts: UpstreamTimeouts, onExpired: (details: FailureDetails) => void) {
    this.#timeouts = timeouts;
    this.#onExpired = onExpired;
    this.#total = this.#arm('total');
  }

  /** The upstream is waited for in this phase from now on; null: somebody else is. */
  watch(phase: Exclude<UpstreamPhase, 'total'> | null): void {
    if (phase !== null && phase === this.#phase) {
      this.#step?.refresh();
      return;
    }
    if (this.#step !== null) clearTimeout(this.#step);
    this.#phase = phase;
    this.#step = phase === null || this.#isStopped ? null : this.#arm(phase);
  }

  /** After this nothing is watched any more. */
  stop(): void {
    this.#isStopped = true;
    this.watch(null);
    if (this.#total !== null) clearTimeout(this.#total);
  }

  #arm(phase: UpstreamPhase): NodeJS.Timeout | null {
    const limitMs = this.#timeouts[PHASES[phase].limit];
    if (limitMs === 0) return null;
    return setTimeout(() => {
      this.stop();
      this.#onExpired({ phase: PHASES[phase].words, limit: formatDuration(limitMs), key: phase });
    }, limitMs);
  }
}
