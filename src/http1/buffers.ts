/**
 * Buffers of a few sizes that are used again. What is not given back is left to the garbage collector, and so is what
 * is too large for the pool.
 */
export class BufferPool {
  readonly #shelves: ReadonlyArray<{ readonly size: number; readonly free: Buffer[] }>;
  readonly #mostKept: number;

  /** `sizes` ascending; at most `mostKept` bytes of each are kept. */
  constructor(sizes: readonly number[], mostKept: number) {
    this.#shelves = sizes.map((size) => ({ size, free: [] }));
    this.#mostKept = mostKept;
  }

  /** A buffer of at least this many bytes, with anything in it. */
  take(atLeast: number): Buffer {
    for (const { size, free } of this.#shelves) {
      if (size >= atLeast) return free.pop() ?? Buffer.allocUnsafeSlow(size);
    }
    return Buffer.allocUnsafeSlow(atLeast);
  }

  /** Gives a buffer back. The caller must be sure that no write still reads from it. */
  give(buffer: Buffer): void {
    for (const { size, free } of this.#shelves) {
      if (size === buffer.length && free.length * size < this.#mostKept) free.push(buffer);
    }
  }
}

/** Bytes that came too early, in the pieces they came in: they are put together once, when they are wanted. */
export class ByteQueue {
  length = 0;
  #pieces: Buffer[] | null = null;

  /** Adds bytes, which belong to the queue from now on. */
  push(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.length += bytes.length;
    if (this.#pieces === null) this.#pieces = [bytes];
    else this.#pieces.push(bytes);
  }

  /** Everything in the queue, null if it is empty; it is the caller's now. */
  take(): Buffer | null {
    const pieces = this.#pieces;
    if (pieces === null) return null;
    const { length } = this;
    this.clear();
    return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces, length);
  }

  clear(): void {
    this.#pieces = null;
    this.length = 0;
  }
}
