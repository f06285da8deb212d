import { AwakeClock } from '../core/awake-clock.ts';

/** Something that waits for its turn. */
export interface Waiting {
  onTurn(): void;
  onTimeout(): void;
}

/**
 * First in, first out; bounded in number and time. Everybody waits equally long, so one timer serves all. Time in which
 * nothing could run, as on a frozen instance, is no waiting.
 */
export class WaitingLine {
  readonly limit: number;
  readonly #timeoutMs: number;
  readonly #joined = new Map<Waiting, number>();
  readonly #clock = new AwakeClock();
  #timer: NodeJS.Timeout | null = null;

  /** `timeoutMs` 0 means that waiting is not bounded in time. */
  constructor(limit: number, timeoutMs: number) {
    this.limit = limit;
    this.#timeoutMs = timeoutMs;
  }

  get length(): number {
    return this.#joined.size;
  }

  /** False if the line is full; `hasPlace`: whoever has waited elsewhere is taken all the same. */
  join(waiting: Waiting, hasPlace: boolean): boolean {
    if (!hasPlace && this.#joined.size >= this.limit) return false;
    this.#clock.start();
    this.#joined.set(waiting, this.#clock.nowMs + this.#timeoutMs);
    this.#schedule();
    return true;
  }

  leave(waiting: Waiting): void {
    this.#joined.delete(waiting);
    this.#rest();
  }

  /** Gives the first one its turn; false if nobody waits. */
  serveNext(): boolean {
    for (const waiting of this.#joined.keys()) {
      this.#joined.delete(waiting);
      this.#rest();
      waiting.onTurn();
      return true;
    }
    return false;
  }

  /** Takes everybody out, in order, without a turn. */
  clear(): Waiting[] {
    const everybody = [...this.#joined.keys()];
    this.#joined.clear();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#rest();
    return everybody;
  }

  #rest(): void {
    if (this.#joined.size === 0) this.#clock.stop();
  }

  #onTimer(): void {
    this.#timer = null;
    const now = this.#clock.nowMs;
    for (const [waiting, deadlineMs] of this.#joined) {
      if (deadlineMs > now) break;
      this.#joined.delete(waiting);
      waiting.onTimeout();
    }
    this.#rest();
    this.#schedule();
  }

  #schedule(): void {
    if (this.#timer !== null || this.#timeoutMs === 0) return;
    for (const deadlineMs of this.#joined.values()) {
      this.#timer = setTimeout(() => this.#onTimer(), Math.max(1, Math.ceil(deadlineMs - this.#clock.nowMs)));
      return;
    }
  }
}
