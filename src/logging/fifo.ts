import { execFile } from 'node:child_process';
import { closeSync, constants, fchmodSync, openSync, rmSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { randomHex } from '../random.ts';

/** A pipe that a process can open again by the name of its own descriptor. */
export interface Fifo {
  readonly readFd: number;
  /** In blocking mode, as programs expect of their output. */
  readonly writeFd: number;
}

/** A pipe that is never written to. */
export interface SilentFifo {
  readonly readFd: number;
  readonly heldFd: number;
}

/** Who can make one; BusyBox has a program for everything, but not always a link of that name. */
const MAKERS: ReadonlyArray<readonly [string, ...string[]]> = [['mkfifo'], ['busybox', 'mkfifo']];

const FOLDERS = '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin';

/** Where the tools of the system are found, whatever the PATH of the app is. */
export function toToolPath(path = ''): string {
  return path === '' ? FOLDERS : `${path}:${FOLDERS}`;
}

/** Makes the FIFOs `.NAME-1` and `.NAME-2` in a folder; resolves with true if they are there. */
export type MakeFifos = (folder: string, name: string) => Promise<boolean | null>;

/**
 * Opens two FIFOs that have no name any more. Resolves with why there can be none, as a phrase, where that is so. `make`: who can
 * make them sooner than a program that is started for it.
 */
export async function openFifos(
  folder: string,
  make: MakeFifos = async () => null,
): Promise<readonly [Fifo, Fifo] | string> {
  const toPaths = (name: string) => [join(folder, `.${name}-1`), join(folder, `.${name}-2`)] as const;
  const name = randomHex(16);
  if ((await make(folder, name)) === true) return openBoth(toPaths(name));
  // By other names: who was too slow may still make those.
  const paths = toPaths(randomHex(16));
  return (await makeFifos(paths)) ?? openBoth(paths);
}

/**
 * Opens a FIFO that has no name any more and that nothing is ever written to: whoever reads it waits as long as `heldFd` is
 * open. Resolves with why there can be none, as a phrase, where that is so.
 */
export async function openSilentFifo(folder: string): Promise<SilentFifo | string> {
  const path = join(folder, `.${randomHex(16)}`);
  const problem = await makeFifos([path]);
  if (problem !== null) return problem;
  // For both ends at once: then nobody has to wait for the other.
  const heldFd = openSync(path, constants.O_RDWR);
  // A description of its own, because many a program makes the one that it reads from non-blocking.
  const readFd = openSync(path, constants.O_RDONLY);
  unlinkSync(path);
  // A child that has become another user may open /dev/stdin anew.
  fchmodSync(readFd, 0o444);
  return { readFd, heldFd };
}

/** null: they are there. */
async function makeFifos(paths: readonly string[]): Promise<string | null> {
  let reason = 'there is neither `mkfifo` (coreutils) nor BusyBox on this system';
  for (const [program, ...words] of MAKERS) {
    const problem = await make(program, [...words, ...paths]);
    if (problem === null) return null;
    if (problem !== NOT_THERE) reason = problem;
  }
  return reason;
}

const NO_DESCRIPTORS = 'as many files are open as there may be (`ulimit -n`)';
const NOT_THERE = Symbol('no such program');

async function make(program: string, args: readonly string[]): Promise<null | string | typeof NOT_THERE> {
  const env = { PATH: toToolPath(process.env['PATH']) };
  // `-m` would do the same, but by /proc, which may not be there.
  const umask = process.umask(0o077);
  const made = promisify(execFile)(program, [...args], { env });
  process.umask(umask);
  try {
    await made;
    return null;
  } catch (error) {
    const { code, stderr, message } = error as NodeJS.ErrnoException & { stderr?: string };
    if (code === 'EMFILE' || code === 'ENFILE') return NO_DESCRIPTORS;
    return code === 'ENOENT' ? NOT_THERE : stderr?.trim().split('\n')[0] || message;
  }
}

function openBoth(paths: readonly [string, string]): readonly [Fifo, Fifo] | string {
  try {
    return [openFifo(paths[0]), openFifo(paths[1])];
  } catch (error) {
    for (const path of paths) rmSync(path, { force: true });
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'EMFILE' || code === 'ENFILE' ? NO_DESCRIPTORS : message;
  }
}

// The read end first and non-blocking: then opening the write end cannot wait for a reader (fifo(7)).
function openFifo(path: string): Fifo {
  const readFd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writeFd = openOrClose(path, readFd);
  unlinkSync(path);
  // A child that has become another user opens /dev/stdout anew, and needs the right to; nobody else has a way to it now.
  fchmodSync(writeFd, 0o622);
  return { readFd, writeFd };
}

function openOrClose(path: string, readFd: number): number {
  try {
    return openSync(path, constants.O_WRONLY);
  } catch (error) {
    closeSync(readFd);
    throw error;
  }
}
