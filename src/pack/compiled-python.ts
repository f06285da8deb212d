import { open } from 'node:fs/promises';
import type { Entry } from './entry.ts';

const COMPILED = /(?:^|\/)__pycache__\/[^/]+\.pyc$/;

/**
 * Resolves with how many files that Python has compiled count for nothing in a package: those that hold the time of their
 * source (PEP 552), for there all files carry one. What holds the hash of it is good anywhere.
 */
export async function countStalePython(entries: readonly Entry[]): Promise<number> {
  let count = 0;
  for (const entry of entries)
    if (entry.kind === 'file' && COMPILED.test(entry.path) && (await holdsTime(entry.source))) count++;
  return count;
}

/** Behind the magic number, a word of flags: 0 where the time follows. */
async function holdsTime(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0);
    return bytesRead === 8 && buffer.readUInt32LE(4) === 0;
  } finally {
    await handle.close();
  }
}
