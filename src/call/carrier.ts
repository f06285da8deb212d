import type { FailureAnswer } from '../failures/answer.ts';
import type { Failure } from '../failures/failure.ts';
import type { Target } from '../upstream/target.ts';

/**
 * What carries out a call. After `Call.enter` or `Call.enterAgain` exactly one of `onAdmitted`, `onAnswered` and
 * `onRefused` is called, perhaps before they return; none of them if `Call.leave` came first. Each ends in `Call.finish`.
 */
export interface CallCarrier {
  /** True if nothing of the body has to be waited for before the gate; else `Call.onCollected` follows. */
  collectBody(): boolean;
  /** The start marker is written: forward the request to this target. */
  onAdmitted(target: Target): void;
  /** Answer with this, which is no failure: berth deals with the call itself. */
  onAnswered(answer: FailureAnswer): void;
  /** Answer with this failure. The start marker is written here too. */
  onRefused(failure: Failure): void;
  /** The end marker is out: send the last bytes of the response. Called once after `Call.finish`. */
  onReleased(): void;
}

/** What must be known of a request to open a call. `''` stands for a field the request does not have. */
export interface RequestFacts {
  readonly method: string;
  /** As on the request line, query included. */
  readonly target: string;
  readonly accept: string;
  /** The first of the platform's request-id headers that is there (see `Dispatcher.requestIdHeaders`). */
  readonly requestId: string;
  /** What stands in the header that tells lifecycle hooks from calls (see `Dispatcher.hookHeader`), if there is one. */
  readonly controlPath: string;
  /** It comes from inside the instance, and not from the platform: a command there asks for something, and that is no call. */
  readonly isInner?: boolean;
  /** What berth says in the app's place; null: the app is asked. */
  readonly ownAnswer: ((requestId: string) => FailureAnswer) | null;
}
