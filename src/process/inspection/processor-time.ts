import { listProcesses, readProcFile } from '../group/process-table.ts';

/** The kernel's clock ticks in a second, as it shows them to programs (USER_HZ). */
const TICKS_PER_SECOND = 100;

/** The processor time that the living members of a group have used, in milliseconds; 0 where there is no /proc. */
export function readProcessorMs(groupId: number): number {
  const members = listProcesses().filter((entry) => entry.groupId === groupId);
  const ticks = members.map(({ pid }) => {
    const stat = readProcFile(pid, 'stat') ?? '';
    // utime and stime are fields 14 and 15; the command, which may hold blanks, is the second (proc_pid_stat(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  });
  return (ticks.reduce((sum, one) => sum + one, 0) / TICKS_PER_SECOND) * 1_000;
}
