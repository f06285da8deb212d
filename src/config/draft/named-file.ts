import { readFileSync } from 'node:fs';
import { isAbsolute, relative, resolve as resolvePath } from 'node:path';
import type { ConfigPath } from '../source/place.ts';
import type { Draft } from './draft.ts';

/** How problems call files of one kind. */
export interface FileKind {
  readonly name: string;
  readonly expected: string;
}

/** A file that a key of the config names: its text, and how problems call it. */
export interface NamedFile {
  readonly text: string;
  readonly displayName: string;
}

/** Reads the file of a kind that a key names; null if it names none, or after saying why the file cannot be read. */
export function readNamedFile(draft: Draft, path: ConfigPath, kind: FileKind, configDir: string): NamedFile | null {
  const { report } = draft;
  const name = draft.getText(path);
  if (name === null || name === '' || report.isSpoiled(path)) return null;
  const file = resolvePath(configDir, name);
  // A path made of variables is told as it is written, for the values of variables are not told.
  const displayName = report.isConcealed(path)
    ? (report.getSourceText(path) ?? report.label(path))
    : toDisplayName(file);
  try {
    return { text: readText(file), displayName };
  } catch (error) {
    report.atValue(path, `the ${kind.name} ${displayName} ${describeReadError(error)}, expected ${kind.expected}`);
    return null;
  }
}

/** How problems name a file: from the current folder where it lies below it. */
export function toDisplayName(file: string): string {
  const fromHere = relative(process.cwd(), file);
  return fromHere === '' || fromHere.startsWith('..') || isAbsolute(fromHere) ? file : fromHere;
}

/** The text of a file in UTF-8, a byte order mark included. Throws what `describeReadError` has words for. */
export function readText(file: string): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file));
}

/** Why a file could not be read, as the predicate of a sentence. */
export function describeReadError(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist';
  if (code === 'EISDIR') return 'is a folder';
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'is not UTF-8';
  return code === 'EACCES' || code === 'EPERM' ? 'may not be read by this user' : `cannot be read (${code})`;
}
