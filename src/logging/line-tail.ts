const KEPT_LINES = 50;
/** A dump of all goroutines or threads stands below the line that says why. */
const KEPT_LIFE_LINES = 200;
const KEPT_LINE_CHARACTERS = 1_000;
const KEPT_BYTES = KEPT_LIFE_LINES * KEPT_LINE_CHARACTERS;
const LISTENED_LINE_BYTES = 4_096;

/** Remembers the last lines of a process cheaply, and lets others listen while somebody needs to. */
export interface LineTail {
  /** Takes whole lines, line ends included. */
  push(lines: Buffer): void;
  /** The last lines, oldest first; decoded only when read. */
  readonly lines: readonly string[];
  /** Up to 200 of the last lines, but none from before `startLife`. */
  readonly lifeLines: readonly string[];
  startLife(): void;
  onLine(listener: (line: string) => void): () => void;
}

/** Creates an empty tail. */
export function createLineTail(): LineTail {
  const listeners = new Set<(line: string) => void>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  /** How many of the chunks are of earlier lives. */
  let oldChunks = 0;

  function push(lines: Buffer): void {
    // The last bytes of a chunk are enough for all the lines kept; copied where that frees most of what they stand in.
    const kept =
      lines.length > KEPT_LINES * KEPT_LINE_CHARACTERS ? lines.subarray(-KEPT_LINES * KEPT_LINE_CHARACTERS) : lines;
    chunks.push(kept.length * 2 < kept.buffer.byteLength ? Buffer.from(kept) : kept);
    bytes += kept.length;
    while (bytes - chunks[0]!.length >= KEPT_BYTES || chunks.length > 2 * KEPT_LIFE_LINES) dropOldest();
    if (listeners.size > 0) tellListeners(lines);
  }

  function dropOldest(): void {
    bytes -= chunks.shift()!.length;
    oldChunks = Math.max(0, oldChunks - 1);
  }

  function tellListeners(lines: Buffer): void {
    for (let start = 0; start < lines.length; ) {
      const end = lines.indexOf(0x0a, start);
      const line = lines.toString('utf8', start, Math.min(end, start + LISTENED_LINE_BYTES));
      for (const listener of [...listeners]) listener(line);
      start = end + 1;
    }
  }

  return {
    push,
    get lines() {
      return toLines(chunks.slice(-KEPT_LINES), KEPT_LINES);
    },
    get lifeLines() {
      return toLines(chunks.slice(oldChunks), KEPT_LIFE_LINES);
    },
    startLife() {
      oldChunks = chunks.length;
    },
    onLine(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function toLines(chunks: readonly Buffer[], count: number): string[] {
  const text = Buffer.concat(chunks).toString('utf8');
  if (text === '') return [];
  const lines = text.endsWith('\n') ? text.slice(0, -1).split('\n') : text.split('\n');
  return lines.slice(-count).map((line) => line.slice(0, KEPT_LINE_CHARACTERS));
}
