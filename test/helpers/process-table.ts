import { readdirSync, readFileSync } from 'node:fs';

/** True while the process runs; a zombie has ended and counts as gone. */
export function isAlive(pid: number): boolean {
  const state = readText(`/proc/${pid}/stat`);
  return state !== null && !/^[ZX]$/.test(state.slice(state.lastIndexOf(')') + 2, state.lastIndexOf(')') + 3));
}

/** The live processes whose environment holds this text, wherever they stand in the process tree. */
export function findByEnvironment(text: string): number[] {
  return findBy('environ', text);
}

/** The live processes whose command line holds this text. */
export function findByCommandLine(text: string): number[] {
  return findBy('cmdline', text);
}

/** The zombies that this process has not collected. */
export function findOwnZombies(): number[] {
  return listPids().filter((pid) => {
    const stat = readText(`/proc/${pid}/stat`);
    const [state, parentPid] = stat === null ? [] : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' && Number(parentPid) === process.pid;
  });
}

/** How many file descriptors this process has open. */
export function countOpenFiles(): number {
  return readdirSync('/proc/self/fd').length;
}

function findBy(file: 'environ' | 'cmdline', text: string): number[] {
  return listPids().filter(
    (pid) => pid !== process.pid && isAlive(pid) && readText(`/proc/${pid}/${file}`)?.includes(text),
  );
}

function listPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null;
  }
}
