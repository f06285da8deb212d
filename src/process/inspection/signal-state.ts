import { constants } from 'node:os';
import { readProcFile } from '../group/process-table.ts';

/** What a process does about a signal: it has a handler, it ignores it, or it leaves it to its default. */
export type SignalState = 'caught' | 'ignored' | 'default';

/** The state of a signal in a process; null if that is gone, or where there is no /proc. */
export function readSignalState(pid: number, signal: NodeJS.Signals): SignalState | null {
  const status = readProcFile(pid, 'status');
  if (status === null) return null;
  if (isInMask(status, 'SigCgt', signal)) return 'caught';
  return isInMask(status, 'SigIgn', signal) ? 'ignored' : 'default';
}

/** Masks are hexadecimal, the lowest bit for signal 1 (proc_pid_status(5)). */
function isInMask(status: string, field: string, signal: NodeJS.Signals): boolean {
  const mask = new RegExp(`^${field}:\\s*([0-9a-f]+)`, 'm').exec(status)?.[1] ?? '0';
  return ((BigInt(`0x${mask}`) >> BigInt(constants.signals[signal] - 1)) & 1n) === 1n;
}
