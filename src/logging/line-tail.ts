const KEPT_LINES = 50;
/** A dump of all goroutines or threads stands below the line that says why. */
const KEPT_LIFE_LINES = 200;
const KEPT_LINE_CHARACTERS = 1_000;
const KEPT_BYTES = KEPT_LIFE_LINES * KEPT_LINE_CHARACTERS;
const LONGEST_CHUNK_BYTES = KEPT_LINES * KEPT_LINE_CHARACTERS;
const LISTENED_LINE_BYTES = 4_096;

/** Remembers the last lines of a process cheaply, and lets others listen while somebody needs to. */
export class LineTail {
  readonly #listeners = new Set<(line: string) => void>();
  readonly #chunks: Buffer[] = [];
  /** When each chunk was read, by performance.now(). */
  readonly #readAtMs: number[] = [];
  #bytes = 0;
  /** How many of the chunks are of earlier lives. */
  #oldChunks = 0;

  /** Takes whole lines, line ends included. */
  push(lines: Buffer): void {
    // The last bytes of a chunk are enough for all the lines kept; copied where that frees most of what they stand in.
    const kept = lines.length > LONGEST_CHUNK_BYTES ? lines.subarray(-LONGEST_CHUNK_BYTES) : lines;
    this.#chunks.push(kept.length * 2 < kept.buffer.byteLength ? Buffer.from(kept) : kept);
    this.#readAtMs.push(performance.now());
    this.#bytes += kept.length;
    while (this.#bytes - this.#chunks[0]!.length >= KEPT_BYTES || this.#chunks.length > 2 * KEPT_LIFE_LINES)
      this.#dropOldest();
    if (this.#listeners.size > 0) this.#tellListeners(lines);
  }

  /** The last lines, oldest first; decoded only when read. */
  get lines(): readonly string[] {
    return toLines(this.#chunks.slice(-KEPT_LINES), KEPT_LINES);
  }

  /** Up to 200 of the last lines, but none from before `startLife`. */
  get lifeLines(): readonly string[] {
    return toLines(this.#chunks.slice(this.#oldChunks), KEPT_LIFE_LINES);
  }

  /** Those of the last lines that were read since this performance.now(). */
  linesSince(atMs: number): readonly string[] {
    const first = this.#readAtMs.findIndex((readAtMs) => readAtMs >= atMs);
    return first === -1 ? [] : toLines(this.#chunks.slice(first), KEPT_LIFE_LINES);
  }

  startLife(): void {
    this.#oldChunks = this.#chunks.length;
  }

  /** Calls the listener with every later line, cut at 4,096 bytes; returns the way to stop. */
  onLine(listener: (line: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #dropOldest(): void {
    this.#bytes -= this.#chunks.shift()!.length;
    this.#readAtMs.shift();
    this.#oldChunks = Math.max(0, this.#oldChunks - 1);
  }

  #tellListeners(lines: Buffer): void {
    for (let start = 0; start < lines.length; ) {
      const end = lines.indexOf(0x0a, start);
      const line = lines.toString('utf8', start, Math.min(end, start + LISTENED_LINE_BYTES));
      for (const listener of [...this.#listeners]) listener(line);
      start = end + 1;
    }
  }
}

function toLines(chunks: readonly Buffer[], count: number): string[] {
  const text = Buffer.concat(chunks).toString('utf8');
  if (text === '') return [];
  const lines = text.endsWith('\n') ? text.slice(0, -1).split('\n') : text.split('\n');
  return lines.slice(-count).map((line) => line.slice(0, KEPT_LINE_CHARACTERS));
}
