import { writeSync, writevSync } from 'node:fs';
import { countLines } from './drop-count.ts';

/** The two streams of berth itself. */
export type StreamName = 'stdout' | 'stderr';

/** IOV_MAX of Linux, less a few. */
const MOST_BUFFERS = 1000;

/** What could not be written, and the system's word for why. */
export interface Loss {
  readonly code: string;
  readonly lines: number;
  /** The last that was written before has no line end. */
  readonly isCutMidLine: boolean;
}

/**
 * Records leave when there are so many characters of them: those of several calls. With many calls at a time a turn has as many,
 * and what waits longer only costs memory.
 */
const FULL_RECORDS = 2_048;

const NEWLINE = 0x0a;

/** Lines in a row for the same stream, as far as they are not written yet. */
export class LineRun {
  readonly stream: StreamName;
  /** What waits: bytes, and characters for text that no write was tried of. */
  size = 0;
  /** What `writeTo` has forgotten because it could not be written; null for nothing. */
  loss: Loss | null = null;
  #isMidLine = false;
  #text = '';
  #buffers: Buffer[] = [];

  constructor(stream: StreamName) {
    this.stream = stream;
  }

  append(lines: string | Buffer): void {
    this.size += lines.length;
    if (typeof lines === 'string') {
      this.#text += lines;
      return;
    }
    this.#closeText();
    this.#buffers.push(lines);
  }

  /** Ends a line that was begun before the lines of this run. */
  endLineBefore(): void {
    this.#closeText();
    this.#buffers.unshift(Buffer.of(NEWLINE));
    this.size += 1;
  }

  /** Writes as much as the reader takes now, and says how much that was; what can never be written is forgotten: see `loss`. */
  writeTo(fd: number): number {
    return this.#buffers.length === 0 ? this.#writeText(fd) : this.#writeBuffers(fd);
  }

  // Nearly always all of it is text and goes out at once: it is never made a buffer then.
  #writeText(fd: number): number {
    const written = tryWrite(() => writeSync(fd, this.#text));
    if (typeof written === 'string') return this.#lose(written);
    if (written === Buffer.byteLength(this.#text)) return this.#forget(written);
    this.#closeText();
    this.#dropFront(written);
    return written;
  }

  #writeBuffers(fd: number): number {
    this.#closeText();
    let taken = 0;
    while (this.#buffers.length > 0) {
      const batch = this.#buffers.length > MOST_BUFFERS ? this.#buffers.slice(0, MOST_BUFFERS) : this.#buffers;
      const written = tryWrite(() => writevSync(fd, batch));
      if (typeof written === 'string') return taken + this.#lose(written);
      if (written === 0) return taken;
      taken += written;
      this.#dropFront(written);
    }
    return taken;
  }

  #closeText(): void {
    if (this.#text === '') return;
    const bytes = Buffer.from(this.#text);
    this.size += bytes.length - this.#text.length;
    this.#buffers.push(bytes);
    this.#text = '';
  }

  #lose(code: string): 0 {
    this.#closeText();
    const lines = this.#buffers.reduce((sum, bytes) => sum + countLines(bytes), 0);
    this.loss = { code, lines, isCutMidLine: this.#isMidLine };
    this.#forget(0);
    return 0;
  }

  #forget(written: number): number {
    this.#text = '';
    this.#buffers = [];
    this.size = 0;
    return written;
  }

  #dropFront(bytes: number): void {
    this.size -= bytes;
    let left = bytes;
    let whole = 0;
    while (whole < this.#buffers.length && this.#buffers[whole]!.length <= left) {
      left -= this.#buffers[whole]!.length;
      whole += 1;
    }
    this.#buffers.splice(0, whole);
    this.#isMidLine = left > 0 && this.#buffers[0]![left - 1] !== NEWLINE;
    if (left > 0) this.#buffers[0] = this.#buffers[0]!.subarray(left);
  }
}

/** Bytes written; 0 if the reader takes none now; the system's word if none can be written. */
function tryWrite(write: () => number): number | string {
  try {
    return write();
  } catch (error) {
    const { code = 'EIO' } = error as NodeJS.ErrnoException;
    return code === 'EAGAIN' ? 0 : code;
  }
}

/** Records of berth's own log that wait for others to be written with them, in order. */
export class WaitingRecords {
  /** Characters that wait. */
  length = 0;
  /** They are to leave with the next turn. */
  isDue = false;
  #text = '';

  /** A line, without its end. Many are due, whether they might wait or not. */
  add(line: string, mayWait: boolean): void {
    this.#text += `${line}\n`;
    this.length = this.#text.length;
    this.isDue ||= !mayWait || this.length >= FULL_RECORDS;
  }

  /** Takes all that waits; '' for nothing. */
  take(): string {
    const text = this.#text;
    this.#text = '';
    this.length = 0;
    this.isDue = false;
    return text;
  }
}
