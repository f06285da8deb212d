/** Buffers of one size that are used again. What is not given back is left to the garbage collector. */
export class BufferPool {
  readonly size: number;
  readonly #free: Buffer[] = [];
  readonly #keeps: number;

  constructor(size: number, keeps: number) {
    this.size = size;
    this.#keeps = keeps;
  }

  /** A buffer of at least this many bytes, with anything in it. */
  take(atLeast: number): Buffer {
    if (atLeast > this.size) return Buffer.allocUnsafeSlow(atLeast);
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(this.size);
  }

  /** Gives a buffer back. The caller must be sure that no write still reads from it. */
  give(buffer: Buffer): void {
    if (buffer.length === this.size && this.#free.length < this.#keeps) this.#free.push(buffer);
  }
}
