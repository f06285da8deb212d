import { readFileSync, writeFileSync } from 'node:fs';
import { toVictimScore } from '../../core/memory-control.ts';
import { findOwnMemoryLimit } from '../inspection/memory-watch.ts';

/**
 * Has the kernel take this process of the app, and all that it starts, before berth where memory is limited and runs out. It kills
 * the largest process: of an app of many small ones that would be berth, and the instance would end without a word. Does
 * nothing without a limit, or where the kernel refuses.
 */
export function offerAsVictim(pid: number, limitMebibytes: number | null = findOwnMemoryLimit()): void {
  if (limitMebibytes === null) return;
  try {
    const ownScore = Number(readFileSync('/proc/self/oom_score_adj', 'latin1'));
    writeFileSync(`/proc/${pid}/oom_score_adj`, String(toVictimScore(ownScore, limitMebibytes)));
  } catch {
    // It has ended, or is another user's.
  }
}
