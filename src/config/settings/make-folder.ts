import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it; returns the first that was made, or undefined if all are there. Throws what
 * the system really says: Node.js itself tells of a disk that is full or read-only that the folder does not exist.
 */
export function makeFolder(path: string, mode?: number): string | undefined {
  try {
    return mkdirSync(path, { recursive: true, mode });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error;
    const made = makeFolder(dirname(path), mode);
    mkdirSync(path, { mode });
    return made ?? path;
  }
}
