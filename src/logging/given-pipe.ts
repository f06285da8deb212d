import { closeSync, constants, fchmodSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Fifo } from './fifo.ts';

/**
 * In which the bootstrap file says for what process it has put pipes at which descriptors, a byte in each: Node.js can make none, and
 * a program that does is the longest errand of a start. No app is told of it.
 */
const VARIABLE = 'BERTH_PIPES';
const GIVEN = /^(\d+):(\d+):(\d+)$/;

let given = readGiven(process.env[VARIABLE] ?? '');
delete process.env[VARIABLE];

/** The two pipes that were given to this process, once; null: there are none, or they cannot be opened at both ends. */
export function takeGivenPipes(): readonly [Fifo, Fifo] | null {
  const fds = given;
  given = null;
  if (fds === null) return null;
  const opened: number[] = [];
  const open = (fd: number, flags: number): number => {
    opened.push(openSync(`/proc/self/fd/${fd}`, flags));
    return opened.at(-1)!;
  };
  try {
    return fds.map((fd): Fifo => {
      const fifo = {
        readFd: open(fd, constants.O_RDONLY | constants.O_NONBLOCK),
        writeFd: open(fd, constants.O_WRONLY),
      };
      readSync(fifo.readFd, Buffer.alloc(1));
      // As that of a FIFO: a child that has become another user opens /dev/stdout anew.
      fchmodSync(fifo.writeFd, 0o622);
      return fifo;
    }) as [Fifo, Fifo];
  } catch {
    opened.forEach(closeSync);
    return null;
  } finally {
    fds.forEach(closeSync);
  }
}

// A program that is in the place of Node.js, and starts that, has them too.
function readGiven(text: string): readonly number[] | null {
  const [, pid, ...fds] = (GIVEN.exec(text) ?? []).map(Number);
  return pid === process.pid && fds.every(isPipe) ? fds : null;
}

function isPipe(fd: number): boolean {
  try {
    return fstatSync(fd).isFIFO();
  } catch {
    return false;
  }
}
