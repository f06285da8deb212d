import { closeSync, openSync, readFileSync } from 'node:fs';
import type { FailureDetails } from '../core/failure-code.ts';
import { Failure } from './failure.ts';

/** Read beforehand: with every descriptor in use no file can be opened to look. */
const OWN_LIMIT = /^Max open files\s+(\S+)/m.exec(read('/proc/self/limits'))?.[1] ?? '';
const MACHINE_LIMIT = read('/proc/sys/fs/file-max').trim();

const LIMITS: Readonly<Record<string, string>> = {
  EMFILE: OWN_LIMIT === '' ? "berth's" : `berth's ${OWN_LIMIT}`,
  ENFILE: MACHINE_LIMIT === '' ? "the machine's" : `the machine's ${MACHINE_LIMIT}`,
};

/** How many files berth may have open; Infinity where that is not known. */
export const MOST_DESCRIPTORS: number = Number(OWN_LIMIT) || Number.POSITIVE_INFINITY;

/** Whose limit of open files a system's error code speaks of, and how many there may be; null for any other code. */
export function describeDescriptorLimit(code: string | undefined): string | null {
  return LIMITS[code ?? ''] ?? null;
}

/** The failure of something that needed a descriptor and got none, by the system's error; null for any other error. */
export function toDescriptorFailure(error: unknown, task: string, details: FailureDetails = {}): Failure | null {
  const limit = describeDescriptorLimit((error as NodeJS.ErrnoException | null)?.code);
  return limit === null ? null : new Failure('DESCRIPTORS_EXHAUSTED', { ...details, task, limit }, { cause: error });
}

/** The same, found out beforehand: null if so many descriptors are to be had at this moment. */
export function findDescriptorFailure(count: number, task: string, details: FailureDetails = {}): Failure | null {
  const opened: number[] = [];
  try {
    while (opened.length < count) opened.push(openSync('/dev/null', 'r'));
    return null;
  } catch (error) {
    return toDescriptorFailure(error, task, details);
  } finally {
    for (const fd of opened) closeSync(fd);
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
