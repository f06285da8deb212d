import { existsSync } from 'node:fs';
import { findInstalledProgram } from '../../config/draft/installed-program.ts';

/** Whether a program is on this machine, whatever version of it: as `${program.NAME}` would find it. */
export function isInstalled(name: string): boolean {
  return findInstalledProgram(name, process.env['PATH']) !== null;
}

/** The first of the paths that is there; the first of all where none is. */
export function findPath(paths: readonly [string, ...string[]]): string {
  return paths.find((path) => existsSync(path)) ?? paths[0];
}
