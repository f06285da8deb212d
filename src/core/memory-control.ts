/** Where the kernel counts the memory of one process: files below the mount point of its cgroup file system. */
export interface MemoryGroup {
  readonly version: 1 | 2;
  /** Of the process's own group first, then of each group around it, up to the root. */
  readonly folders: readonly string[];
}

const MOUNT_POINTS = { 1: '/sys/fs/cgroup/memory', 2: '/sys/fs/cgroup' } as const;

/** A limit of cgroup v1 that is none is a number near 2^63, less a page. */
const NO_LIMIT_BYTES = 2 ** 60;

/** What berth holds at most, by far. */
const OWN_MEBIBYTES = 128;
/** The ends of oom_score_adj (proc(5)), in thousandths of the memory that there is; the lower one is never killed. */
const NEVER_SCORE = -1_000;
const FIRST_SCORE = 1_000;

/** Reads /proc/PID/cgroup (cgroups(7)); the memory controller of v1 comes before v2, because only one has it. */
export function parseMemoryGroup(text: string): MemoryGroup | null {
  const rows = text.split('\n').map((line) => /^\d+:([^:]*):(\/.*)$/.exec(line));
  const first = rows.find((row) => row?.[1]?.split(',').includes('memory')) ?? null;
  const second = rows.find((row) => row?.[1] === '') ?? null;
  const path = (first ?? second)?.[2];
  if (path === undefined) return null;
  const version = first === null ? 2 : 1;
  return { version, folders: listFolders(MOUNT_POINTS[version], path) };
}

/** The file that counts the kills for want of memory in a group. */
export function toKillCountFile({ version }: MemoryGroup, folder: string): string {
  return `${folder}/${version === 1 ? 'memory.oom_control' : 'memory.events'}`;
}

/** The file that holds the limit of a group. */
export function toLimitFile({ version }: MemoryGroup, folder: string): string {
  return `${folder}/${version === 1 ? 'memory.limit_in_bytes' : 'memory.max'}`;
}

/** The `oom_kill` of memory.events, memory.oom_control or /proc/vmstat; null if the text has none. */
export function parseKillCount(text: string): number | null {
  const count = /^oom_kill (\d+)$/m.exec(text)?.[1];
  return count === undefined ? null : Number(count);
}

/** The bytes of a limit file; null for no limit. */
export function parseLimitBytes(text: string): number | null {
  const bytes = Number.parseInt(text, 10);
  return Number.isNaN(bytes) || bytes >= NO_LIMIT_BYTES ? null : bytes;
}

/** The oom_score_adj by which the kernel counts each process of an app for larger than berth, whose own is given. */
export function toVictimScore(ownScore: number, limitMebibytes: number): number {
  if (ownScore === NEVER_SCORE) return NEVER_SCORE;
  return Math.min(FIRST_SCORE, ownScore + Math.ceil((FIRST_SCORE * OWN_MEBIBYTES) / limitMebibytes));
}

// In a container without a cgroup namespace the path is the host's, and only the mount point itself is there.
function listFolders(mountPoint: string, path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '');
  return [...parts.keys()]
    .map((index) => [mountPoint, ...parts.slice(0, parts.length - index)].join('/'))
    .concat(mountPoint);
}
