import { closeSync, constants, fchmodSync, fstatSync, futimesSync, openSync, readSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../failures/failure.ts';
import { openSilentFifo } from '../../logging/fifo.ts';
import { randomHex } from '../../random.ts';

/** The standard input of one child. */
export interface ChildInput {
  /** To be inherited. */
  readonly fd: number;
  /** When it was read for the first time, and found at its end (Date.now()); null: it was not, or cannot be told. */
  findReadAt(): number | null;
  /** To be called when the child has ended. */
  close(): void;
}

/**
 * An input that is at its end at once, as /dev/null is, but tells if anybody has read it: an empty file without a name,
 * whose time of access the kernel sets on a read, even of nothing. null where none can be made, or no such time is kept
 * (`noatime`): then /dev/null must do.
 */
export function openEmptyInput(): ChildInput | null {
  const path = join(tmpdir(), `berth-stdin-${randomHex(16)}`);
  let fd: number | null = null;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
    unlinkSync(path);
    // A child that has become another user may open /dev/stdin anew.
    fchmodSync(fd, 0o444);
    if (!isAccessKept(fd)) throw new Error('no time of access is kept');
    return toEmptyInput(fd);
  } catch {
    if (fd !== null) closeSync(fd);
    return null;
  }
}

/**
 * An input on which nothing ever comes, and which does not end while the child lives. Rejects with STDIN_NOT_OPENED where there
 * can be none.
 */
export async function openEndlessInput(processName: string): Promise<ChildInput> {
  const fifo = await openSilentFifo(tmpdir());
  if (typeof fifo === 'string') throw new Failure('STDIN_NOT_OPENED', { process: processName, reason: fifo });
  const { readFd, heldFd } = fifo;
  return {
    fd: readFd,
    findReadAt: () => null,
    close() {
      closeSync(readFd);
      closeSync(heldFd);
    },
  };
}

function toEmptyInput(fd: number): ChildInput {
  return {
    fd,
    findReadAt() {
      const { atimeMs } = fstatSync(fd);
      return atimeMs === 0 ? null : atimeMs;
    },
    close: () => closeSync(fd),
  };
}

function isAccessKept(fd: number): boolean {
  forgetAccess(fd);
  readSync(fd, Buffer.alloc(1));
  const isKept = fstatSync(fd).atimeMs > 0;
  forgetAccess(fd);
  return isKept && fstatSync(fd).atimeMs === 0;
}

// Older than the time of the last change, for else `relatime` would leave it as it is.
function forgetAccess(fd: number): void {
  futimesSync(fd, 0, new Date());
}
