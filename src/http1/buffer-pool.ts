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
