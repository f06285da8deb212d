import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { WrittenFile } from './place.ts';

/** All files below a folder, with their paths from it, each beginning with a slash. Folders, and what was deleted, are none. */
export function listFilesBelow(folder: string): WrittenFile[] {
  const found: WrittenFile[] = [];
  const walk = (path: string): void => {
    for (const entry of list(join(folder, path))) {
      const below = `${path}/${entry.name}`;
      // The layer of an overlay keeps a character device for what was deleted.
      if (entry.isDirectory()) walk(below);
      else if (!entry.isCharacterDevice()) found.push({ path: below, sizeBytes: toSize(join(folder, below)) });
    }
  };
  walk('');
  return found;
}

function list(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function toSize(path: string): number {
  // Sparse files take what they hold, not what they say.
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat === undefined ? 0 : Math.min(stat.size, stat.blocks * 512);
}
