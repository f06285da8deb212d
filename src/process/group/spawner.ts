import type { Log } from '../../core/log.ts';
import type { CommandSettings } from '../../core/settings.ts';
import type { MemoryKill } from '../inspection/memory-watch.ts';
import { type Child, type ChildStdio, spawnChild } from './child.ts';
import { Guardian } from './guardian.ts';
import { COOKIE_VARIABLE, InstanceMark } from './instance-mark.ts';
import { type Kinship, listProcesses, type ProcessEntry, readProcess, readProcFile } from './process-table.ts';
import { killStrays, sweepStrays } from './stray-sweep.ts';

export interface SpawnerOptions {
  /** Removed only if berth is killed; in good order whoever made it does that. */
  readonly temporaryFolder: string | null;
  /** Whether this process may be given a limit of its own, which all that it starts has from then on. */
  readonly marksLimit: boolean;
}

/**
 * The only way to a child: knows every group that lives, so that nothing can outlive berth unnoticed. Each run has one, with
 * a mark of its own; nothing runs before the first spawn.
 */
export class Spawner {
  readonly #log: Log;
  readonly #marksLimit: boolean;
  readonly #mark = new InstanceMark();
  readonly #guardian: Guardian;
  readonly #hurry = new AbortController();
  readonly #children = new Map<number, Child>();
  readonly #owners = new Set<string>();
  #spawned: Promise<unknown> = Promise.resolve();
  #firstSpawnAtMs: number | null = null;
  /** The daemons by their pids, and when they were started. */
  readonly #daemons = new Map<number, number>();
  /** The groups that daemons made for themselves, and since when: nobody older can be in them. */
  readonly #daemonGroups = new Map<number, number>();

  constructor({ temporaryFolder, marksLimit }: SpawnerOptions, log: Log) {
    this.#log = log;
    this.#marksLimit = marksLimit;
    this.#guardian = new Guardian(this.#mark, temporaryFolder, log);
  }

  /** Aborts when all is killed: no grace period counts any more. */
  get hurry(): AbortSignal {
    return this.#hurry.signal;
  }

  /** performance.now() right before the first child was spawned; null: none was. */
  get firstSpawnAtMs(): number | null {
    return this.#firstSpawnAtMs;
  }

