import { fstatSync, readdirSync, type Stats, statSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Child } from '../group/child.ts';
import { listProcesses, type ProcessEntry, readProcess, readProgram } from '../group/process-table.ts';
import type { Spawner } from '../group/spawner.ts';
import { SHELLS } from './daemon.ts';
import { findPortHolders } from './port-holder.ts';

/** What only a descendant of a child can hold, or nobody did before the child was spawned. */
export interface Traces {
  /** Ports that were free before. */
  readonly ports: readonly number[];
  /** Descriptors of ours that it was given to write to; nobody else can have them if they are not our own output. */
  readonly outputFds: readonly number[];
}

/** A server that forks twice can be missed by each look that falls between its forks. */
const LOOKS = 4;

/** A script's `&` forks the shell, and a moment later that becomes the server; a subshell with a loop in it stays one. */
const SHELL_LOOKS = 100;
const SHELL_PAUSE_MS = 10;

/**
 * The processes a child has left running, oldest first: members of its group, younger strays, and daemons that have lost
 * every mark but hold a trace of it, the child's output or a port that was free before. To be the same program in the same
 * folder proves nothing: somebody else may have started it. Resolves within a second or so, when they bear the names of what they
 * run. Never rejects.
 */
export async function findLeftBehind(child: Child, spawner: Spawner, traces: Traces): Promise<ProcessEntry[]> {
  let left: ProcessEntry[] = [];
  for (let look = 0; look < LOOKS && left.length === 0; look++) left = lookForLeft(child, spawner, traces);
  for (let look = 0; look < SHELL_LOOKS && left.some(isShellCopy); look++) {
    await wait(SHELL_PAUSE_MS);
    left = lookForLeft(child, spawner, traces);
  }
  // One that ran its program while it was looked at has its name only now.
  return left.map((entry) => readProcess(entry.pid) ?? entry);
}

// What it calls itself is the name of the script.
function isShellCopy({ isCopy, pid }: ProcessEntry): boolean {
  return isCopy && SHELLS.test(readProgram(pid) ?? '');
}

function lookForLeft(child: Child, spawner: Spawner, { ports, outputFds }: Traces): ProcessEntry[] {
  const groupId = child.group.id;
  const sinceTicks = child.startedAtTicks ?? Number.POSITIVE_INFINITY;
  const young = listProcesses().filter(
    (entry) => !entry.isExiting && entry.pid !== groupId && entry.startedAtTicks >= sinceTicks,
  );
  const holders = new Set(ports.flatMap(findPortHolders).map(({ pid }) => pid));
  const outputs = outputFds.filter((fd) => fd > 2).map((fd) => fstatSync(fd));
  const left = young.filter((entry) => {
    if (entry.groupId === groupId) return true;
    const kind = spawner.classify(entry);
    if (kind !== 'stranger') return kind === 'stray';
    if (!isInOwnGroup(entry, young)) return false;
    return holdsOpen(entry.pid, outputs) || (isOrphan(entry) && holders.has(entry.pid));
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
  if (files.length === 0) return false;
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      const held = statSync(`/proc/${pid}/fd/${fd}`, { throwIfNoEntry: false });
      return files.some(({ dev, ino }) => held?.dev === dev && held.ino === ino);
    });
  } catch {
    return false;
  }
}
