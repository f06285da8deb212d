import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { findInstalledProgram } from '../../config/draft/installed-program.ts';

/** Whether a program is on this machine, whatever version of it: as `${program.NAME}` would find it. */
export function isInstalled(name: string): boolean {
  return findInstalledProgram(name, process.env['PATH']) !== null;
}

/** The first of the paths that is there; the first of all where none is. */
export function findPath(paths: readonly [string, ...string[]]): string {
  return paths.find((path) => existsSync(path)) ?? paths[0];
}

/** Whether a server that root starts, and that gives its rights up then, gets to the files in a folder. */
export function isOpenToOthers(path: string): boolean {
  if (process.getuid?.() !== 0) return true;
  for (let at = path; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}
