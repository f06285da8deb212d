import { Socket } from 'node:net';
import type { LineTail } from './line-tail.ts';
import type { LogBook } from './log-book.ts';
import type { StreamName } from './output.ts';

/** A partial line longer than this is ended by berth, so that a child that never ends a line cannot fill memory. */
export const LONGEST_HELD_LINE_BYTES = 16 * 1024 * 1024;

/** libuv reads a pipe in pieces of this size: a full piece means that the child is in the middle of a write. */
const READ_BYTES = 65_536;

const NEWLINE = 0x0a;

export interface ChildRelay {
  /** Resolves when what is in the pipe now has been handed to the log book. */
  flush(): Promise<void>;
  /** Ends a partial line and stops reading. */
  close(): void;
}

interface RelayOptions {
  readonly readFd: number;
  readonly stream: StreamName;
  readonly processName: string;
  /** Put before every line; null for none. */
  readonly label: string | null;
  readonly tail: LineTail;
}

/**
 * Copies one stream of a child into the log book, whole lines at a time and byte for byte, from a FIFO's read end that
 * it owns from now on. A line in progress is held until its end, the next marker, or `close`.
 */
export function createChildRelay(book: LogBook, options: RelayOptions): ChildRelay {
  const source = new Socket({ fd: options.readFd, readable: true, writable: false });
  let held: Buffer[] = [];
  let heldBytes = 0;
  let isMidWrite = false;
  let droppedLines = 0;
  let bytesSeen = 0;
  const label = options.label === null ? null : Buffer.from(options.label);

  source.on('data', onChunk);
  source.on('error', () => source.destroy());
  source.unref();
  let forgetPartialLine: (() => void) | null = null;
  const forgetRoom = book.onRoom(() => {
    reportDropped();
    source.resume();
  });

  function onChunk(chunk: Buffer): void {
    bytesSeen += chunk.length;
    isMidWrite = chunk.length >= READ_BYTES;
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end === 0) {
      hold(chunk);
    } else {
      emit(held.length === 0 ? chunk.subarray(0, end) : Buffer.concat([...held, chunk.subarray(0, end)]));
      letGo();
      if (end < chunk.length) hold(chunk.subarray(end));
    }
    // While the reader of our output is behind, the child is slowed by its full pipe. Once that reader takes nothing at
    // all the lines are dropped, because an app that waits for its log for ever is worse than a gap that says so.
    if (book.isFull) source.pause();
  }

  function hold(chunk: Buffer): void {
    forgetPartialLine ??= book.addPartialLine(() => {
      if (!isMidWrite) endHeldLine();
    });
    held.push(chunk);
    heldBytes += chunk.length;
    if (heldBytes >= LONGEST_HELD_LINE_BYTES) endHeldLine();
  }

  function endHeldLine(): void {
    const line = Buffer.concat([...held, Buffer.of(NEWLINE)]);
    letGo();
    emit(line);
  }

  function letGo(): void {
    held = [];
    heldBytes = 0;
    forgetPartialLine?.();
    forgetPartialLine = null;
  }

  function emit(lines: Buffer): void {
    options.tail.push(lines);
    const isTaken = book.childLines(options.stream, label === null ? lines : putLabels(lines, label));
    if (!isTaken) droppedLines += countLines(lines);
  }

  function reportDropped(): void {
    if (droppedLines === 0) return;
    const message = `${droppedLines} log lines of process ${options.processName} were dropped: the reader of berth's output was too slow`;
    book.record(
      JSON.stringify({ level: 'warn', time: Date.now(), process: options.processName, droppedLines, msg: message }),
    );
    droppedLines = 0;
  }

  return {
    async flush() {
      // Two polls without a byte: the first may have started before the child's last write.
      for (let quiet = 0; quiet < 2 && !source.destroyed && !source.isPaused(); ) {
        const before = bytesSeen;
        await new Promise((resolve) => setImmediate(resolve));
        quiet = bytesSeen === before ? quiet + 1 : 0;
      }
    },
    close() {
      if (heldBytes > 0) endHeldLine();
      reportDropped();
      forgetRoom();
      source.destroy();
    },
  };
}

function putLabels(lines: Buffer, label: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let start = 0; start < lines.length; ) {
    const end = lines.indexOf(NEWLINE, start) + 1;
    parts.push(label, lines.subarray(start, end));
    start = end;
  }
  return Buffer.concat(parts);
}

function countLines(lines: Buffer): number {
  let count = 0;
  for (let at = lines.indexOf(NEWLINE); at !== -1; at = lines.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}
