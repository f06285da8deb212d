import type { Failure } from '../failures/failure.ts';
import type { CallRecord } from '../logging/call-record.ts';
import type { HookPlan } from './hook-plan.ts';

/** How a call ended. `status` 0: nothing of a response was sent. `failure` null: the app answered. */
export interface CallOutcome {
  readonly status: number;
  readonly failure: Failure | null;
  /** Body bytes only. */
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** False also for a client that leaves, or takes nothing: that is nobody's failure. */
export function isBerthFailure({ failure }: CallOutcome): boolean {
  return failure !== null && failure.code !== 'CLIENT_GONE' && failure.code !== 'CLIENT_STALLED';
}

/** What a record says of how a call ended, and who gave the answer. `isOwn`: berth spoke in the app's place. */
export function toEnding(outcome: CallOutcome, hook: HookPlan | null, isOwn: boolean) {
  const { status, failure, bytesIn, bytesOut } = outcome;
  return {
    status: status === 0 && failure !== null ? failure.row.status : status,
    by: toAuthor(outcome, hook, isOwn),
    failure: failure === null ? null : toCallFailure(failure),
    bytesIn,
    bytesOut,
  };
}

function toAuthor(outcome: CallOutcome, hook: HookPlan | null, isOwn: boolean): CallRecord['by'] {
  if (isBerthFailure(outcome)) return 'berth';
  if (outcome.failure !== null) return 'nobody';
  return !isOwn && (hook === null || hook.answer === 'app') ? 'app' : 'berth';
}

/** What a record says of a failure. */
export function toCallFailure({ code, message }: Failure): CallRecord['failure'] {
  return { code, message };
}
