import { randomBytes } from 'node:crypto';
import type { Log } from '../core/log.ts';
import type { CommandSettings } from '../core/settings.ts';
import { type Child, type ChildStdio, spawnChild } from './child.ts';
import { createGuardian } from './guardian.ts';
import { COOKIE_VARIABLE, carriesCookie, findCookieHolders } from './instance-cookie.ts';
import { listProcesses, type ProcessEntry } from './process-table.ts';
import { killStrays, sweepStrays } from './stray-sweep.ts';

/** The only way to a child: knows every group that lives, so that nothing can outlive berth unnoticed. */
export interface Spawner {
  spawn(processName: string, command: CommandSettings, stdio: ChildStdio): Promise<Child>;
  /** Forgets a child whose group is empty, or whose leftovers only the final sweep may touch. */
  release(child: Child): void;
  /** `member`: in a living group of ours. `stray`: started by us, but it left its group. `stranger`: neither. */
  classify(entry: ProcessEntry): 'member' | 'stray' | 'stranger';
  /** Counts a daemon without a mark, and the group it made for itself, among the strays from now on. */
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
  /** Since when a group is known: nobody older can be in it. */
  const adopted = new Map<number, number>();
  const isAdopted = ({ groupId, startedAtTicks }: ProcessEntry): boolean =>
    startedAtTicks >= (adopted.get(groupId) ?? Infinity);

  function findStrays(): number[] {
    const daemons = adopted.size === 0 ? [] : listProcesses().filter((entry) => !entry.isZombie && isAdopted(entry));
    return [...new Set([...findCookieHolders(cookie), ...daemons.map(({ pid }) => pid)])];
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
      return isAdopted(entry) || carriesCookie(entry.pid, cookie) ? 'stray' : 'stranger';
    },
    adopt({ groupId, startedAtTicks }) {
      if (children.has(groupId) || adopted.has(groupId)) return;
      adopted.set(groupId, startedAtTicks);
      guardian.add(groupId);
    },
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
