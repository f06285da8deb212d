import type { Diagnosis } from '../core/diagnosis.ts';
import type { MarkerLines } from '../core/marker.ts';
import type { RequestIdMint } from '../core/request-id.ts';
import type { LogBook } from '../logging/log-book.ts';
import type { OwnLog } from '../logging/own-log.ts';
import type { Admission } from './admission.ts';
import type { HealthAnswer } from './health-answer.ts';
import type { HookPlan } from './hook-plan.ts';
import type { SpoiltCallFacts } from './spoilt-call.ts';

/** What all calls of one generation of the app share. */
export interface CallContext {
  readonly admission: Admission;
  readonly book: LogBook;
  readonly log: Pick<OwnLog, 'call'>;
  readonly requestIds: RequestIdMint;
  readonly markers: MarkerLines | null;
  readonly settleMs: number;
  /** Paths that are not marked, and what berth itself says there without a record; null: they are calls. */
  readonly exceptPaths: ReadonlyMap<string, HealthAnswer | null>;
  readonly hookPlans: ReadonlyMap<string, HookPlan>;
  /** Why the app spoilt a call; null: nothing is known. */
  readonly findCause: (call: SpoiltCallFacts) => Diagnosis | null;
}
