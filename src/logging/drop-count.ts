const NEWLINE = 0x0a;

/** Counts what berth had to drop because the reader of its output was too slow, until that can be told. */
export class DropCount {
  readonly #linesOf = new Map<string, number>();
  #markers = 0;
  #records = 0;

  addLines(processName: string, lines: Buffer): void {
    this.#linesOf.set(processName, (this.#linesOf.get(processName) ?? 0) + countLines(lines));
  }

  /** Both markers of a call: without its start no end is written. */
  addMarkers(): void {
    this.#markers += 2;
  }

  addRecord(): void {
    this.#records += 1;
  }

  /** The record that tells of all that was dropped, null for nothing; from then on it counts anew. */
  take(timeMs: number): string | null {
    const lines = [...this.#linesOf.values()].reduce((sum, count) => sum + count, 0);
    if (lines + this.#markers + this.#records === 0) return null;
    const dropped = {
      droppedLines: lines,
      droppedMarkers: this.#markers,
      droppedRecords: this.#records,
      ...(lines === 0 ? {} : { droppedLinesOf: Object.fromEntries(this.#linesOf) }),
    };
    const msg = `berth dropped ${this.#describe(lines)}: the reader of its output was too slow`;
    this.#linesOf.clear();
    this.#markers = 0;
    this.#records = 0;
    return JSON.stringify({ level: 'warn', time: timeMs, event: 'dropped', ...dropped, msg });
  }

  #describe(lines: number): string {
    const whose = [...this.#linesOf].map(([name, count]) => (this.#linesOf.size === 1 ? name : `${count} of ${name}`));
    const parts = [
      lines === 0 ? '' : `${toCount(lines, 'line')} of the app (${whose.join(', ')})`,
      toCount(this.#markers, 'marker'),
      toCount(this.#records, 'record'),
    ].filter((part) => part !== '');
    const last = parts.pop()!;
    return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
  }
}

function toCount(count: number, noun: string): string {
  if (count === 0) return '';
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

/** How many line ends there are. */
export function countLines(lines: Buffer): number {
  let count = 0;
  for (let at = lines.indexOf(NEWLINE); at !== -1; at = lines.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}
