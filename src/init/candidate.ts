import { join } from 'node:path';
import { createSecretMask } from '../failures/secret-mask.ts';
import { AppFolder } from './app-folder.ts';
import type { Finding, Imported } from './finding.ts';
import { isDotenvUnread } from './import/dotenv.ts';
import { keepSecrets } from './kept-secret.ts';
import { FINDERS, IMPORTERS } from './table.ts';

/** More are not looked into: a collection of samples has hundreds. */
const MOST_FOLDERS = 60;

/** A way to start the app of a folder, found or imported. */
export type Candidate = Finding | Imported;

/** All ways to start the app of a folder, the best first; of two with one command the better, with what the other says besides. */
export function listCandidates(folder: AppFolder): readonly Candidate[] {
  const sorted = findAll(folder)
    .filter((candidate) => findUnreadable(candidate, folder) === null)
    .toSorted((a, b) => b.rank - a.rank);
  const unique = new Map<string, Candidate>();
  for (const candidate of sorted) {
    const { command, workingDirectory, processes } = candidate.config;
    const key = JSON.stringify([command, workingDirectory, processes]);
    const better = unique.get(key);
    unique.set(key, better === undefined ? candidate : withStated(better, candidate));
  }
  const isUnread = isDotenvUnread(folder);
  return [...unique.values()].map((candidate) => keepSecrets(isUnread ? withDotenv(candidate) : candidate, folder));
}

/** The same start, with the variables that another tool's file states for it: the app's own file seldom says any. */
function withStated(better: Candidate, other: Candidate): Candidate {
  const { env: stated = {}, envFile } = other.config;
  const { env = {} } = better.config;
  const isSaidBesides = Object.keys(stated).some((name) => env[name] === undefined);
  if (!('source' in other) || !isSaidBesides || better.config.processes !== undefined) return better;
  return {
    ...better,
    evidence: `${better.evidence}; variables by ${other.source}`,
    config: { ...better.config, env: { ...stated, ...env }, ...(envFile === undefined ? {} : { envFile }) },
    notes: [...new Set([...better.notes, ...other.notes])],
    leftOut: [...listLeftOut(better), ...other.leftOut],
  };
}

/** The variables that the app is started with on the developer's machine, where it does not read them itself. */
function withDotenv(candidate: Candidate): Candidate {
  const { config } = candidate;
  const isServer = config.processes === undefined && !/^nginx\b/.test(String(config.command));
  return isServer ? { ...candidate, config: { envFile: '.env', ...config } } : candidate;
}

function findAll(folder: AppFolder): readonly Candidate[] {
  const imported = IMPORTERS.map((read) => read(folder)).filter((found) => found !== null);
  return [...imported, ...FINDERS.flatMap((find) => find(folder))];
}

/** The ways to start that are not among the candidates for a file that is not UTF-8, and that file. */
export function listUnreadable(
  folder: AppFolder,
): ReadonlyArray<{ readonly file: string; readonly candidate: Candidate }> {
  return findAll(folder).flatMap((candidate) => {
    const file = findUnreadable(candidate, folder);
    return file === null ? [] : [{ file, candidate }];
  });
}

/** A file that the config would change and that is not UTF-8: berth reads no other, and `check` would refuse it. */
function findUnreadable({ config: { files = {} } }: Candidate, folder: AppFolder): string | null {
  const changed = Object.values(files).map(({ from }) => from);
  return (
    (changed.find((from) => typeof from === 'string' && !folder.isUtf8(from)) as string | null | undefined) ?? null
  );
}

/** The folders directly below that hold an app, or else those below them, each with what its best start is. */
export function listAppsBelow(folder: AppFolder): ReadonlyArray<{ readonly name: string; readonly best: string }> {
  const near = folder.listFolders();
  const find = (names: readonly string[]) =>
    names.flatMap((name) => {
      const [best] = listCandidates(new AppFolder(join(folder.path, name)));
      return best === undefined ? [] : [{ name, best: describeCandidate(best) }];
    });
  const found = find(near);
  return found.length > 0 ? found : find(near.flatMap((name) => folder.listFolders(name)).slice(0, MOST_FOLDERS));
}

/** What another tool's file had that was not carried over; empty for what was found by its own files. */
export function listLeftOut(candidate: Candidate): Imported['leftOut'] {
  return 'leftOut' in candidate ? candidate.leftOut : [];
}

/** A password in a command that gave something away is left out of what is told of it. */
export const maskSecrets = createSecretMask({});

/** A candidate as one line tells of it: `Django with gunicorn, by manage.py`. */
export function describeCandidate({ kind, evidence }: Candidate): string {
  return `${kind}, by ${maskSecrets(evidence)}`;
}
