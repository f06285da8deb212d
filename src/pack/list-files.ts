import type { Dirent } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Entry } from './entry.ts';
import type { IgnoreRules } from './ignore-rules.ts';

/** What a folder holds, parted by its rules. */
export interface FileList {
  readonly entries: readonly Entry[];
  /** The paths that were left out; what is below one of them is not looked at. */
  readonly leftOut: readonly string[];
  /** Sockets, FIFOs and devices, which no package can hold. */
  readonly unpackable: readonly string[];
}

/** Lists a folder with all that is below it, links as links. Rejects with the system's error for what cannot be read. */
export async function listFiles(folder: string, rules: IgnoreRules): Promise<FileList> {
  const list = { entries: [] as Entry[], leftOut: [] as string[], unpackable: [] as string[] };
  const walk = async (parent: string): Promise<void> => {
    for (const found of (await readdir(join(folder, parent), { withFileTypes: true })).sort(byName)) {
      const path = parent === '' ? found.name : `${parent}/${found.name}`;
      if (rules.leavesOut(path, found.isDirectory())) list.leftOut.push(path);
      else {
        const entry = await toEntry(folder, path, found);
        if (entry === null) list.unpackable.push(path);
        else list.entries.push(entry);
        if (found.isDirectory()) await walk(path);
      }
    }
  };
  await walk('');
  return list;
}

function byName(a: Dirent, b: Dirent): number {
  return Number(a.name > b.name) - Number(a.name < b.name);
}

async function toEntry(folder: string, path: string, found: Dirent): Promise<Entry | null> {
  const source = join(folder, path);
  if (found.isSymbolicLink()) return { kind: 'link', path, target: await readlink(source) };
  if (!found.isDirectory() && !found.isFile()) return null;
  const { mode, size } = await lstat(source);
  if (found.isDirectory()) return { kind: 'folder', path, mode: mode & 0o7777 };
  return { kind: 'file', path, mode: mode & 0o7777, sizeBytes: size, source };
}