  /** The pids of the children that have not been released. */
  get childPids(): readonly number[] {
    return [...this.#children.keys()];
  }

  /**
   * True if the process left its group and was started, at whatever remove, on behalf of this process of the config. Where
   * no mark tells that, there must be no other.
   */
  isStrayOf(entry: ProcessEntry, processName: string): boolean {
    const owner = this.#mark.limit.findOwner(entry.pid);
    if (owner !== null) return owner === processName && !this.#children.has(entry.groupId);
    return this.#owners.size === 1 && this.#owners.has(processName) && this.classify(entry) === 'stray';
  }

  /** Begins what the first spawn would have to wait for, if that is one for this process of the config. */
  prepare(processName: string): void {
    this.#guardian.start();
    void this.#setLimit(processName);
  }

  /** As the guardian makes them. */
  makeFifos(folder: string, name: string): Promise<boolean | null> {
    this.#guardian.start();
    return this.#guardian.makeFifos(folder, name);
  }

  /** One after the other: the mark of a child is that of berth itself at the moment of its spawn. A readiness check has its process for owner. */
  spawn(processName: string, command: CommandSettings, stdio: ChildStdio, owner = processName): Promise<Child> {
    const spawned = this.#spawned.then(() => this.#spawnOne(processName, command, stdio, owner));
    this.#spawned = spawned.catch(() => {});
    return spawned;
  }

  async #spawnOne(processName: string, command: CommandSettings, stdio: ChildStdio, owner: string): Promise<Child> {
    this.#guardian.start();
    this.#owners.add(owner);
    await this.#setLimit(owner);
    const env = { ...command.env, [COOKIE_VARIABLE]: this.#mark.cookie };
    const child = await spawnChild(processName, { ...command, env }, stdio, this.#mark.open());
    this.#firstSpawnAtMs ??= child.spawnedAtMs;
    this.#children.set(child.group.id, child);
    this.#guardian.add(child.group.id);
    return child;
  }

  async #setLimit(owner: string): Promise<void> {
    if (this.#marksLimit) await this.#mark.limit.set(owner, (number) => this.#guardian.limitLocks(number));
  }

  /** Forgets a child whose group is empty, or whose leftovers only the final sweep may touch. */
  release(child: Child): void {
    this.#children.delete(child.group.id);
    this.#guardian.remove(child.group.id);
  }

  /** Tells whose the process is. */
  classify(entry: ProcessEntry): Kinship {
    if (this.#children.has(entry.groupId)) return 'member';
    if (this.#isAdopted(entry) || this.#mark.isOn(entry.pid)) return 'stray';
    // Asked anew, after its mark was looked for: it may have lost that only just now.
    return readProcess(entry.pid)?.isExiting === false ? 'stranger' : 'exiting';
  }

  /**
   * Adopts what holds something that only the app can want, if all else speaks for a daemon of it too: an orphan, or the child
   * of one that holds the same, younger than a child and in our control group. For what has lost every mark, its limits too,
   * as behind `su`, whose PAM module sets them anew. True if there was one.
   */
  adoptLikely(entries: readonly ProcessEntry[]): boolean {
    const sinceTicks = Math.min(...[...this.#children.values()].map((child) => child.startedAtTicks ?? Infinity));
    const ownControl = readProcFile(process.pid, 'cgroup');
    const isOrphan = ({ parentPid }: ProcessEntry): boolean => parentPid === 1;
    const likely = entries.filter(
      (entry) =>
        entry.startedAtTicks >= sinceTicks &&
        (isOrphan(entry) || entries.some(({ pid, parentPid }) => pid === entry.parentPid && parentPid === 1)) &&
        readProcFile(entry.pid, 'cgroup') === ownControl,
    );
    for (const entry of likely) this.adopt(entry);
    return likely.length > 0;
  }

  /** Counts a daemon, whether it has the mark or not, and the group it makes for itself among the strays from now on. */
  adopt({ pid, groupId, startedAtTicks }: ProcessEntry): void {
    this.#daemons.set(pid, startedAtTicks);
    if (this.#children.has(groupId) || this.#daemonGroups.has(groupId)) return;
    this.#daemonGroups.set(groupId, startedAtTicks);
    this.#guardian.add(groupId);
  }

  /** A kill for want of memory among all that runs, in the last seconds, as the kernel counted it. */
  findMemoryKill(): MemoryKill | null {
    const kills = [...this.#children.values()].map((child) => child.findMemoryKill()).filter((kill) => kill !== null);
    return kills.find(({ certainty }) => certainty === 'certain') ?? kills[0] ?? null;
  }

  /** All that runs and is of the app. */
  listOwn(): number[] {
    return listProcesses()
      .filter((entry) => ['member', 'stray'].includes(this.classify(entry)))
      .map(({ pid }) => pid);
  }

  /** SIGKILL to every group and every stray, now. */
  killAll(): void {
    this.#hurry.abort();
    for (const child of this.#children.values()) child.group.signal('SIGKILL');
    killStrays(() => this.#findStrays());
  }

  /** Ends what left its group, then lets the guardian go. Resolves when both are gone. */
  async close(gracePeriodMs: number): Promise<void> {
    const manner = { stopSignal: 'SIGTERM', gracePeriodMs } as const;
    const strays = await sweepStrays(() => this.#findStrays(), manner, this.hurry);
    if (strays > 0) this.#log.warn({ strays }, `${strays} process(es) had left their process group and were ended.`);
    await this.#guardian.dismiss();
    this.#mark.close();
  }

  #findStrays(): number[] {
    const found = [...this.#findDaemons().map(({ pid }) => pid), ...this.#mark.findBearers()];
    return [...new Set(found)].filter((pid) => pid !== this.#guardian.pid);
  }

  #findDaemons(): ProcessEntry[] {
    if (this.#daemons.size === 0) return [];
    const living = listProcesses().filter(({ isZombie }) => !isZombie);
    // One that was seen on its way into the background may have left our group, and lost its mark, only after that.
    for (const entry of living) if (this.#daemons.get(entry.pid) === entry.startedAtTicks) this.adopt(entry);
    return living.filter((entry) => this.#isAdopted(entry));
  }

  #isAdopted({ pid, groupId, startedAtTicks }: ProcessEntry): boolean {
    const groupSinceTicks = this.#daemonGroups.get(groupId) ?? Number.POSITIVE_INFINITY;
    return this.#daemons.get(pid) === startedAtTicks || startedAtTicks >= groupSinceTicks;
  }
}
