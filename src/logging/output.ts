import { closeSync, constants, fstatSync, openSync, writeSync, writevSync } from 'node:fs';
import { Socket } from 'node:net';

/** The two streams of berth itself. */
export type StreamName = 'stdout' | 'stderr';

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
  /** Last attempt for at most `patienceMs`, then gives the descriptors back. */
  close(patienceMs: number): void;
}

interface Run {
  stream: StreamName;
  text: string;
  buffers: Buffer[];
}

const RETRY_MS = 10;

/** How long a reader may take nothing. It is counted in retries: time in which berth could not run is not the reader's. */
export const STALL_PATIENCE_MS = 1_000;

/** Creates the output over two descriptors, usually 1 and 2. Both must outlive it. */
export function createOutput(stdoutFd: number, stderrFd: number): Output {
  const fds = { stdout: openForWriting(stdoutFd), stderr: openForWriting(stderrFd) };
  let runs: Run[] = [];
  let backlogBytes = 0;
  let retry: NodeJS.Timeout | null = null;
  let emptyListeners: Array<() => void> = [];
  const stallListeners: Array<() => void> = [];
  let hasTaken = false;
  let vainRetries = 0;

  function append(stream: StreamName, lines: string | Buffer): void {
    let run = runs[runs.length - 1];
    if (run === undefined || run.stream !== stream) {
      run = { stream, text: '', buffers: [] };
      runs.push(run);
    }
    if (typeof lines === 'string') {
      run.text += lines;
      backlogBytes += lines.length;
      return;
    }
    if (run.text !== '') closeText(run);
    run.buffers.push(lines);
    backlogBytes += lines.length;
  }

  function closeText(run: Run): void {
    const bytes = Buffer.from(run.text);
    backlogBytes += bytes.length - run.text.length;
    run.buffers.push(bytes);
    run.text = '';
  }

  function flush(): boolean {
    while (runs.length > 0) {
      const run = runs[0]!;
      const isWritten = run.buffers.length === 0 ? writeText(run) : writeBuffers(run);
      if (!isWritten) {
        retry ??= setTimeout(onRetry, RETRY_MS);
        return false;
      }
      runs.shift();
    }
    backlogBytes = 0;
    if (emptyListeners.length > 0) {
      const listeners = emptyListeners;
      emptyListeners = [];
      for (const listener of listeners) listener();
    }
    return true;
  }

  function onRetry(): void {
    retry = null;
    const isEmpty = flush();
    vainRetries = isEmpty || hasTaken ? 0 : vainRetries + 1;
    hasTaken = false;
    if (vainRetries === STALL_PATIENCE_MS / RETRY_MS) for (const listener of stallListeners) listener();
  }

  function writeText(run: Run): boolean {
    const written = tryWrite(() => writeSync(fds[run.stream].fd, run.text));
    if (written < 0 || written === Buffer.byteLength(run.text)) {
      hasTaken = true;
      backlogBytes -= run.text.length;
      return true;
    }
    closeText(run);
    hasTaken ||= written > 0;
    dropFront(run, written);
    return run.buffers.length === 0;
  }

  function writeBuffers(run: Run): boolean {
    if (run.text !== '') closeText(run);
    while (run.buffers.length > 0) {
      // IOV_MAX is 1024 on Linux.
      const batch = run.buffers.length > 1000 ? run.buffers.slice(0, 1000) : run.buffers;
      const written = tryWrite(() => writevSync(fds[run.stream].fd, batch));
      if (written < 0) return forget(run);
      if (written === 0) return false;
      hasTaken = true;
      dropFront(run, written);
    }
    return true;
  }

  function forget(run: Run): true {
    for (const { length } of run.buffers) backlogBytes -= length;
    return true;
  }

  function dropFront(run: Run, bytes: number): void {
    backlogBytes -= bytes;
    let left = bytes;
    let whole = 0;
    while (whole < run.buffers.length && run.buffers[whole]!.length <= left) {
      left -= run.buffers[whole]!.length;
      whole += 1;
    }
    run.buffers.splice(0, whole);
    if (left > 0) run.buffers[0] = run.buffers[0]!.subarray(left);
  }

  function close(patienceMs: number): void {
    const deadline = performance.now() + patienceMs;
    const pause = new Int32Array(new SharedArrayBuffer(4));
    while (!flush() && performance.now() < deadline) Atomics.wait(pause, 0, 0, RETRY_MS);
    if (retry !== null) clearTimeout(retry);
    for (const target of Object.values(fds)) if (target.isOurs) closeSync(target.fd);
    runs = [];
  }

  return {
    append,
    flush,
    close,
    get backlogBytes() {
      return backlogBytes;
    },
    onceEmpty: (listener) => {
      emptyListeners.push(listener);
    },
    get isStalled() {
      return vainRetries >= STALL_PATIENCE_MS / RETRY_MS;
    },
    onStalled: (listener) => {
      stallListeners.push(listener);
    },
  };
}

/** Bytes written; 0 if the reader takes none now; -1 if there is no reader any more and the data is to be forgotten. */
function tryWrite(write: () => number): number {
  try {
    return write();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    return -1;
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
