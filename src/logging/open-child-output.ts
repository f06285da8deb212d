import { closeSync } from 'node:fs';
import type { Log } from '../core/log.ts';
import type { LogRelaySettings } from '../core/settings.ts';
import type { ChildOutput, OpenChildOutput } from './child-output.ts';
import { ChildRelay } from './child-relay.ts';
import { type Fifo, type MakeFifos, openFifos } from './fifo.ts';
import { takeGivenPipes } from './given-pipe.ts';
import { LineTail } from './line-tail.ts';
import type { LogBook } from './log-book.ts';

/** What the outputs of processes go through. */
export interface RelayParts {
  readonly book: LogBook;
  readonly log: Pick<Log, 'warn'>;
  readonly settings: LogRelaySettings;
  /** Must exist by the time of the first opening. */
  readonly runDir: string;
  readonly makeFifos?: MakeFifos;
}

/**
 * Creates the opener of process outputs. In relay mode a child gets the write ends of two pipes that berth was given, or of FIFOs, opened at both ends
 * and unlinked at once, because `stdio: 'pipe'` would be a UNIX socket on which `open("/dev/stdout")` fails with ENXIO,
 * and official nginx configs do exactly that. Where there can be none, the output goes past berth, which is told.
 */
export function createOpenChildOutput({ book, log, settings, runDir, makeFifos }: RelayParts): OpenChildOutput {
  if (settings.mode === 'inherit') return async () => INHERITED_OUTPUT;
  return async (processName) => {
    const label = settings.label ? `${processName} | ` : null;
    const fifos = takeGivenPipes() ?? (await openFifos(runDir, makeFifos));
    if (Array.isArray(fifos)) return new RelayedOutput(book, { processName, label, fifos: fifos as [Fifo, Fifo] });
    const message = `the output of process ${processName} goes past berth, as with \`logs: inherit\`, and no line of it can be waited for or explained: ${fifos}`;
    log.warn({ event: 'output-unread', process: processName }, message);
    return INHERITED_OUTPUT;
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
