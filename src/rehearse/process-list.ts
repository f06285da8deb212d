import { readdirSync, readFileSync } from 'node:fs';
import { toHarmless } from '../core/harmless-text.ts';
import type { PlaceProcess } from './place.ts';

const LONGEST_COMMAND = 60;

/** The processes of the kernel's table that belong to the instance; those that have ended and wait for their parent are left out. */
export function listInstance(isOfInstance: (pid: number) => boolean): PlaceProcess[] {
  return listPids()
    .filter(isOfInstance)
    .flatMap((pid) => {
      if (/^[ZX]?$/.test(readStat(pid).state)) return [];
      const line = (readProc(pid, 'cmdline') ?? '').replaceAll('\0', ' ').trim();
      return [{ pid, command: toHarmless(line).slice(0, LONGEST_COMMAND) }];
    });
}

/** The state of a process and its parent, by the kernel's table; a process that is gone has none. */
export function readStat(pid: number): { readonly state: string; readonly parent: number } {
  const stat = readProc(pid, 'stat') ?? '';
  // A name may hold anything, parentheses too.
  const [state = '', parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state, parent: Number(parent) };
}

export function listPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** A file of /proc/PID; null if the process is gone or not ours to look at. */
export function readProc(pid: number, name: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch {
    return null;
  }
}

/** The memory of processes in bytes, what they share counted once (proc_pid_smaps(5)). */
export function measureMemory(processes: readonly PlaceProcess[]): number {
  return processes.reduce((sum, { pid }) => {
    const kib = /^Pss:\s+(\d+) kB$/m.exec(readProc(pid, 'smaps_rollup') ?? '')?.[1];
    return sum + Number(kib ?? 0) * 1024;
  }, 0);
}
