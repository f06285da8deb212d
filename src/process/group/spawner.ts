import { randomBytes } from 'node:crypto';
import type { Log } from '../../core/log.ts';
import type { CommandSettings } from '../../core/settings.ts';
import { type Child, type ChildStdio, spawnChild } from './child.ts';
import { createGuardian } from './guardian.ts';
import { COOKIE_VARIABLE, carriesCookie, findCookieHolders } from './instance-cookie.ts';
import { type Kinship, listProcesses, type ProcessEntry, readProcess } from './process-table.ts';
import { killStrays, sweepStrays } from './stray-sweep.ts';

/** The only way to a child: knows every group that lives, so that nothing can outlive berth unnoticed. */
export interface Spawner {
  spawn(processName: string, command: CommandSettings, stdio: ChildStdio): Promise<Child>;
  /** Forgets a child whose group is empty, or whose leftovers only the final sweep may touch. */
  release(child: Child): void;
  /** Tells whose the process is. */
  classify(entry: ProcessEntry): Kinship;
  /** Counts a daemon without a mark, and the group it makes for itself, among the strays from now on. */
  adopt(entry: ProcessEntry): void;
  /** SIGKILL to every group and every stray, now. */
  killAll(): void;
  /** Ends what left its group, then lets the guardian go. Resolves when both are gone. */
  close(gracePeriodMs: number, hurry: AbortSignal): Promise<void>;
}

/**
 * Creates the spawner of one run, with a cookie of its own. Nothing runs before the first spawn. The temporary folder is
 * removed only if berth is killed; in good order whoever made it does that.
 */
export function createSpawner(temporaryFolder: string | null, log: Log): Spawner {
  const cookie = randomBytes(16).toString('hex');
  const guardian = createGuardian(cookie, temporaryFolder, log);
  const children = new Map<number, Child>();
  /** The daemons by their pids, and when they were started. */
  const daemons = new Map<number, number>();
  /** The groups that daemons made for themselves, and since when: nobody older can be in them. */
  const daemonGroups = new Map<number, number>();

  function isAdopted({ pid, groupId, startedAtTicks }: ProcessEntry): boolean {
    return daemons.get(pid) === startedAtTicks || startedAtTicks >= (daemonGroups.get(groupId) ?? Infinity);
  }

  function adopt({ pid, groupId, startedAtTicks }: ProcessEntry): void {
    daemons.set(pid, startedAtTicks);
    if (children.has(groupId) || daemonGroups.has(groupId)) return;
    daemonGroups.set(groupId, startedAtTicks);
    guardian.add(groupId);
  }

  function findDaemons(): ProcessEntry[] {
    if (daemons.size === 0) return [];
    const living = listProcesses().filter(({ isZombie }) => !isZombie);
    // One that was seen on its way into the background may have left our group, and lost its mark, only after that.
    for (const entry of living) if (daemons.get(entry.pid) === entry.startedAtTicks) adopt(entry);
    return living.filter(isAdopted);
  }

  function findStrays(): number[] {
    return [...new Set([...findDaemons().map(({ pid }) => pid), ...findCookieHolders(cookie)])];
  }

  return {
    async spawn(processName, command, stdio) {
      guardian.start();
      const env = { ...command.env, [COOKIE_VARIABLE]: cookie };
      const child = await spawnChild(processName, { ...command, env }, stdio);
      children.set(child.group.id, child);
      guardian.add(child.group.id);
      return child;
    },
    release(child) {
      children.delete(child.group.id);
      guardian.remove(child.group.id);
    },
    classify(entry) {
      if (children.has(entry.groupId)) return 'member';
      if (isAdopted(entry) || carriesCookie(entry.pid, cookie)) return 'stray';
      // Asked anew, after its environment was read: it may have lost that only just now.
      return readProcess(entry.pid)?.isExiting === false ? 'stranger' : 'exiting';
    },
    adopt,
    killAll() {
      for (const child of children.values()) child.group.signal('SIGKILL');
      killStrays(findStrays);
    },
    async close(gracePeriodMs, hurry) {
      const strays = await sweepStrays(findStrays, gracePeriodMs, hurry);
      if (strays > 0) log.warn({ strays }, `${strays} process(es) had left their process group and were ended.`);
      await guardian.dismiss();
    },
  };
}
