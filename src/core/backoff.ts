/** Bounds of an exponential backoff. */
export interface BackoffBounds {
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
}

/** The delay before restart number `attempt` (from 0): doubled each time, never above the maximum. */
export function toBackoffMs(attempt: number, bounds: BackoffBounds): number {
  return Math.min(bounds.backoffMs * 2 ** Math.min(attempt, 30), bounds.maxBackoffMs);
}
