import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import { basename } from 'node:path';

/** A row of the kernel's process table. */
export interface ProcessEntry {
  readonly pid: number;
  /** What the program calls itself, or what it is. */
  readonly command: string;
  readonly parentPid: number;
  readonly groupId: number;
  /** Since the boot, in the kernel's clock ticks; with the pid it names a process for good. */
  readonly startedAtTicks: number;
  /** Processor time it has used, and that of its children that are gone; in the kernel's clock ticks. */
  readonly cpuTicks: number;
  /** Runs at this moment, or waits for a disk. */
  readonly isBusy: boolean;
  /** Ended, but not yet collected by its parent: `kill(pid, 0)` still finds it, yet it runs nothing and holds nothing. */
  readonly isZombie: boolean;
  /**
   * Runs nothing any more, zombies included. Until it is a zombie it may still hold files and sockets, though its memory,
   * and with it its environment, is gone: it cannot be told whose it was.
   */
  readonly isExiting: boolean;
  /** Is a copy of its parent: it has executed no program since the fork, and perhaps is about to. */
  readonly isCopy: boolean;
}

/**
 * `member`: in a living group of ours. `stray`: started by us, but it left its group. `exiting`: on its way out or gone,
 * so that nothing tells any more whose it was; it lets go of what it holds by itself. `stranger`: none of these.
 */
export type Kinship = 'member' | 'stray' | 'exiting' | 'stranger';

/** PF_EXITING among the kernel's flags of a task (include/linux/sched.h), which proc_pid_stat(5) shows. */
const EXITING_FLAG = 0x4;

/** PF_FORKNOEXEC, in the same place. */
const COPY_FLAG = 0x40;

/** What Node.js from 23 on calls its process, which tells nobody anything. */
const NODE_THREAD = 'MainThread';

/** Every process the kernel shows, zombies included; empty where there is no /proc. */
export function listProcesses(): ProcessEntry[] {
  return listPids()
    .map(readProcess)
    .filter((entry) => entry !== null);
}

/** The ids in /proc; empty where there is no /proc. */
export function listPids(): number[] {
  try {
    return readdirSync('/proc').filter(isNumber).map(Number);
  } catch {
    return [];
  }
}

/** False where there is no /proc, or none that shows this very process. Elsewhere than on Linux nobody expects one. */
export function isTableReadable(): boolean {
  return process.platform !== 'linux' || readProcess(process.pid) !== null;
}

/** One process, or null if it is gone. */
export function readProcess(pid: number): ProcessEntry | null {
  const stat = readProcFile(pid, 'stat');
  if (stat === null) return null;
  // The command stands in parentheses and may itself hold spaces and parentheses (proc_pid_stat(5)).
  const open = stat.indexOf('(');
  const close = stat.lastIndexOf(')');
  const fields = stat.slice(close + 2).split(' ');
  const [state, parentPid, groupId] = fields;
  return {
    pid,
    command: toCommand(pid, stat.slice(open + 1, close)),
    parentPid: Number(parentPid),
    groupId: Number(groupId),
    startedAtTicks: Number(fields[19]),
    // utime, stime, cutime and cstime.
    cpuTicks: fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0),
    isBusy: state === 'R' || state === 'D',
    isZombie: state === 'Z' || state === 'X',
    isExiting: (Number(fields[6]) & EXITING_FLAG) !== 0,
    isCopy: (Number(fields[6]) & COPY_FLAG) !== 0,
  };
}

function toCommand(pid: number, name: string): string {
  return name === NODE_THREAD ? (readProgram(pid) ?? name) : name;
}

/** The name of the file a process runs, which for a script is that of its interpreter; null if it is gone or not ours to read. */
export function readProgram(pid: number): string | null {
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`));
  } catch {
    return null;
  }
}

/** More than a line of a process, its limits or its counters have. */
const PIECE = Buffer.allocUnsafe(16_384);

/** A file of /proc/PID as Latin-1 text; null if it is gone or not ours to read. */
export function readProcFile(pid: number, name: string): string | null {
  const path = `/proc/${pid}/${name}`;
  try {
    const size = readPiece(path);
    // What the kernel says at once is all of it; `readFileSync` asks twice more, for a size that is none and for the end.
    return size < PIECE.length ? PIECE.toString('latin1', 0, size) : readFileSync(path, 'latin1');
  } catch {
    return null;
  }
}

function readPiece(path: string): number {
  const fd = openSync(path, 'r');
  try {
    return readSync(fd, PIECE);
  } finally {
    closeSync(fd);
  }
}

function isNumber(name: string): boolean {
  return /^\d+$/.test(name);
}
