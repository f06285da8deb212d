import type { Diagnosis } from './diagnosis.ts';
import type { FailureCode, FailureDetails } from './failure-code.ts';
import type { UpstreamAddress } from './settings.ts';

/**
 * All that the data plane knows of the processes, and the only thing the two sides share. `runtime.ts` hands the
 * supervisor's status to the front door through this interface.
 */
export interface UpstreamStatus {
  readonly state: UpstreamState;
  /** Calls the listener after every change of `state`; returns the way to stop listening. */
  onChange(listener: (state: UpstreamState) => void): () => void;
  /**
   * The crash of any process of the app that began at or after `sinceMs` (performance.now()), or null. Waits up to
   * `patienceMs` for one to show: a broken connection is often seen before the exit that caused it.
   */
  findCrash(sinceMs: number, patienceMs: number): Promise<UpstreamFault | null>;
}

/** `not-ready`: calls are held. `failed`: calls are refused with the fault. `stopping`: berth itself is going away. */
export type UpstreamState =
  | { readonly kind: 'not-ready' }
  | { readonly kind: 'ready'; readonly address: UpstreamAddress }
  | { readonly kind: 'failed'; readonly fault: UpstreamFault }
  | { readonly kind: 'stopping' };

/** Why the app cannot answer, in the terms of the failure catalogue. */
export interface UpstreamFault {
  readonly code: FailureCode;
  /** Values for the catalogue's sentence, e.g. `{ process: 'nginx', status: 'was killed by SIGKILL' }`. */
  readonly details: FailureDetails;
  /** What was found out about it; for operators, and for clients in full detail. */
  readonly diagnosis?: Diagnosis | null;
}

export type { FailureDetails };
