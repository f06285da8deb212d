import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseKillCount } from '../core/memory-control.ts';

const ROOT = '/sys/fs/cgroup';

/** What the kernel does for a group of processes: their memory is limited, and they are stopped all at once. */
export interface ControlGroup {
  /** The files into which a process writes 0 to become one of the group. */
  readonly memberFiles: readonly string[];
  readonly canLimit: boolean;
  readonly canFreeze: boolean;
  /** How often a process was killed for want of memory. */
  countKills(): number;
  /** What the processes hold, without the files that the kernel keeps for them. */
  measureMemory(): number | null;
  setFrozen(isFrozen: boolean): void;
}

/** Makes the groups, those of version 1 or the one of version 2; what this machine does not let us have is said to be missing. */
export function createControlGroup(scratch: string, memoryBytes: number): ControlGroup {
  const name = basename(scratch);
  if (existsSync(join(ROOT, 'cgroup.controllers'))) return createUnified(join(ROOT, name), memoryBytes);
  const memory = join(ROOT, 'memory', name);
  const freezer = join(ROOT, 'freezer', name);
  const canLimit = attempt(() => {
    mkdirSync(memory);
    writeFileSync(join(memory, 'memory.limit_in_bytes'), String(memoryBytes));
  });
  const canFreeze = attempt(() => mkdirSync(freezer));
  return {
    memberFiles: [...(canLimit ? [memory] : []), ...(canFreeze ? [freezer] : [])].map((at) => join(at, 'cgroup.procs')),
    canLimit,
    canFreeze,
    countKills: () => parseKillCount(read(join(memory, 'memory.oom_control'))) ?? 0,
    measureMemory: () => (canLimit ? sumStat(join(memory, 'memory.stat'), ['total_rss', 'total_shmem']) : null),
    setFrozen: (isFrozen) => writeFileSync(join(freezer, 'freezer.state'), isFrozen ? 'FROZEN' : 'THAWED'),
  };
}

function createUnified(folder: string, memoryBytes: number): ControlGroup {
  const isThere = attempt(() => mkdirSync(folder));
  const canLimit =
    isThere && attempt(() => writeFileSync(join(folder, 'memory.max'), String(memoryBytes), { flag: 'r+' }));
  const canFreeze = isThere && existsSync(join(folder, 'cgroup.freeze'));
  return {
    memberFiles: canLimit || canFreeze ? [join(folder, 'cgroup.procs')] : [],
    canLimit,
    canFreeze,
    countKills: () => parseKillCount(read(join(folder, 'memory.events'))) ?? 0,
    measureMemory: () => (canLimit ? sumStat(join(folder, 'memory.stat'), ['anon', 'shmem']) : null),
    setFrozen: (isFrozen) => writeFileSync(join(folder, 'cgroup.freeze'), isFrozen ? '1' : '0'),
  };
}

/** Removes what was made for a scratch folder. True if none is left: the kernel keeps one as long as a process of it is about to end. */
export function removeGroups(scratch: string): boolean {
  const places = ['', 'memory', 'freezer'].map((at) => join(ROOT, at, basename(scratch)));
  return places.map((place) => !existsSync(place) || attempt(() => rmdirSync(place))).every(Boolean);
}

function sumStat(file: string, names: readonly string[]): number {
  const text = read(file);
  return names.reduce((sum, name) => sum + Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0), 0);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

function attempt(act: () => void): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}
