import type { UpstreamAddress } from '../core/settings.ts';
import type { FailureAnswer } from '../failures/answer.ts';
import type { Failure } from '../failures/failure.ts';

/**
 * The engine's side of one call. After `call.enter()`, or `call.enterAgain()`, exactly one of `onAdmitted`, `onAnswered`
 * and `onRefused` is called, perhaps before `enter` returns; none of them if `call.leave()` came first.
 */
export interface Exchange {
  /** The start marker is written: forward the request to this address. */
  onAdmitted(upstream: UpstreamAddress): void;
  /** Answer with this, which is no failure, through `call.finish`: berth deals with the call itself. */
  onAnswered(answer: FailureAnswer): void;
  /** Answer with this failure, through `call.finish`. The start marker is written here too. */
  onRefused(failure: Failure): void;
  /** The end marker is out: send the last bytes of the response. Called once after `call.finish`. */
  onReleased(): void;
}

/** What the desk must know of a request to open a call. `''` stands for a field the request does not have. */
export interface RequestFacts {
  readonly method: string;
  /** As on the request line, query included. */
  readonly target: string;
  readonly accept: string;
  /** The first of the platform's request-id headers that is there (see `CallDesk.requestIdHeaders`). */
  readonly requestId: string;
  /** What stands in the header that tells lifecycle hooks from calls (see `CallDesk.hookHeader`), if there is one. */
  readonly controlPath: string;
}

/** How a call ended. `status` 0: nothing of a response was sent. `failure` null: the app answered. */
export interface CallOutcome {
  readonly status: number;
  readonly failure: Failure | null;
  /** Body bytes only. */
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** One request on its way through the front door; made by `CallDesk.open`, used by the engines. */
export interface Call {
  /** Safe to write into a header and a log line; goes to the app and back to the client as `x-request-id`. */
  readonly id: string;
  readonly accept: string;
  /** performance.now() when the head was complete. */
  readonly openedAtMs: number;
  /** Asks to be let in: held while the app is not ready, queued while too many calls are in flight. */
  enter(exchange: Exchange): void;
  /**
   * Gives the place back and asks to be let in once more: for a call that nothing was sent of to an app that is gone. The
   * exchange is called as after `enter`.
   */
  enterAgain(): void;
  /** For the record's phases: the upstream connection is usable, the first byte of the response is here. */
  markConnected(isReused: boolean): void;
  markFirstByte(): void;
  /**
   * Writes the end marker and the call's record, once, after everything the app had written by now; then calls
   * `exchange.onReleased()`. Gives the in-flight place back. A second call does nothing, and releases nothing.
   */
  finish(outcome: CallOutcome): void;
  /** The client left before `finish`: markers and record say so (CLIENT_GONE), nothing is released. */
  leave(bytesIn: number, bytesOut: number): void;
}
