import type { FailureCode } from '../core/failure-code.ts';
import type { FailureDetails } from '../core/upstream-status.ts';
import type { FailureAnswer } from '../failures/answer.ts';
import type { Failure } from '../failures/failure.ts';
import type { Call, RequestFacts } from './call.ts';

/** Where engines open calls and turn failures into answers. */
export interface CallDesk {
  /** Lower-case names of headers that may carry the request id, best first. */
  readonly requestIdHeaders: readonly string[];
  /** Lower-case name of the header that tells lifecycle hooks from calls; null: the platform has none. */
  readonly hookHeader: string | null;
  readonly isDraining: boolean;
  open(facts: RequestFacts): Call;
  /**
   * Names the cause of a broken exchange with the upstream: the crash of a process if there was one since the call
   * began (APP_CRASHED with its exit status), else a failure with the code given. Resolves within a quarter of a second.
   */
  explain(call: Call, code: FailureCode, details: FailureDetails): Promise<Failure>;
  /**
   * True if a gateway status (502, 503, 504) from the app may come from another of our processes being down, so that
   * `explainGatewayStatus` is worth asking before it is passed on. Always false for a config with a single process.
   */
  readonly mayExplainGatewayStatus: boolean;
  /** APP_CRASHED if a process crashed while the call was under way; null: the status is the app's own, pass it on. */
  explainGatewayStatus(call: Call): Promise<Failure | null>;
  /** For a head that no call can be opened for: mints an id, logs one record, and renders the answer. */
  refuseMalformed(failure: Failure, accept: string): FailureAnswer;
  /** The complete answer for a failure: status, fields and body, by the call's Accept and the detail setting. */
  toAnswer(failure: Failure, call: Call): FailureAnswer;
}
