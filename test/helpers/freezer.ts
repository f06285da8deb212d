import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { listDescendants } from './descendants.ts';

/** How a platform stops an instance between calls: each process by a signal, or all at one moment by the kernel's freezer. */
export type FreezeMethod = 'SIGSTOP' | 'cgroup';

const FREEZER = '/sys/fs/cgroup/freezer';

/** Freezes a process and all below it for so long; the cgroup, where this machine has none to give, is replaced by signals. */
export async function freeze(pid: number, durationMs: number, method: FreezeMethod): Promise<void> {
  const pids = [...listDescendants(pid).map((relative) => relative.pid), pid];
  const thaw = (method === 'cgroup' ? freezeGroup(pids) : null) ?? stopAll(pids);
  await delay(durationMs);
  thaw();
}

function stopAll(pids: readonly number[]): () => void {
  for (const pid of pids) signal(pid, 'SIGSTOP');
  return () => {
    for (const pid of pids) signal(pid, 'SIGCONT');
  };
}

function freezeGroup(pids: readonly number[]): (() => void) | null {
  const group = `${FREEZER}/berth-test-${process.pid}-${pids.at(-1)}`;
  try {
    mkdirSync(group);
    for (const pid of pids) writeFileSync(`${group}/cgroup.procs`, String(pid));
    writeFileSync(`${group}/freezer.state`, 'FROZEN');
  } catch {
    return null;
  }
  return () => {
    writeFileSync(`${group}/freezer.state`, 'THAWED');
    for (const pid of pids) moveOut(pid);
    rmdirSync(group);
  };
}

function moveOut(pid: number): void {
  try {
    writeFileSync(`${FREEZER}/cgroup.procs`, String(pid));
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
