import { chmod, copyFile, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Entry } from './entry.ts';
import { PackFault } from './pack-fault.ts';

/** Writes entries into a folder that is new or empty, modes and links kept. Rejects with a PackFault for one that is not. */
export async function writeFolder(entries: readonly Entry[], output: string): Promise<void> {
  await mkdir(output, { recursive: true });
  if ((await readdir(output)).length > 0)
    throw new PackFault(`${output} is not empty: remove it, or name another with --output`);
  for (const entry of entries) await write(entry, join(output, entry.path));
  // Last, for one that may not be written to holds what was.
  for (const entry of entries) if (entry.kind === 'folder') await chmod(join(output, entry.path), entry.mode);
}

async function write(entry: Entry, file: string): Promise<void> {
  if (entry.kind === 'folder') {
    await mkdir(file, { recursive: true });
    return;
  }
  await mkdir(dirname(file), { recursive: true });
  if (entry.kind === 'link') await symlink(entry.target, file);
  else {
    if (entry.kind === 'file') await copyFile(entry.source, file);
    else await writeFile(file, entry.text);
    await chmod(file, entry.mode);
  }
}
