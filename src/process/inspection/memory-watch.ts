import { readFileSync } from 'node:fs';
import {
  type MemoryGroup,
  parseKillCount,
  parseLimitBytes,
  parseMemoryGroup,
  toKillCountFile,
  toLimitFile,
} from '../../core/memory-control.ts';

/** A kill for want of memory, as the kernel counted it. */
export interface MemoryKill {
  /** In whole MiB, of the tightest group around the process; null if none limits it. */
  readonly limitMebibytes: number | null;
  /** `likely`: only the counter of the whole machine has grown, and others run on it. */
  readonly certainty: 'certain' | 'likely';
  readonly evidence: string;
}

interface Sample {
  readonly group: MemoryGroup | null;
  /** The first folder that has a counter: the process's own, or what a container shows of it. */
  readonly countFile: string | null;
  readonly groupKills: number | null;
  readonly machineKills: number | null;
}

/** Reads a text file; null if it cannot be read. */
export type ReadText = (path: string) => string | null;

/**
 * Tells a kill for want of memory from any other SIGKILL by the kernel's counters before and after. Starts with a first
 * look at them; sees nothing, and says so by null, where there is no /proc.
 */
export class MemoryWatch {
  readonly #pid: number;
  readonly #readText: ReadText;
  #last: Sample;
  #previous: Sample;

  constructor(pid: number, readText: ReadText = readFileText) {
    this.#pid = pid;
    this.#readText = readText;
    this.#last = takeSample(pid, readText);
    this.#previous = this.#last;
  }

  /** Reads the counters anew: a process may move to another group, and old kills are no news. */
  look(): void {
    this.#previous = this.#last;
    this.#last = takeSample(this.#pid, this.#readText);
  }

  /** What the counters say of the time since the look before the last; null if none has grown. */
  findKill(): MemoryKill | null {
    // The process is gone, and with it /proc/PID: its last known group is asked.
    const { group, countFile } = this.#last;
    const before = this.#previous.countFile === countFile ? this.#previous.groupKills : this.#last.groupKills;
    const after = countFile === null ? null : readCount(countFile, this.#readText);
    const limitMebibytes = group === null ? null : findLimit(group, this.#readText);
    if (before !== null && after !== null) {
      // The kernel counts a kill for the group of its victim, whoever's memory ran out: one that grew only elsewhere
      // was of somebody else.
      if (after <= before) return null;
      const evidence = `${countFile}: oom_kill went from ${before} to ${after}`;
      return { limitMebibytes, certainty: 'certain', evidence };
    }
    const { machineKills } = this.#previous;
    const kills = readCount('/proc/vmstat', this.#readText);
    if (kills === null || machineKills === null || kills <= machineKills) return null;
    const evidence = `/proc/vmstat: oom_kill went from ${machineKills} to ${kills}`;
    return { limitMebibytes, certainty: 'likely', evidence };
  }
}

/** The limit of the tightest group around berth, in whole MiB; null if none limits it. */
export function findOwnMemoryLimit(readText: ReadText = readFileText): number | null {
  const group = parseMemoryGroup(readText('/proc/self/cgroup') ?? '');
  return group === null ? null : findLimit(group, readText);
}

function takeSample(pid: number, readText: ReadText): Sample {
  const group = parseMemoryGroup(readText(`/proc/${pid}/cgroup`) ?? '');
  const files = group?.folders.map((folder) => toKillCountFile(group, folder)) ?? [];
  const countFile = files.find((file) => readCount(file, readText) !== null) ?? null;
  return {
    group,
    countFile,
    groupKills: countFile === null ? null : readCount(countFile, readText),
    machineKills: readCount('/proc/vmstat', readText),
  };
}

function readCount(file: string, readText: ReadText): number | null {
  return parseKillCount(readText(file) ?? '');
}

function findLimit(group: MemoryGroup, readText: ReadText): number | null {
  const limits = group.folders
    .map((folder) => parseLimitBytes(readText(toLimitFile(group, folder)) ?? ''))
    .filter((bytes) => bytes !== null);
  return limits.length === 0 ? null : Math.round(Math.min(...limits) / 1024 ** 2);
}

function readFileText(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null;
  }
}
