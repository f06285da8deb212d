import { readFileSync, realpathSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';

/** CAP_SETGID and CAP_SETUID (linux/capability.h): root in a container may lack them, and another user have them. */
const NEEDED_CAPABILITIES = 0b1100_0000n;

/** True if this process may start others as another user. */
export function mayChangeUser(): boolean {
  try {
    const mask = /^CapEff:\s*([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1] ?? '0';
    return (BigInt(`0x${mask}`) & NEEDED_CAPABILITIES) === NEEDED_CAPABILITIES;
  } catch {
    return process.geteuid?.() === 0;
  }
}

/** The path of util-linux's setpriv(1), which gives a process more than one group; null if there is none. */
export function findSetpriv(): string | null {
  for (const folder of [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/bin']) {
    try {
      const file = realpathSync(join(folder, 'setpriv'));
      // BusyBox has one of the same name, which cannot.
      if (basename(file) === 'setpriv') return file;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}
