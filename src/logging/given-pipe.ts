import { closeSync, constants, fchmodSync, fstatSync, openSync, readSync } from 'node:fs';
import { takeGiven } from '../given.ts';
import type { Fifo } from './fifo.ts';

/** The descriptors of the pipes that the bootstrap file has made, with a byte in each: a program for it would be the longest errand of a start. */
let given = readGiven();

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

// At once: later a number that was never right could be that of a file of ours.
function readGiven(): readonly number[] | null {
  const fds = takeGiven('BERTH_PIPES')?.map(Number) ?? [];
  return fds.length === 2 && fds.every(isPipe) ? fds : null;
}

function isPipe(fd: number): boolean {
  try {
    return fstatSync(fd).isFIFO();
  } catch {
    return false;
  }
}
