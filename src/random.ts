import { closeSync, openSync, readSync } from 'node:fs';

/**
 * Hexadecimal digits that nobody can guess, two for each byte, from the kernel's generator (urandom(4)). `node:crypto` has them
 * from there too, but loading that takes 2 ms of every start.
 */
export function randomHex(bytes: number): string {
  const taken = Buffer.alloc(bytes);
  let source: number;
  try {
    source = openSync('/dev/urandom', 'r');
  } catch {
    // A system without /dev.
    return process.getBuiltinModule('node:crypto').randomBytes(bytes).toString('hex');
  }
  try {
    for (let have = 0; have < bytes; ) have += readSync(source, taken, have, bytes - have, null);
  } finally {
    closeSync(source);
  }
  return taken.toString('hex');
}
