const KEPT_LINES = 50;
const KEPT_LINE_CHARACTERS = 1_000;
const LISTENED_LINE_BYTES = 4_096;

/** Remembers the last lines of a process cheaply, and lets others listen while somebody needs to. */
export interface LineTail {
  /** Takes whole lines, line ends included. */
  push(lines: Buffer): void;
  /** The last lines, oldest first; decoded only when read. */
  readonly lines: readonly string[];
  onLine(listener: (line: string) => void): () => void;
}

/** Creates an empty tail. */
export function createLineTail(): LineTail {
  const listeners = new Set<(line: string) => void>();
  let chunks: Buffer[] = [];

  function push(lines: Buffer): void {
    // The last bytes of a chunk are enough for all the lines kept; copied, so that the rest of it can be freed.
    const kept =
      lines.length > KEPT_LINES * KEPT_LINE_CHARACTERS ? lines.subarray(-KEPT_LINES * KEPT_LINE_CHARACTERS) : lines;
    chunks.push(Buffer.from(kept));
    if (chunks.length > 2 * KEPT_LINES) chunks = chunks.slice(-KEPT_LINES);
    if (listeners.size > 0) tellListeners(lines);
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
      const text = Buffer.concat(chunks).toString('utf8');
      const lines = text.endsWith('\n') ? text.slice(0, -1).split('\n') : text.split('\n');
      return text === '' ? [] : lines.slice(-KEPT_LINES).map((line) => line.slice(0, KEPT_LINE_CHARACTERS));
    },
    onLine(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
