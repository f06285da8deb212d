// What the kernel keeps in memory of files that have been read.
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, writeFileSync } from 'node:fs';

const DROP = '/proc/sys/vm/drop_caches';
/** Contents of files, and names and inodes. What is mapped by a process that lives stays. */
const EVERYTHING = '3';

/** Why a start from a cold disk cannot be had here; null: it can. */
export function findWhyNotCold() {
  try {
    closeSync(openSync(DROP, 'a'));
    return null;
  } catch ({ message }) {
    return message;
  }
}

/** Makes the next start read its files from the disk. What the bench itself starts programs with is warm again then. */
export function dropPageCache(tools) {
  execFileSync('sync');
  writeFileSync(DROP, EVERYTHING);
  for (const [file, ...args] of tools) execFileSync(file, args);
}
