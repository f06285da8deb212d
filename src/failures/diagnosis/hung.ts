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
  /** Nobody listens any more where the probes look. */
  readonly isRefused: boolean;
  /** The probe got an answer, and a wrong one. */
  readonly hasAnswered: boolean;
}

/** Programs that run servers, and outlive them: nodemon waits for a change of a file, concurrently for its other commands. */
const WRAPPER =
  'Look in its last output for how the server in it has ended. A wrapper that outlives its server (nodemon, concurrently, a script with `&`) is no use here: let `command` be the server itself.';

const UNWELL =
  'Look for what its check looks at. Where that is a database or another service, no restart mends it: let `live` ask for something that is in the hands of the app alone, or take more with `live.status`.';

/** Tells a process that works without end from one that waits, and both from one that answers or in which no server runs. */
export function diagnoseHung({ missing, usedMs, elapsedMs, isRunnable, isRefused, hasAnswered }: Hung): Diagnosis {
  const evidence = [`${Math.round(usedMs)}ms of processor time in ${Math.round(elapsedMs)}ms`];
  if (isRefused) {
    const cause = `The process runs on, but nothing of it listens any more (${missing}).`;
    return { cause, cure: WRAPPER, certainty: 'certain', evidence };
  }
  if (hasAnswered) {
    const cause = `The app is up, and answers its live probe that it is not well: ${missing}.`;
    return { cause, cure: UNWELL, certainty: 'certain', evidence };
  }
  const isBusy = isRunnable || usedMs >= Math.max(1, BUSY * elapsedMs);
  return {
    cause: isBusy
      ? `The process is busy without an end while its probes fail (${missing}).`
      : `The process waits for something that does not come, a lock, a full pool or a database: it does hardly anything while its probes fail (${missing}).`,
    cure: isBusy
      ? 'Look for a loop or a regular expression without end in what the last calls asked for. If a single call may take so long, raise `live.timeout` or `live.failures`.'
      : 'Look for what the last calls waited for, and give that a timeout. If a single call may take so long in a server that does one thing at a time, raise `live.timeout` or `live.failures`.',
    certainty: 'likely',
    evidence,
  };
}
