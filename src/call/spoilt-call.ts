import type { Diagnosis } from '../core/diagnosis.ts';
import type { FailureCode } from '../core/failure-code.ts';
import type { CallEnd, SpoiltCall } from '../failures/recogniser/call-cause.ts';
import type { CallOutcome } from './outcome.ts';

/** What is to be explained of a call that the app has spoilt, or was slow to answer, and of which berth knows no more. */
export interface SpoiltCallFacts extends SpoiltCall {
  /** False: the answer is good, or the client did not wait for it; it only took long. */
  readonly isSpoilt: boolean;
  /** performance.now() when it was let in, and when its answer began or was given up. */
  readonly sinceMs: number;
  readonly untilMs: number;
  /** How many had been let in with it. */
  readonly turn: number;
}

/** Failures of an app that runs on: its output may say why it serves badly. */
export const SERVED_BADLY: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'APP_REFUSED',
  'APP_TIMEOUT',
  'APP_CLOSED_CONNECTION',
  'APP_TRUNCATED',
  'QUEUE_TIMEOUT',
]);

/** An answer that takes longer to begin may have waited for a worker of the app. */
const SLOW_MS = 1_000;

/** As far as it is known of a call what it met. */
export interface ExplainedCall {
  readonly facts: { readonly method: string; readonly target: string };
  readonly admittedAtMs: number;
  readonly firstByteAtMs: number;
  readonly turn: number;
  readonly wasAlone: boolean;
}

/**
 * What is known of why a call ended as it did; null for a good one. The app is looked at only if it answered that something
 * went wrong or was slow, or did not answer and nobody knows why.
 */
export function explainOutcome(
  { status, failure }: CallOutcome,
  { facts, admittedAtMs, firstByteAtMs, turn, wasAlone }: ExplainedCall,
  admitted: number,
  findCause: (call: SpoiltCallFacts) => Diagnosis | null,
): Diagnosis | null {
  const isSpoilt = failure === null ? status >= 500 : SERVED_BADLY.has(failure.code);
  const isLeft = failure?.code === 'CLIENT_GONE';
  if (failure !== null && (failure.diagnosis !== null || !(isSpoilt || isLeft))) return failure.diagnosis;
  const untilMs = firstByteAtMs === 0 ? performance.now() : firstByteAtMs;
  // It never came to the app.
  if (turn === 0 || (!isSpoilt && untilMs - admittedAtMs < SLOW_MS)) return null;
  return findCause({
    isSpoilt,
    end: failure === null ? toEnd(status) : failure.code === 'APP_TIMEOUT' ? 'late' : 'lost',
    isAlone: wasAlone && turn === admitted,
    request: `${facts.method} ${facts.target}`,
    sinceMs: admittedAtMs,
    untilMs,
    turn,
  });
}

function toEnd(status: number): CallEnd {
  switch (status) {
    case 502:
      return 'lost';
    case 503:
      return 'unavailable';
    case 504:
      return 'late';
    default:
      return 'error';
  }
}
