import { dirname, join } from 'node:path';
import { toHarmless } from '../core/harmless-text.ts';
import { countStalePython } from './compiled-python.ts';
import { type IgnoreRules, RULE_FILES } from './ignore-rules.ts';
import type { FileList } from './list-files.ts';

const MOST_NAMES = 10;

/** What is not in the package, a line each. */
export function describeLeftOut({ leftOut, unpackable }: FileList, { file }: IgnoreRules): string[] {
  const told = leftOut.filter((path) => !RULE_FILES.some((name) => name === path));
  const list = (paths: readonly string[]): string =>
    paths.slice(0, MOST_NAMES).map(toHarmless).join(', ') +
    (paths.length > MOST_NAMES ? `, and ${paths.length - MOST_NAMES} more` : '');
  return [
    ...(told.length === 0 ? [] : [`left out${file === null ? '' : ` by ${file}`}: ${list(told)}`]),
    ...(unpackable.length === 0 ? [] : [`no files, and so left out: ${list(unpackable)}`]),
  ];
}

/** Where the packages of an app lie, which its own build would bring again, and the platform does not. */
const INSTALLED = /(?:^|\/)(?:node_modules|vendor|\.venv|venv|target|build|\.next)$/;

/** What of the list may be missed on the platform, a sentence each without its end. */
export async function listWarnings({ entries, leftOut }: FileList, { file }: IgnoreRules): Promise<string[]> {
  const absolute = entries.filter((entry) => entry.kind === 'link' && leadsOut(entry.path, entry.target));
  const installed = leftOut.filter((path) => INSTALLED.test(path));
  const stale = await countStalePython(entries);
  return [
    ...installed.map((path) => `${path} is left out by ${file}, and the platform installs and builds nothing`),
    ...absolute
      .slice(0, MOST_NAMES)
      .map(
        ({ path, ...entry }) =>
          `${path} is a link out of the folder, to ${'target' in entry ? entry.target : ''}: the platform must have that`,
      ),
    ...(stale === 0 ? [] : [describeStalePython(stale)]),
  ].map(toHarmless);
}

function describeStalePython(count: number): string {
  const files =
    count === 1 ? '1 file that Python has compiled counts' : `${count} files that Python has compiled count`;
  return (
    `${files} for nothing in a package, where all files carry one time, and each start compiles anew: ` +
    '`python3 -m compileall -q -f --invalidation-mode checked-hash .`, by the Python of the app, makes what counts'
  );
}

function leadsOut(path: string, target: string): boolean {
  return target.startsWith('/') || join(dirname(path), target).startsWith('..');
}
