import { writeSync, writevSync } from 'node:fs';

/** The two streams of berth itself. */
export type StreamName = 'stdout' | 'stderr';

/** IOV_MAX of Linux, less a few. */
const MOST_BUFFERS = 1000;

/** Lines in a row for the same stream, as far as they are not written yet. */
export class LineRun {
  readonly stream: StreamName;
  /** What waits: bytes, and characters for text that no write was tried of. */
  size = 0;
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

  /** Writes as much as the reader takes now, and says how much that was; without a reader all is forgotten: -1. */
  writeTo(fd: number): number {
    return this.#buffers.length === 0 ? this.#writeText(fd) : this.#writeBuffers(fd);
  }

  // Nearly always all of it is text and goes out at once: it is never made a buffer then.
  #writeText(fd: number): number {
    const written = tryWrite(() => writeSync(fd, this.#text));
    if (written < 0 || written === Buffer.byteLength(this.#text)) return this.#forget(written);
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
      if (written < 0) return this.#forget(written);
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
    if (left > 0) this.#buffers[0] = this.#buffers[0]!.subarray(left);
  }
}

/** Bytes written; 0 if the reader takes none now; -1 if there is no reader any more. */
function tryWrite(write: () => number): number {
  try {
    return write();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EAGAIN' ? 0 : -1;
  }
}
