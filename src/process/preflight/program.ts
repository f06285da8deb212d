import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import type { CommandSettings } from '../../core/settings.ts';
import { toErrorCode } from '../../core/system-error.ts';

/** Where the system would find a program, or why it would not. */
export type FoundProgram =
  | { readonly kind: 'found'; readonly path: string }
  | { readonly kind: 'folder' | 'not-executable'; readonly path: string }
  /** It cannot be looked at: a circle of links, a name that is too long, a disk that fails. */
  | { readonly kind: 'unusable'; readonly path: string; readonly code: string }
  | { readonly kind: 'missing' };

/** What execvp(3) searches where the environment has no PATH. */
const DEFAULT_PATH = '/bin:/usr/bin';

const HEAD_BYTES = 8_192;

/** Looks for a program as execvp(3) does: along the child's own PATH, or from its working directory if it has a slash. */
export function findProgram(file: string, { env, workingDirectory }: CommandSettings): FoundProgram {
  const folders = file.includes('/') ? [''] : getPath(env).split(delimiter);
  const found = folders.map((folder) => lookAt(resolve(workingDirectory, join(folder, file))));
  return (
    found.find(({ kind }) => kind === 'found') ?? found.find(({ kind }) => kind !== 'missing') ?? { kind: 'missing' }
  );
}

/** The PATH a child has. */
export function getPath(env: CommandSettings['env']): string {
  return env['PATH'] ?? DEFAULT_PATH;
}

/** True if there is a file, a folder or anything else at the path. */
export function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // A folder on the way may not be searched: then nobody can say, and nothing is claimed.
    return true;
  }
}

/** True if there is a folder at the path, or if nobody can say. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return true;
  }
}

/** True if the file has a bit that lets somebody run it. */
export function hasExecutableBit(path: string): boolean {
  try {
    return (statSync(path).mode & 0o111) !== 0;
  } catch {
    return true;
  }
}

/** The first bytes of a file; null if it cannot be read, which does not keep it from being run. */
export function readHead(path: string, length = HEAD_BYTES): Uint8Array | null {
  try {
    const fd = openSync(path, 'r');
    try {
      const head = Buffer.alloc(length);
      return head.subarray(0, readSync(fd, head, 0, head.length, 0));
    } finally {
      closeSync(fd);
    }
  } catch {
    return null;
  }
}

function lookAt(path: string): FoundProgram {
  try {
    if (statSync(path).isDirectory()) return { kind: 'folder', path };
    accessSync(path, constants.X_OK);
    return { kind: 'found', path };
  } catch (error) {
    const code = toErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
    return code === 'EACCES' ? { kind: 'not-executable', path } : { kind: 'unusable', path, code };
  }
}
