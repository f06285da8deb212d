import { createSecretMask } from '../failures/secret-mask.ts';
import type { AppFolder } from './app-folder.ts';
import type { Finding, Imported } from './finding.ts';
import { FINDERS, IMPORTERS } from './table.ts';

/** A way to start the app of a folder, found or imported. */
export type Candidate = Finding | Imported;

/** All ways to start the app of a folder, the best first; of two with one command the better alone. */
export function listCandidates(folder: AppFolder): readonly Candidate[] {
  const imported = IMPORTERS.map((read) => read(folder)).filter((found) => found !== null);
  const found = FINDERS.flatMap((find) => find(folder));
  const sorted = [...imported, ...found].toSorted((a, b) => b.rank - a.rank);
  const seen = new Set<string>();
  return sorted.filter(({ config: { command, workingDirectory, processes } }) => {
    const key = JSON.stringify([command, workingDirectory, processes]);
    return !seen.has(key) && seen.add(key);
  });
}

/** What another tool's file had that was not carried over; empty for what was found by its own files. */
export function listLeftOut(candidate: Candidate): Imported['leftOut'] {
  return 'leftOut' in candidate ? candidate.leftOut : [];
}

const mask = createSecretMask({});

/** A candidate as one line tells of it: `Django with gunicorn, by manage.py`. A password in a command that gave it away is left out. */
export function describeCandidate({ kind, evidence }: Candidate): string {
  return `${kind}, by ${mask(evidence)}`;
}
