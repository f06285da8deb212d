import type { Diagnosis } from '../core/diagnosis.ts';
import type { FailureCode } from '../core/failure-code.ts';
import type { SpoiltCall } from '../failures/recogniser/call-cause.ts';
import type { CallOutcome } from './outcome.ts';

/** What is to be explained of a call that the app has spoilt and berth cannot. */
export interface SpoiltCallFacts extends SpoiltCall {
  /** performance.now() when it was let in. */
  readonly sinceMs: number;
}

/** Failures of an app that runs on: its output may say why it serves badly. */
export const SERVED_BADLY: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'APP_REFUSED',
  'APP_TIMEOUT',
  'APP_CLOSED_CONNECTION',
  'APP_TRUNCATED',
  'QUEUE_TIMEOUT',
]);

/**
 * What is known of why a call ended as it did; null for a good one. The app is looked at only if it answered that something
 * went wrong, or did not answer and nobody knows why.
 */
export function explainOutcome(
  { status, failure }: CallOutcome,
  findCause: (call: SpoiltCallFacts) => Diagnosis | null,
  facts: Omit<SpoiltCallFacts, 'isLost'>,
): Diagnosis | null {
  if (failure === null) return status < 500 ? null : findCause({ ...facts, isLost: status >= 502 && status <= 504 });
  if (failure.diagnosis !== null || !SERVED_BADLY.has(failure.code)) return failure.diagnosis;
  return findCause({ ...facts, isLost: true });
}
