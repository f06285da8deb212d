import { readFileSync } from 'node:fs';
import { Failure } from './failure.ts';

/** Read beforehand: with every descriptor in use no file can be opened to look. */
const LIMITS: Readonly<Record<string, string>> = { EMFILE: readOpenFilesLimit(), ENFILE: readMachineLimit() };

/** Whose limit of open files a system's error code speaks of, and how many there may be; null for any other code. */
export function describeDescriptorLimit(code: string | undefined): string | null {
  return LIMITS[code ?? ''] ?? null;
}

/** The failure of something that needed a descriptor and got none, by the system's error; null for any other error. */
export function toDescriptorFailure(error: unknown, task: string): Failure | null {
  const limit = describeDescriptorLimit((error as NodeJS.ErrnoException | null)?.code);
  return limit === null ? null : new Failure('DESCRIPTORS_EXHAUSTED', { task, limit }, { cause: error });
}

function readOpenFilesLimit(): string {
  const soft = /^Max open files\s+(\S+)/m.exec(read('/proc/self/limits'))?.[1];
  return soft === undefined ? "berth's" : `berth's ${soft}`;
}

function readMachineLimit(): string {
  const machine = read('/proc/sys/fs/file-max').trim();
  return machine === '' ? "the machine's" : `the machine's ${machine}`;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
