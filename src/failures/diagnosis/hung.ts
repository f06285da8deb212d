import type { Diagnosis } from '../../core/diagnosis.ts';

/** From this share of one processor on a process works rather than waits; a crowded machine gives no more to one that spins. */
const BUSY = 0.3;

/** What was seen of a process while its live probes failed. */
export interface Hung {
  /** What the last probe missed, as a phrase. */
  readonly missing: string;
  /** Processor time that it used in this time. */
  readonly usedMs: number;
  readonly elapsedMs: number;
  /** Whenever it was looked at it wanted a processor, if it got one or not. */
  readonly isRunnable: boolean;
}

/** Tells a process that works without end from one that waits. */
export function diagnoseHung({ missing, usedMs, elapsedMs, isRunnable }: Hung): Diagnosis {
  const isBusy = isRunnable || usedMs >= Math.max(1, BUSY * elapsedMs);
  return {
    cause: isBusy
      ? `The process is busy without an end while its probes fail (${missing}).`
      : `The process waits for something that does not come, a lock, a full pool or a database: it does hardly anything while its probes fail (${missing}).`,
    cure: isBusy
      ? 'Look for a loop or a regular expression without end in what the last calls asked for. If a single call may take so long, raise `live.timeout` or `live.failures`.'
      : 'Look for what the last calls waited for, and give that a timeout. If a single call may take so long in a server that does one thing at a time, raise `live.timeout` or `live.failures`.',
    certainty: 'likely',
    evidence: [`${Math.round(usedMs)}ms of processor time in ${Math.round(elapsedMs)}ms`],
  };
}
