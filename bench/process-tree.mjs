// What the kernel has accounted to a process and everything below it.
import { readdirSync, readFileSync } from 'node:fs';

// sysconf(_SC_CLK_TCK), 100 on every Linux that Debian builds.
const TICKS_PER_SECOND = 100;

/**
 * User and system CPU time of the threads of a process and its descendants in microseconds; of the process by itself if
 * `isAlone`. From the scheduler's own account, which is the one that is rounded to ticks elsewhere. What has ended
 * counts no more.
 */
export function readCpuMicros(rootPid, isAlone = false) {
  return listPids(rootPid, isAlone).reduce((sum, pid) => sum + readNanosOfThreads(pid), 0) / 1000;
}

/** What the host has given to others while this machine wanted to run, over all cores, in microseconds. */
export function readStolenMicros() {
  return toMicros(readCore('').slice(7, 8));
}

/** How long nothing has run on a core, be it idle or withheld by the host, in microseconds. */
export function readUnusedMicros(core) {
  const fields = readCore(core);
  return toMicros([...fields.slice(3, 5), ...fields.slice(7, 8)]);
}

/**
 * Memory of a process and its descendants that is in no file, in KiB, what they share counted once; of the process by
 * itself if `isAlone`. Pages of a program's file are left out: they count for the less, the more processes run it.
 */
export function readOwnMemoryKib(rootPid, isAlone = false) {
  const readPss = (pid) => readField(`/proc/${pid}/smaps_rollup`, /^Pss_Anon:\s+(\d+)/m);
  return listPids(rootPid, isAlone).reduce((sum, pid) => sum + readPss(pid), 0);
}

/** Resident memory of one process in KiB. */
export function readRssKib(pid) {
  return readField(`/proc/${pid}/status`, /^VmRSS:\s+(\d+)/m);
}

/** The ticks of a core, or of all together, as `man 5 proc_stat` orders them: idle and iowait from 3, steal 7. */
function readCore(core) {
  const [, ...fields] = new RegExp(`^cpu${core} .*`, 'm').exec(readFileSync('/proc/stat', 'latin1'))[0].split(/\s+/);
  return fields.map(Number);
}

function toMicros(ticks) {
  return (ticks.reduce((sum, each) => sum + each, 0) / TICKS_PER_SECOND) * 1e6;
}

function listPids(rootPid, isAlone) {
  if (isAlone) return [rootPid];
  const parents = new Map();
  for (const name of readdirSync('/proc')) if (/^\d+$/.test(name)) parents.set(Number(name), readParent(name));
  const tree = new Set([rootPid]);
  for (let before = 0; before !== tree.size; ) {
    before = tree.size;
    for (const [pid, parentPid] of parents) if (tree.has(parentPid)) tree.add(pid);
  }
  return [...tree];
}

function readParent(pid) {
  const stat = readIfThere(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

function readNanosOfThreads(pid) {
  const folder = `/proc/${pid}/task`;
  return readdirSync(folder).reduce((sum, thread) => sum + readField(`${folder}/${thread}/schedstat`, /^(\d+)/), 0);
}

function readField(file, pattern) {
  return Number(pattern.exec(readIfThere(file))?.[1] ?? 0);
}

/** Empty for a process or thread that has ended since it was listed. */
function readIfThere(file) {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
