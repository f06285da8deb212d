import { Socket } from 'node:net';
import type { StreamName } from './line-run.ts';
import type { LineTail } from './line-tail.ts';
import type { LogBook } from './log-book.ts';

/** A partial line longer than this is ended by berth, so that a child that never ends a line cannot fill memory. */
export const LONGEST_HELD_LINE_BYTES = 16 * 1024 * 1024;

/** libuv reads a pipe in pieces of this size: a full piece means that the child is in the middle of a write. */
const READ_BYTES = 65_536;

const NEWLINE = 0x0a;

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
export class ChildRelay {
  readonly #book: LogBook;
  readonly #source: Socket;
  readonly #stream: StreamName;
  readonly #processName: string;
  readonly #label: Buffer | null;
  readonly #tail: LineTail;
  readonly #forgetRoom: () => void;
  #forgetPartialLine: (() => void) | null = null;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #isMidWrite = false;
  #bytesSeen = 0;

  constructor(book: LogBook, { readFd, stream, processName, label, tail }: RelayOptions) {
    this.#book = book;
    this.#stream = stream;
    this.#processName = processName;
    this.#label = label === null ? null : Buffer.from(label);
    this.#tail = tail;
    const source = new Socket({ fd: readFd, readable: true, writable: false });
    this.#source = source;
    source.on('data', (chunk: Buffer) => this.#onChunk(chunk));
    source.on('error', () => source.destroy());
    source.unref();
    this.#forgetRoom = book.onRoom(() => source.resume());
  }

  /** Resolves when what is in the pipe now has been handed to the log book. */
  async flush(): Promise<void> {
    // Two polls without a byte: the first may have started before the child's last write.
    for (let quiet = 0; quiet < 2 && !this.#source.destroyed && !this.#source.isPaused(); ) {
      const before = this.#bytesSeen;
      await new Promise((resolve) => setImmediate(resolve));
      quiet = this.#bytesSeen === before ? quiet + 1 : 0;
    }
  }

  /** Ends a partial line and stops reading. */
  close(): void {
    if (this.#heldBytes > 0) this.#endHeldLine();
    this.#forgetRoom();
    this.#source.destroy();
  }

  #onChunk(chunk: Buffer): void {
    this.#bytesSeen += chunk.length;
    this.#isMidWrite = chunk.length >= READ_BYTES;
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end === 0) this.#hold(chunk);
    else {
      const first = chunk.subarray(0, end);
      this.#emit(this.#heldBytes === 0 ? first : Buffer.concat([...this.#held, first]));
      this.#letGo();
      if (end < chunk.length) this.#hold(chunk.subarray(end));
    }
    // While the reader of our output is behind, the child is slowed by its full pipe. Once that reader takes nothing at
    // all the lines are dropped, because an app that waits for its log for ever is worse than a gap that says so.
    if (this.#book.isFull) this.#source.pause();
  }

  #hold(chunk: Buffer): void {
    this.#forgetPartialLine ??= this.#book.addPartialLine(() => {
      if (!this.#isMidWrite) this.#endHeldLine();
    });
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
    if (this.#heldBytes >= LONGEST_HELD_LINE_BYTES) this.#endHeldLine();
  }

  #endHeldLine(): void {
    const line = Buffer.concat([...this.#held, Buffer.of(NEWLINE)]);
    this.#letGo();
    this.#emit(line);
  }

  #letGo(): void {
    this.#held = [];
    this.#heldBytes = 0;
    this.#forgetPartialLine?.();
    this.#forgetPartialLine = null;
  }

  #emit(read: Buffer): void {
    const lines = this.#book.appMarkers?.filter(read) ?? read;
    if (lines.length === 0) return;
    this.#tail.push(lines);
    const labelled = this.#label === null ? lines : putLabels(lines, this.#label);
    this.#book.childLines(this.#stream, labelled, this.#processName);
  }
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
