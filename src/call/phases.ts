import type { CallRecord } from '../logging/call-record.ts';

type Phases = Pick<CallRecord, 'durationMs' | 'queueMs' | 'connectMs' | 'firstByteMs' | 'bodyMs'>;

/** How long each part of a call took that ends now, from its moments by performance.now(); 0 stands for one that never came. */
export function toPhases(
  openedAtMs: number,
  admittedAtMs: number,
  connectedAtMs: number,
  firstByteAtMs: number,
): Phases {
  const now = performance.now();
  return {
    durationMs: now - openedAtMs,
    queueMs: admittedAtMs === 0 ? null : admittedAtMs - openedAtMs,
    connectMs: connectedAtMs === 0 ? null : connectedAtMs - admittedAtMs,
    firstByteMs: firstByteAtMs === 0 ? null : firstByteAtMs - (connectedAtMs || admittedAtMs),
    bodyMs: firstByteAtMs === 0 ? null : now - firstByteAtMs,
  };
}
