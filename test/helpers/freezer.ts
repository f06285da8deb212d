import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { listDescendants } from './descendants.ts';

/** How a platform stops an instance between calls: each process by a signal, or all at one moment by the kernel's freezer. */
export type FreezeMethod = 'SIGSTOP' | 'cgroup';

const FREEZER = '/sys/fs/cgroup/freezer';
const LOOK_MS = 10;
const MOST_LOOKS = 500;

/** Freezes a process and all below it for so long; the cgroup, where this machine has none to give, is replaced by signals. */
export async function freeze(pid: number, durationMs: number, method: FreezeMethod): Promise<void> {
  const pids = [...listDescendants(pid).map((relative) => relative.pid), pid];
  const thaw = (method === 'cgroup' ? freezeGroup(pids) : null) ?? stopAll(pids);
  await delay(durationMs);
  await thaw();
}

function stopAll(pids: readonly number[]): () => void {
  for (const pid of pids) signal(pid, 'SIGSTOP');
  return () => {
    for (const pid of pids) signal(pid, 'SIGCONT');
  };
}

function freezeGroup(pids: readonly number[]): (() => Promise<void>) | null {
  const group = `${FREEZER}/berth-test-${process.pid}-${pids.at(-1)}`;
  try {
    mkdirSync(group);
    for (const pid of pids) move(pid, group);
    writeFileSync(`${group}/freezer.state`, 'FROZEN');
  } catch {
    return null;
  }
  return async () => {
    writeFileSync(`${group}/freezer.state`, 'THAWED');
    for (let left = MOST_LOOKS; !isDissolved(group); left--) {
      if (left === 0) throw new Error(`the group ${group} is never empty`);
      await delay(LOOK_MS);
    }
  };
}

/** Those who were started meanwhile are in it too, and one that is about to end holds it for a moment. */
function isDissolved(group: string): boolean {
  for (const pid of readFileSync(`${group}/cgroup.procs`, 'latin1').split('\n').filter(Boolean))
    move(Number(pid), FREEZER);
  try {
    rmdirSync(group);
    return true;
  } catch {
    return false;
  }
}

function move(pid: number, group: string): void {
  try {
    writeFileSync(`${group}/cgroup.procs`, String(pid));
  } catch {
    // It has ended.
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended.
  }
}
