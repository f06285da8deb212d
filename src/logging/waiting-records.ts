/**
 * Records leave when there are so many characters of them: those of several calls. With many calls at a time a turn has as many,
 * and what waits longer only costs memory.
 */
const FULL = 2_048;

/** Records of berth's own log that wait for others to be written with them, in order. */
export class WaitingRecords {
  /** They are to leave with the next turn. */
  isDue = false;
  readonly #onDue: () => void;
  readonly #onTimer = (): void => {
    this.#timer = null;
    this.#fallDue();
  };
  #text = '';
  #timer: NodeJS.Timeout | null = null;

  /** `onDue` is called whenever some have waited long enough. */
  constructor(onDue: () => void) {
    this.#onDue = onDue;
  }

  get length(): number {
    return this.#text.length;
  }

  /** A line, without its end, that may wait `flushMs`, and all before it no longer than it. */
  add(line: string, flushMs: number): void {
    this.#text += `${line}\n`;
    if (flushMs === 0 || this.#text.length >= FULL) this.#fallDue();
    else this.#timer ??= setTimeout(this.#onTimer, flushMs);
  }

  /** Takes all that waits; '' for nothing. */
  take(): string {
    const text = this.#text;
    this.#text = '';
    this.isDue = false;
    return text;
  }

  /** Nothing falls due any more. */
  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #fallDue(): void {
    this.isDue = true;
    this.#onDue();
  }
}
