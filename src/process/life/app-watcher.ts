import type { UpstreamAddress } from '../../core/settings.ts';
import type { Failure } from '../../failures/failure.ts';

/** Hears what becomes of the app as a whole. After `stop` nothing of it but the cause of a crash seen before. */
export interface AppWatcher {
  /** Every process that the app needs is ready, and calls go to this address. */
  onReady(address: UpstreamAddress): void;
  onNotReady(): void;
  /** The app will not answer any more, whatever its other processes do; at most once, and the last word on its state. */
  onFailed(failure: Failure): void;
  /** An essential process ended unasked at this performance.now(); why is being found out. Comes before `onNotReady`. */
  onCrashSeen(atMs: number): void;
  /** Follows each `onCrashSeen`, with the same moment. The failure is what a call is told that has met the crash. */
  onCrash(failure: Failure, atMs: number): void;
  /** An essential process will not come back after the app was ready, and berth is to end; never where calls are refused then. */
  onFatal(failure: Failure): void;
}
