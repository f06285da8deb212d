import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, constants, fchmodSync, openSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LogRelaySettings } from '../core/settings.ts';
import type { ChildOutput, OpenChildOutput } from './child-output.ts';
import { createChildRelay } from './child-relay.ts';
import { createLineTail } from './line-tail.ts';
import type { LogBook } from './log-book.ts';

/**
 * Creates the opener of process outputs. In relay mode a child gets the write ends of two FIFOs, opened at both ends
 * and unlinked at once, because `stdio: 'pipe'` would be a UNIX socket on which `open("/dev/stdout")` fails with ENXIO,
 * and official nginx configs do exactly that. `runDir` must exist.
 */
export function createOpenChildOutput(book: LogBook, settings: LogRelaySettings, runDir: string): OpenChildOutput {
  if (settings.mode === 'inherit') return async () => INHERITED_OUTPUT;
  return async (processName) => {
    const tail = createLineTail();
    const label = settings.label ? `${processName} | ` : null;
    const [stdout, stderr] = await openFifos(runDir);
    const relays = [
      createChildRelay(book, { readFd: stdout.readFd, stream: 'stdout', processName, label, tail }),
      createChildRelay(book, { readFd: stderr.readFd, stream: 'stderr', processName, label, tail }),
    ];
    return {
      stdoutFd: stdout.writeFd,
      stderrFd: stderr.writeFd,
      isRead: true,
      get tail() {
        return tail.lines;
      },
      get lifeTail() {
        return tail.lifeLines;
      },
      startLife: tail.startLife,
      onLine: tail.onLine,
      flush: async () => {
        await Promise.all(relays.map((relay) => relay.flush()));
      },
      close: () => {
        for (const relay of relays) relay.close();
        closeSync(stdout.writeFd);
        closeSync(stderr.writeFd);
      },
    };
  };
}

const INHERITED_OUTPUT: ChildOutput = {
  stdoutFd: 1,
  stderrFd: 2,
  isRead: false,
  tail: [],
  lifeTail: [],
  startLife: () => {},
  onLine: () => () => {},
  flush: async () => {},
  close: () => {},
};

interface Fifo {
  readonly readFd: number;
  /** In blocking mode, as programs expect of their output. */
  readonly writeFd: number;
}

async function openFifos(folder: string): Promise<[Fifo, Fifo]> {
  const paths = [join(folder, `.${randomUUID()}`), join(folder, `.${randomUUID()}`)] as const;
  await promisify(execFile)('mkfifo', ['-m', '600', ...paths]);
  return [openFifo(paths[0]), openFifo(paths[1])];
}

// The read end first and non-blocking: then opening the write end cannot wait for a reader (fifo(7)).
function openFifo(path: string): Fifo {
  const readFd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writeFd = openSync(path, constants.O_WRONLY);
  unlinkSync(path);
  // A child that has become another user opens /dev/stdout anew, and needs the right to; nobody else has a way to it now.
  fchmodSync(writeFd, 0o622);
  return { readFd, writeFd };
}
