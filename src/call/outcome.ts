import type { Diagnosis } from '../core/diagnosis.ts';
import type { Failure } from '../failures/failure.ts';
import type { CallRecord, EventNote } from '../logging/call-record.ts';
import type { RequestFacts } from './carrier.ts';
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

/** Who gave the answer. `isOwn`: berth spoke in the app's place. */
function toAuthor(outcome: CallOutcome, hook: HookPlan | null, isOwn: boolean): CallRecord['by'] {
  if (isBerthFailure(outcome)) return 'berth';
  if (outcome.failure !== null) return 'nobody';
  return !isOwn && (hook === null || hook.answer === 'app') ? 'app' : 'berth';
}

/** What a record says of a failure. */
export function toCallFailure({ code, message, cure, row }: Failure): CallRecord['failure'] {
  // Of a client that left there is nothing to be done.
  if (row.status !== 499) return { code, message, cure };
  return { code, message };
}

/** What a record tells of a call besides its outcome. Moments are of performance.now(); 0: it did not come so far. */
export interface RecordedCall {
  readonly id: string;
  readonly facts: Pick<RequestFacts, 'method' | 'ownAnswer'>;
  readonly path: string;
  readonly hook: HookPlan | null;
  readonly isRepeated: boolean;
  readonly traceId: string;
  readonly event: EventNote | null;
  readonly openedAtMs: number;
  readonly collectedAtMs: number;
  readonly enteredAtMs: number;
  readonly connectedAtMs: number;
  readonly firstByteAtMs: number;
  explain(outcome: CallOutcome): Diagnosis | null;
}

/** The record of a call that ended at `now`. */
export function toCallRecord(call: RecordedCall, outcome: CallOutcome, now: number): CallRecord {
  const { failure } = outcome;
  const { facts, openedAtMs, collectedAtMs, enteredAtMs, connectedAtMs, firstByteAtMs } = call;
  return {
    requestId: call.id,
    traceId: call.traceId,
    method: facts.method,
    path: call.path,
    status: outcome.status === 0 && failure !== null ? failure.row.status : outcome.status,
    by: toAuthor(outcome, call.hook, facts.ownAnswer !== null),
    isRepeated: call.isRepeated,
    event: call.event,
    failure: failure === null ? null : toCallFailure(failure),
    diagnosis: call.explain(outcome),
    durationMs: now - openedAtMs,
    collectMs: collectedAtMs === 0 ? null : collectedAtMs - openedAtMs,
    queueMs: enteredAtMs === 0 ? null : enteredAtMs - (collectedAtMs || openedAtMs),
    connectMs: connectedAtMs === 0 ? null : connectedAtMs - enteredAtMs,
    firstByteMs: firstByteAtMs === 0 ? null : firstByteAtMs - (connectedAtMs || enteredAtMs),
    bodyMs: firstByteAtMs === 0 ? null : now - firstByteAtMs,
    bytesIn: outcome.bytesIn,
    bytesOut: outcome.bytesOut,
  };
}
