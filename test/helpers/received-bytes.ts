/** Bytes as they come in, in one piece: taking more of them costs no more than their length. */
export class ReceivedBytes {
  #buffer = Buffer.allocUnsafe(65_536);
  #length = 0;

  push(bytes: Buffer): void {
    const length = this.#length + bytes.length;
    if (length > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(2 * length);
      this.#buffer.copy(larger, 0, 0, this.#length);
      this.#buffer = larger;
    }
    bytes.copy(this.#buffer, this.#length);
    this.#length = length;
  }

  /** Everything so far, from this position on; valid until the next push. */
  from(position: number): Buffer {
    return this.#buffer.subarray(position, this.#length);
  }

  get text(): string {
    return this.from(0).toString('latin1');
  }
}
