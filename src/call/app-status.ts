import type { Failure } from '../failures/failure.ts';
import type { Target } from '../upstream/target.ts';

/**
 * All that the data plane knows of the processes of one generation of the app, and the only thing the two sides share;
 * `app/` stands between them.
 */
export interface AppStatus {
  readonly state: AppState;
  /** Calls the listener after every change of `state`; returns the way to stop listening. */
  onChange(listener: (state: AppState) => void): () => void;
  /**
   * The last crash of any essential process that was seen at or after `sinceMs` (performance.now()), or null. Waits up to
   * `patienceMs` for one to show: a broken connection is often seen before the exit that caused it.
   */
  findCrash(sinceMs: number, patienceMs: number): Promise<Failure | null>;
}

/** `not-ready`: calls are held. `failed`: calls are refused with the failure. `stopping`: the app is going away. */
export type AppState =
  | { readonly kind: 'not-ready' }
  | { readonly kind: 'ready'; readonly target: Target }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'stopping' };
