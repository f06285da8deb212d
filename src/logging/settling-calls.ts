import type { Output } from './output.ts';

/** A call whose end is to be written. */
export interface Settled {
  /** Last chance to write: everything the children wrote so far stands before it. */
  onLinesRead(): void;
  /** Everything up to and including what `onLinesRead` wrote is out. */
  onWritten(): void;
}

/** Calls whose ends are to be written, in the turns of a log. */
export class SettlingCalls {
  readonly #onWaiting: () => void;
  readonly #delayed = new Map<Settled, NodeJS.Timeout>();
  #settling: Settled[] = [];
  #fresh: Settled[] = [];

  /** `onWaiting` is called whenever one waits for a turn. */
  constructor(onWaiting: () => void) {
    this.#onWaiting = onWaiting;
  }

  /** Turns are needed. */
  get areWaiting(): boolean {
    return this.#settling.length > 0 || this.#fresh.length > 0;
  }

  add(one: Settled, delayMs: number): void {
    if (delayMs > 0) {
      const timer = setTimeout(() => {
        this.#delayed.delete(one);
        this.add(one, 0);
      }, delayMs);
      this.#delayed.set(one, timer);
      return;
    }
    this.#fresh.push(one);
    this.#onWaiting();
  }

  /**
   * Those that are let go in this turn: the second after they were added. A poll phase may read an answer's last bytes that came
   * after it began and miss the line written before them; the next one, which begins later, finds that line.
   */
  takeSettled(): readonly Settled[] {
    const settled = this.#settling;
    this.#settling = this.#fresh;
    this.#fresh = [];
    return settled;
  }

  /** Those that are still given time, which have no more of it. */
  takeDelayed(): readonly Settled[] {
    const delayed = [...this.#delayed.keys()];
    for (const timer of this.#delayed.values()) clearTimeout(timer);
    this.#delayed.clear();
    return delayed;
  }
}

/** Tells calls that their ends are out. */
export function release(settled: readonly Settled[]): void {
  for (const one of settled) one.onWritten();
}

/** The same when a reader that is behind has taken all that waits, or after `patienceMs` of waiting for it. */
export function releaseWhenTaken(settled: readonly Settled[], output: Output, patienceMs: number): void {
  let isReleased = false;
  const releaseOnce = (): void => {
    if (isReleased) return;
    isReleased = true;
    clearTimeout(timer);
    release(settled);
  };
  output.onceEmpty(releaseOnce);
  const timer = setTimeout(() => {
    // The reader may have made room while nothing could run here.
    if (!output.flush()) releaseOnce();
  }, patienceMs);
}
