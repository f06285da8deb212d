import { fstatSync, readdirSync, readlinkSync, type Stats, statSync } from 'node:fs';
import { type Kinship, listProcesses, type ProcessEntry, readProcess } from '../group/process-table.ts';
import { findPortHolders } from './port-holder.ts';

/** What is noted of a child while it lives, to know a daemon it may leave behind. */
export interface Likeness {
  readonly startedAtTicks: number;
  /** The program it runs; null if /proc does not tell. */
  readonly executable: string | null;
}

/** Notes what a child looks like; null where there is no /proc. */
export function noteLikeness(pid: number): Likeness | null {
  const entry = readProcess(pid);
  return entry === null ? null : { startedAtTicks: entry.startedAtTicks, executable: readLink(pid, 'exe') };
}

/** Where and after whom to look for what a child has left behind. */
export interface DaemonSearch {
  readonly groupId: number;
  readonly likeness: Likeness | null;
  readonly workingDirectory: string;
  /** Ports that were free before the child was spawned. */
  readonly ports: readonly number[];
  /** Descriptors of ours that it was given to write to; nobody else can have them if they are not our own output. */
  readonly outputFds: readonly number[];
  readonly classify: (entry: ProcessEntry) => Kinship;
}

/**
 * The processes a child has left running, oldest first: members of its group, younger strays, and daemons without a
 * mark. nginx and php-fpm write their titles over their environment and leave their group, so they are known by what
 * they hold and are: the child's output, a port that was free before, or the same program from the same folder.
 */
export function findLeftBehind(search: DaemonSearch): ProcessEntry[] {
  const { likeness, groupId } = search;
  const young = listProcesses().filter(
    (entry) =>
      !entry.isExiting && entry.pid !== groupId && entry.startedAtTicks >= (likeness?.startedAtTicks ?? Infinity),
  );
  const holders = new Set(search.ports.flatMap(findPortHolders).map(({ pid }) => pid));
  const outputs = search.outputFds.filter((fd) => fd > 2).map((fd) => fstatSync(fd));
  const left = young.filter((entry) => {
    if (entry.groupId === groupId) return true;
    const kind = search.classify(entry);
    if (kind !== 'stranger') return kind === 'stray';
    if (!isInOwnGroup(entry, young)) return false;
    if (outputs.length > 0 && holdsOpen(entry.pid, outputs)) return true;
    return isOrphan(entry) && (holders.has(entry.pid) || isLookalike(entry, search));
  });
  return left.toSorted((a, b) => a.startedAtTicks - b.startedAtTicks || a.pid - b.pid);
}

// Its group is as young as itself: a daemon made it, so nobody else's process is in it.
function isInOwnGroup({ groupId }: ProcessEntry, young: readonly ProcessEntry[]): boolean {
  return young.some(({ pid }) => pid === groupId);
}

function isOrphan({ parentPid }: ProcessEntry): boolean {
  return parentPid === 1 || parentPid === process.pid;
}

function holdsOpen(pid: number, files: readonly Stats[]): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      const held = statSync(`/proc/${pid}/fd/${fd}`, { throwIfNoEntry: false });
      return files.some(({ dev, ino }) => held?.dev === dev && held.ino === ino);
    });
  } catch {
    return false;
  }
}

function isLookalike({ pid }: ProcessEntry, { likeness, workingDirectory }: DaemonSearch): boolean {
  const executable = likeness?.executable ?? null;
  return executable !== null && readLink(pid, 'exe') === executable && readLink(pid, 'cwd') === workingDirectory;
}

function readLink(pid: number, name: 'exe' | 'cwd'): string | null {
  try {
    return readlinkSync(`/proc/${pid}/${name}`);
  } catch {
    return null;
  }
}
