// What the kernel has accounted to a process and everything below it.
import { readdirSync, readFileSync } from 'node:fs';

// sysconf(_SC_CLK_TCK), 100 on every Linux that Debian builds.
const TICKS_PER_SECOND = 100;

/**
 * User and system CPU time of a process and its descendants in microseconds; of the process by itself if `isAlone`.
 * Descendants that have ended count with their parent.
 */
export function readCpuMicros(rootPid, isAlone = false) {
  const members = isAlone ? [readStat(rootPid)].filter((entry) => entry !== null) : listTree(rootPid);
  const ticks = members.reduce((sum, entry) => sum + entry.own + (isAlone ? 0 : entry.ofEnded), 0);
  return (ticks / TICKS_PER_SECOND) * 1e6;
}

/** What the host has given to others while this machine wanted to run, over all cores, in microseconds. */
export function readStolenMicros() {
  const steal = readFileSync('/proc/stat', 'latin1').split('\n')[0].split(/\s+/)[8];
  return (Number(steal) / TICKS_PER_SECOND) * 1e6;
}

/** Proportional memory (PSS) of a process and its descendants in KiB; of the process by itself if `isAlone`. */
export function readPssKib(rootPid, isAlone = false) {
  const pids = isAlone ? [rootPid] : listTree(rootPid).map((entry) => entry.pid);
  return pids.reduce((sum, pid) => sum + readField(`/proc/${pid}/smaps_rollup`, /^Pss:\s+(\d+)/m), 0);
}

/** Resident memory of one process in KiB. */
export function readRssKib(pid) {
  return readField(`/proc/${pid}/status`, /^VmRSS:\s+(\d+)/m);
}

function listTree(rootPid) {
  const entries = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(readStat)
    .filter((entry) => entry !== null);
  const tree = new Set([rootPid]);
  for (let before = 0; before !== tree.size; ) {
    before = tree.size;
    for (const entry of entries) if (tree.has(entry.parentPid)) tree.add(entry.pid);
  }
  return entries.filter((entry) => tree.has(entry.pid));
}

function readStat(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [user, system, userOfEnded, systemOfEnded] = fields.slice(11, 15).map(Number);
    return { pid: Number(pid), parentPid: Number(fields[1]), own: user + system, ofEnded: userOfEnded + systemOfEnded };
  } catch {
    return null;
  }
}

function readField(file, pattern) {
  return Number(pattern.exec(readFileSync(file, 'utf8'))?.[1] ?? 0);
}
