import { AppFolder } from '../../src/init/app-folder.ts';
import type { Imported, Importer } from '../../src/init/finding.ts';
import { keepSecrets } from '../../src/init/kept-secret.ts';
import { renderConfig } from '../../src/init/write-config.ts';
import { createFolder, loadConfig } from './config-folder.ts';

/** What an importer reads of a folder with these files; fails where it reads nothing. */
export function importFiles(importer: Importer, files: Readonly<Record<string, string>>): Imported {
  const folder = new AppFolder(createFolder(files));
  const imported = importer(folder);
  if (imported === null) throw new Error('nothing was imported');
  return keepSecrets(imported, folder);
}

/** The problems of a config that was imported, as berth itself reads it; resolves with the names of its processes. */
export async function loadImported(
  imported: Imported,
  env: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const { settings } = await loadConfig(renderConfig(imported), { env });
  return settings.processes.map(({ name }) => name);
}

/** The keys that were not carried over. */
export function listKeys({ leftOut }: Imported): readonly string[] {
  return leftOut.map(({ key }) => key);
}
