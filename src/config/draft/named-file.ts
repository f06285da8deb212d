import { type Stats, statSync } from 'node:fs';
import { isAbsolute, relative, resolve as resolvePath } from 'node:path';
import { escapeUnseen } from '../../core/odd-character.ts';
import { describeFileError, toErrorCode } from '../../core/system-error.ts';
import type { ConfigPath } from '../source/place.ts';
import { EncodingFault, readText } from '../source/text-file.ts';
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
    // A device or a pipe may never come to its end.
    if (!isEndless(statSync(file))) return { text: readText(file), displayName };
    report.atValue(path, `the ${kind.name} ${displayName} is a device, a pipe or a socket, expected ${kind.expected}`);
    return null;
  } catch (error) {
    report.atValue(path, `the ${kind.name} ${displayName} ${describeReadError(error)}, expected ${kind.expected}`);
    return null;
  }
}

function isEndless(file: Stats): boolean {
  return !file.isFile() && !file.isDirectory();
}

/** How problems name a file: from the current folder where it lies below it, with what cannot be seen written out. */
export function toDisplayName(file: string): string {
  const fromHere = relative(process.cwd(), file);
  return escapeUnseen(fromHere === '' || fromHere.startsWith('..') || isAbsolute(fromHere) ? file : fromHere);
}

/** Why a file could not be read, as the predicate of a sentence. */
export function describeReadError(error: unknown): string {
  if (!(error instanceof EncodingFault)) return describeFileError(toErrorCode(error), 'read');
  return `${error.message} (line ${error.line}, column ${error.column})`;
}
