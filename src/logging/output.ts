import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { LineRun, type StreamName } from './line-run.ts';
import { StreamLosses, type TellLoss } from './stream-loss.ts';

/**
 * Writes whole lines to berth's own stdout and stderr in the order they were appended, across both streams, one write
 * for each run of lines to the same stream. Never blocks on a slow reader: what it does not take stays queued, so
 * whoever appends must look at `backlogBytes`.
 */
export interface Output {
  /** Queues text or bytes that end with a line end; nothing is written before `flush`. */
  append(stream: StreamName, lines: string | Buffer): void;
  /** Writes as much as the readers take now; true if nothing is left. */
  flush(): boolean;
  /** Bytes that were appended and not yet taken. */
  readonly backlogBytes: number;
  /** Calls back once when nothing is left, after the next complete flush. */
  onceEmpty(listener: () => void): void;
  /** True while something waits and the reader has taken none of it for `STALL_PATIENCE_MS`. */
  readonly isStalled: boolean;
  /** Calls back whenever `isStalled` becomes true. */
  onStalled(listener: () => void): void;
  /** Tells when a stream begins to lose lines, because they can never be written, and when it takes them again. */
  onLoss(tell: TellLoss): void;
  /** Tells what was lost by now; nothing more will come. */
  endLosses(): void;
  /**
   * Writes what is left, as long as the reader takes some of it in each `patienceMs`, and for five seconds at most; then gives the
   * descriptors back.
   */
  close(patienceMs: number): void;
}

const RETRY_MS = 10;

/** A platform that has asked berth to end waits no longer for a reader that takes little. */
const LONGEST_CLOSE_MS = 5_000;

/** How long a reader may take nothing. It is counted in retries: time in which berth could not run is not the reader's. */
export const STALL_PATIENCE_MS = 1_000;

const MOST_VAIN_RETRIES = STALL_PATIENCE_MS / RETRY_MS;

/** The output over two descriptors, usually 1 and 2. Both must outlive it. */
export class DescriptorOutput implements Output {
  backlogBytes = 0;
  readonly #targets: Readonly<Record<StreamName, Target>>;
  readonly #stallListeners: Array<() => void> = [];
  readonly #onRetry = (): void => this.#tryAgain();
  readonly #losses = new StreamLosses();
  #runs: LineRun[] = [];
  #emptyListeners: Array<() => void> = [];
  #retry: NodeJS.Timeout | null = null;
  #hasTaken = false;
  #vainRetries = 0;

  constructor(stdoutFd: number, stderrFd: number) {
    this.#targets = { stdout: openForWriting(stdoutFd), stderr: openForWriting(stderrFd) };
  }

  get isStalled(): boolean {
    return this.#vainRetries >= MOST_VAIN_RETRIES;
  }

  append(stream: StreamName, lines: string | Buffer): void {
    // Nothing waits nearly always, and to ask for what stands at -1 is slow.
    const last = this.#runs.length - 1;
    let run = last === -1 ? undefined : this.#runs[last];
    if (run === undefined || run.stream !== stream) {
      run = new LineRun(stream);
      this.#runs.push(run);
    }
    const before = run.size;
    run.append(lines);
    this.backlogBytes += run.size - before;
  }

  flush(): boolean {
    while (this.#runs.length > 0) {
      const run = this.#runs[0]!;
      const before = run.size;
      this.#write(run);
      this.backlogBytes += run.size - before;
      if (run.size > 0) {
        this.#retry ??= setTimeout(this.#onRetry, RETRY_MS);
        return false;
      }
      this.#runs.shift();
    }
    this.#vainRetries = 0;
    if (this.#emptyListeners.length > 0) this.#tellOfEmptiness();
    return true;
  }

  onceEmpty(listener: () => void): void {
    this.#emptyListeners.push(listener);
  }

  onStalled(listener: () => void): void {
    this.#stallListeners.push(listener);
  }

  onLoss(tell: TellLoss): void {
    this.#losses.onLoss(tell);
  }

  endLosses(): void {
    this.#losses.endAll();
  }

  close(patienceMs: number): void {
    const endMs = performance.now() + LONGEST_CLOSE_MS;
    const pause = new Int32Array(new SharedArrayBuffer(4));
    this.#hasTaken = false;
    for (let vain = 0; !this.flush() && vain < patienceMs / RETRY_MS && performance.now() < endMs; vain++) {
      if (this.#hasTaken) vain = 0;
      this.#hasTaken = false;
      Atomics.wait(pause, 0, 0, RETRY_MS);
    }
    if (this.#retry !== null) clearTimeout(this.#retry);
    for (const target of Object.values(this.#targets)) if (target.isOurs) closeSync(target.fd);
    this.#runs = [];
  }

  #write(run: LineRun): void {
    const { stream } = run;
    const isCut = this.#losses.isCutMidLine(stream);
    if (isCut) run.endLineBefore();
    const taken = run.writeTo(this.#targets[stream].fd);
    if (taken > 0 || run.loss !== null) this.#hasTaken = true;
    if (taken > 0) this.#losses.end(stream);
    const { loss } = run;
    run.loss = null;
    // Of the end that was put before it nothing was lost.
    if (loss !== null) this.#losses.add(stream, isCut && taken === 0 ? { ...loss, lines: loss.lines - 1 } : loss);
  }

  #tellOfEmptiness(): void {
    const listeners = this.#emptyListeners;
    this.#emptyListeners = [];
    for (const listener of listeners) listener();
  }

  #tryAgain(): void {
    this.#retry = null;
    const isEmpty = this.flush();
    this.#vainRetries = isEmpty || this.#hasTaken ? 0 : this.#vainRetries + 1;
    this.#hasTaken = false;
    if (this.#vainRetries === MOST_VAIN_RETRIES) for (const listener of this.#stallListeners) listener();
  }
}

interface Target {
  readonly fd: number;
  readonly isOurs: boolean;
}

/**
 * A pipe or terminal is opened again through /proc, which gives a file description of our own: O_NONBLOCK set on it
 * does not reach the other holders of the same pipe (children with `logs: inherit`, the shell that started us). A
 * regular file is written through the given descriptor, because a new description would start at offset 0. A socket
 * cannot be opened again; node:net sets O_NONBLOCK on it for us.
 */
function openForWriting(fd: number): Target {
  const stat = fstatSync(fd);
  if (stat.isSocket()) new Socket({ fd, readable: false, writable: true }).unref();
  if (!stat.isFIFO() && !stat.isCharacterDevice()) return { fd, isOurs: false };
  try {
    const flags = constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
    return { fd: openSync(`/proc/self/fd/${fd}`, flags), isOurs: true };
  } catch {
    return { fd, isOurs: false };
  }
}
