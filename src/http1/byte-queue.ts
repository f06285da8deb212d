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
