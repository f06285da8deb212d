const BEAT_MS = 500;

/** A beat that comes later than this counts as no more: nothing could run meanwhile. */
const MOST_BEAT_MS = 2 * BEAT_MS;

/** Counts the time in which this process could not run, as on a frozen instance, so that a patience can leave it out. */
export class AwakeClock {
  readonly #nowMs: () => number;
  #lookedAtMs: number;
  #frozenMs = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
    this.#lookedAtMs = nowMs();
  }

  /** From now on it counts, if it did not before; it keeps no process alive. */
  start(): void {
    if (this.#timer !== null) return;
    this.#lookedAtMs = this.#nowMs();
    this.#timer = setInterval(() => this.#look(), BEAT_MS).unref();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** What was counted so far; at most a second of each freeze is left out. */
  get frozenMs(): number {
    if (this.#timer !== null) this.#look();
    return this.#frozenMs;
  }

  /** The machine's time without that: for what is measured while it counts. */
  get nowMs(): number {
    return this.#nowMs() - this.frozenMs;
  }

  #look(): void {
    const nowMs = this.#nowMs();
    this.#frozenMs += Math.max(0, nowMs - this.#lookedAtMs - MOST_BEAT_MS);
    this.#lookedAtMs = nowMs;
  }
}
