import { readdirSync, readFileSync } from 'node:fs';

/** A process, told apart from a later one with the same id by the moment it started. */
export interface Relative {
  readonly pid: number;
  readonly parentPid: number;
  readonly startedAt: string;
  readonly commandLine: string;
}

/** Everything that stands below a process in the kernel's table now, zombies left out. */
export function listDescendants(pid: number): Relative[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readRelative(Number(name)))
    .filter((relative) => relative !== null);
  const found: Relative[] = [];
  const parents = new Set([pid]);
  // A parent may stand anywhere in the listing: go on until nobody new is found.
  for (let before = -1; before !== found.length; ) {
    before = found.length;
    for (const relative of all) {
      if (!parents.has(relative.parentPid) || parents.has(relative.pid)) continue;
      parents.add(relative.pid);
      found.push(relative);
    }
  }
  return found;
}

/** Those of the processes that still run. */
export function findAlive(relatives: readonly Relative[]): Relative[] {
  return relatives.filter(({ pid, startedAt }) => readRelative(pid)?.startedAt === startedAt);
}

function readRelative(pid: number): Relative | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // After the name, which may hold spaces and parentheses: state, parent, …, start time as field 22 (proc_pid_stat(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return null;
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim();
    return { pid, parentPid: Number(fields[1]), startedAt: fields[19] ?? '', commandLine };
  } catch {
    return null;
  }
}
