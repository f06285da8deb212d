// What the kernel has accounted to a process and everything below it.
import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

/** User and system CPU time of a process tree, or of its root alone, in microseconds. Processes that have ended count with their parent. */
export function readCpuMicros(rootPid, isAlone = false) {
  if (isAlone) return ((readStat(rootPid)?.own ?? 0) / TICKS_PER_SECOND) * 1e6;
  const entries = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(readStat)
    .filter((entry) => entry !== null);
  const tree = new Set([rootPid]);
  for (let before = 0; before !== tree.size; ) {
    before = tree.size;
    for (const entry of entries) if (tree.has(entry.parentPid)) tree.add(entry.pid);
  }
  const ticks = entries.filter((entry) => tree.has(entry.pid)).reduce((sum, entry) => sum + entry.ticks, 0);
  return (ticks / TICKS_PER_SECOND) * 1e6;
}

/** Resident memory of one process in KiB. */
export function readRssKib(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
}

function readStat(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0);
    const own = Number(fields[11]) + Number(fields[12]);
    return { own, pid: Number(pid), parentPid: Number(fields[1]), ticks };
  } catch {
    return null;
  }
}
