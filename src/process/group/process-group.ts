import { pause } from '../pause.ts';
import { listProcesses } from './process-table.ts';
import { killTree } from './tree-kill-fallback.ts';

/** The process group of one child: the child as its leader, and every descendant that has not left it. */
export interface ProcessGroup {
  /** The leader's pid. */
  readonly id: number;
  /** Sends the signal to every member. Does nothing once the group has been seen empty, because ids are reused. */
  signal(signal: NodeJS.Signals): void;
  /** False when no member is left but zombies, and from then on. */
  hasMembers(): boolean;
}

/** Wraps the group of a child spawned as a group leader. */
export function createProcessGroup(leaderPid: number): ProcessGroup {
  if (!Number.isInteger(leaderPid) || leaderPid <= 1) throw new Error(`BUG: no process group has the id ${leaderPid}`);
  let isGone = false;

  function send(signal: NodeJS.Signals | 0): boolean {
    try {
      return process.kill(-leaderPid, signal);
    } catch (error) {
      // EPERM: members are there, but run as another user.
      return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
  }

  return {
    id: leaderPid,
    signal(signal) {
      if (isGone) return;
      if (process.platform === 'win32') killTree(leaderPid, signal);
      else isGone = !send(signal);
    },
    hasMembers() {
      if (!isGone) isGone = !send(0) || !(hasLiveMember(leaderPid) || hasLiveMember(leaderPid));
      return !isGone;
    },
  };
}

// Looked at twice by the caller: a member that forks and exits while the table is read can hide its child.
function hasLiveMember(groupId: number): boolean {
  const entries = listProcesses();
  return entries.length === 0 || entries.some((entry) => entry.groupId === groupId && !entry.isZombie);
}

/** Resolves true when the group has no members left, false when the time is up or the signal aborts first. */
export async function waitUntilGroupGone(group: ProcessGroup, limitMs: number, hurry: AbortSignal): Promise<boolean> {
  const endMs = performance.now() + limitMs;
  for (let intervalMs = 2; group.hasMembers(); intervalMs = Math.min(intervalMs * 2, 50)) {
    const leftMs = endMs - performance.now();
    if (leftMs <= 0 || hurry.aborted) return false;
    await pause(Math.min(intervalMs, leftMs), hurry);
  }
  return true;
}
