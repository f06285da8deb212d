import { existsSync, mkdirSync, writeFileSync } from 'node:fs';

const LIMIT_BYTES = 64 * 1024 ** 2;

/** A cgroup for a process that is to run out of memory. */
export interface SmallGroup {
  readonly folder: string;
  /** The file that counts its kills. */
  readonly countFile: string;
}

/** Makes a cgroup of 64 MiB, of version 1 or 2; null where that is impossible. */
export function makeSmallGroup(name: string): SmallGroup | null {
  const root = '/sys/fs/cgroup';
  const isFirstVersion = existsSync(`${root}/memory/memory.limit_in_bytes`);
  const folder = `${root}${isFirstVersion ? '/memory' : ''}/berth-test-${name}-${process.pid}`;
  try {
    if (!isFirstVersion) writeFileSync(`${root}/cgroup.subtree_control`, '+memory');
    mkdirSync(folder);
    writeFileSync(`${folder}/${isFirstVersion ? 'memory.limit_in_bytes' : 'memory.max'}`, String(LIMIT_BYTES));
    return { folder, countFile: `${folder}/${isFirstVersion ? 'memory.oom_control' : 'memory.events'}` };
  } catch {
    return null;
  }
}
