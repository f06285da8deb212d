import { posix } from 'node:path';
import type { AppFolder } from '../app-folder.ts';

/** The folder that a platform takes the code from, below the app's; empty for that itself, and for what is not there (a package yet to be made). */
export function toCodeFolder(folder: AppFolder, code: string): string {
  const place = posix.normalize(code).replace(/\/$/, '');
  return place !== '.' && !place.startsWith('..') && folder.hasFolder(place) ? place : '';
}
