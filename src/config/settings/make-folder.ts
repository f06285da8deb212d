import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it; resolves with the first that was made, or undefined if all are there. Rejects with what
 * the system really says: Node.js itself tells of a disk that is full or read-only that the folder does not exist.
 */
export async function makeFolder(path: string, mode?: number): Promise<string | undefined> {
  try {
    return await mkdir(path, { recursive: true, mode });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error;
    const made = await makeFolder(dirname(path), mode);
    await mkdir(path, { mode });
    return made ?? path;
  }
}
