import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, constants, fchmodSync, openSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LogRelaySettings } from '../core/settings.ts';
import type { ChildOutput, OpenChildOutput } from './child-output.ts';
import { ChildRelay } from './child-relay.ts';
import { LineTail } from './line-tail.ts';
import type { LogBook } from './log-book.ts';

/**
 * Creates the opener of process outputs. In relay mode a child gets the write ends of two FIFOs, opened at both ends
 * and unlinked at once, because `stdio: 'pipe'` would be a UNIX socket on which `open("/dev/stdout")` fails with ENXIO,
 * and official nginx configs do exactly that. `runDir` must exist.
 */
export function createOpenChildOutput(book: LogBook, settings: LogRelaySettings, runDir: string): OpenChildOutput {
  if (settings.mode === 'inherit') return async () => INHERITED_OUTPUT;
  return async (processName) => {
    const label = settings.label ? `${processName} | ` : null;
    return new RelayedOutput(book, { processName, label, fifos: await openFifos(runDir) });
  };
}

interface RelayedParts {
  readonly processName: string;
  readonly label: string | null;
  readonly fifos: readonly [stdout: Fifo, stderr: Fifo];
}

/** The output of a process whose lines pass through the log book. */
class RelayedOutput implements ChildOutput {
  readonly isRead = true;
  readonly stdoutFd: number;
  readonly stderrFd: number;
  readonly #tail = new LineTail();
  readonly #relays: readonly ChildRelay[];

  constructor(book: LogBook, { fifos: [stdout, stderr], ...named }: RelayedParts) {
    this.stdoutFd = stdout.writeFd;
    this.stderrFd = stderr.writeFd;
    const shared = { ...named, tail: this.#tail };
    this.#relays = [
      new ChildRelay(book, { ...shared, readFd: stdout.readFd, stream: 'stdout' }),
      new ChildRelay(book, { ...shared, readFd: stderr.readFd, stream: 'stderr' }),
    ];
  }

  get tail(): readonly string[] {
    return this.#tail.lines;
  }

  get lifeTail(): readonly string[] {
    return this.#tail.lifeLines;
  }

  linesSince(atMs: number): readonly string[] {
    return this.#tail.linesSince(atMs);
  }

  startLife(): void {
    this.#tail.startLife();
  }

  onLine(listener: (line: string) => void): () => void {
    return this.#tail.onLine(listener);
  }

  async flush(): Promise<void> {
    await Promise.all(this.#relays.map((relay) => relay.flush()));
  }

  close(): void {
    for (const relay of this.#relays) relay.close();
    closeSync(this.stdoutFd);
    closeSync(this.stderrFd);
  }
}

const INHERITED_OUTPUT: ChildOutput = {
  stdoutFd: 1,
  stderrFd: 2,
  isRead: false,
  tail: [],
  lifeTail: [],
  linesSince: () => [],
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
