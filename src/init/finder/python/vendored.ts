import type { AppFolder } from '../../app-folder.ts';

/** The names at the top of the app's folder that `pip install -t .` has put there. */
export function listVendored(folder: AppFolder): ReadonlySet<string> {
  const records = folder.list().filter((name) => name.endsWith('.dist-info'));
  const files = records.flatMap((name) => (folder.read(`${name}/RECORD`) ?? '').split('\n'));
  return new Set([...records, ...files.map((line) => line.split(/[/,]/)[0]!)]);
}
