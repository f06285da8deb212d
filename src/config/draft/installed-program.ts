import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What execvp(3) searches where the environment has no PATH. */
const DEFAULT_PATH = '/bin:/usr/bin';

/** Where Debian and others put servers; on the PATH of root alone. */
const SERVER_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

const VERSION = /^[-_]?(?<version>\d+(?:\.\d+)*)$/;

/**
 * The path of a program, whatever version of it is installed: one of exactly the name, else the newest of those with a version
 * behind it (`php-fpm8.2` for `php-fpm`); null if neither PATH nor a folder of servers has one.
 */
export function findInstalledProgram(name: string, path: string | undefined): string | null {
  const folders = new Set([...(path || DEFAULT_PATH).split(delimiter), ...SERVER_FOLDERS]);
  const found = [...folders].flatMap((folder) =>
    list(folder).flatMap((file) => {
      const version =
        file === name ? '' : file.startsWith(name) && VERSION.exec(file.slice(name.length))?.groups?.['version'];
      return typeof version === 'string' && isExecutable(join(folder, file))
        ? [{ file: join(folder, file), version }]
        : [];
    }),
  );
  const exact = found.find(({ version }) => version === '');
  const newest = found.toSorted((a, b) => compareVersions(b.version, a.version))[0];
  return (exact ?? newest)?.file ?? null;
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** 8.10 is newer than 8.9. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let at = 0; at < Math.max(left!.length, right!.length); at++) {
    const difference = (left![at] ?? 0) - (right![at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
