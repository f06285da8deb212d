import { listProcesses, readProcFile } from '../group/process-table.ts';

/** The kernel's clock ticks in a second, as it shows them to programs (USER_HZ). */
const TICKS_PER_SECOND = 100;

/** What a group wants of the processor. */
export interface ProcessorUse {
  /** What its living members have used so far; 0 where there is no /proc. */
  readonly usedMs: number;
  /** One of them runs, or would if there were a processor free. */
  readonly isRunnable: boolean;
}

/** Reads what the members of a group have used, and want at this moment. */
export function readProcessorUse(groupId: number): ProcessorUse {
  const members = listProcesses().filter((entry) => entry.groupId === groupId);
  let [ticks, isRunnable] = [0, false];
  for (const { pid } of members) {
    const stat = readProcFile(pid, 'stat') ?? '';
    // The state is field 3, utime and stime are 14 and 15; the command, which may hold blanks, is 2 (proc_pid_stat(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    ticks += Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
    isRunnable ||= fields[0] === 'R';
  }
  return { usedMs: (ticks / TICKS_PER_SECOND) * 1_000, isRunnable };
}
