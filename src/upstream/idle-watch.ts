import type { Reuse } from './reuse.ts';

/** The connections to one target, as far as they may keep it from answering each other. */
export interface WatchedConnections {
  /** Those that wait for a request. */
  readonly idleCount: number;
  /** Those that have asked and on which not a byte has come yet, the oldest first. */
  listUnanswered(): readonly Unanswered[];
  dropIdle(): void;
}

export interface Unanswered {
  readonly socket: { readonly bytesRead: number };
  /** performance.now() when it was opened. */
  readonly openedAtMs: number;
}

/**
 * A connection that is not answered for so long, while others lie idle, may be waiting for one of those to end: the first
 * time, and after each hit. They differ, because a page that always takes 105 ms comes at once after 100.
 */
const PATIENCE_MS = [100, 130, 180, 250] as const;

/** How often it is looked after connections that wait; after the first time. */
const EVERY_MS = 25;

/**
 * An app that was waiting for that goes on at once: it accepts, or answers. One that has accepted all answers at any time,
 * so there it must come sooner. What comes a little later may have been that; what comes later still was a slow page.
 */
const HIT_MS = { accepts: 50, answers: 15 } as const;
const MISS_MS = 100;
const LOOK_MS = 3;

/** Timers that are this late tell of a machine that has no time, for the app neither: what it does then is no sign. */
const LATE_MS = 20;

/** How long an app is then left alone, longer each time in a row; less where it may have been that after all. */
const SHORTEST_REST_MS = 200;
const LONGEST_REST_MS = 60_000;
const LONGEST_DOUBT_MS = 3_000;

/**
 * Finds out whether the idle connections of a target keep it from answering others. A server that reads a kept-alive
 * connection until its end, and serves only as many as it has threads, does that (Python's HTTPServer, with one; Apache's
 * prefork, with all its workers taken). It is suspected when a fresh connection waits while others lie idle, and known when
 * it has gone on at once, four times and never not, as those were closed. A fast app costs a timer for its fresh connections.
 */
export class IdleWatch {
  /** Known of the app: a connection must not lie idle while another waits. */
  isHeld = false;
  readonly #connections: WatchedConnections;
  readonly #reuse: Reuse;
  #isRunning = false;
  #hits = 0;
  /** At every hit there were connections that the app had not accepted. */
  #isQueueTelling = true;
  #restMs = SHORTEST_REST_MS;
  #restsUntilMs = 0;

  constructor(connections: WatchedConnections, reuse: Reuse) {
    this.#connections = connections;
    this.#reuse = reuse;
  }

  /** A connection is being opened: from now on it is seen to it that it is answered. */
  onOpened(): void {
    if (this.isHeld) this.#connections.dropIdle();
    if (!this.#isRunning && this.#reuse.isAllowed) this.#lookIn(this.isHeld ? EVERY_MS : PATIENCE_MS[0]);
  }

  /** Once it is known: a connection that is idle now would keep the app from another one. */
  get isInTheWay(): boolean {
    if (this.#connections.listUnanswered().length === 0) return false;
    return !this.#isQueueTelling || this.#reuse.countUnaccepted() !== 0;
  }

  #lookIn(delayMs: number): void {
    this.#isRunning = true;
    const dueMs = performance.now() + delayMs;
    setTimeout(() => this.#look(performance.now() - dueMs > LATE_MS), delayMs).unref();
  }

  #look(isLate = false): void {
    this.#isRunning = false;
    const [suspect] = this.#connections.listUnanswered();
    if (suspect === undefined) return;
    const isIdle = this.#connections.idleCount > 0;
    const nowMs = performance.now();
    const isSlow = nowMs - suspect.openedAtMs >= PATIENCE_MS[this.#hits]! && nowMs >= this.#restsUntilMs;
    if (!this.isHeld && isIdle && isSlow && !isLate) {
      this.#try(suspect, nowMs);
      return;
    }
    if (this.isHeld && isIdle && this.isInTheWay) this.#connections.dropIdle();
    this.#lookIn(EVERY_MS);
  }

  /** Closes what lies idle, and waits for what comes of it. */
  #try({ socket }: Unanswered, triedAtMs: number): void {
    const before = this.#reuse.countUnaccepted();
    this.#connections.dropIdle();
    this.#isRunning = true;
    let isLate = false;
    let lookedAtMs = triedAtMs;
    const look = (): void => {
      const nowMs = performance.now();
      isLate ||= nowMs - lookedAtMs > LOOK_MS + LATE_MS;
      lookedAtMs = nowMs;
      const tookMs = nowMs - triedAtMs;
      const hasGoneOn = socket.bytesRead > 0 || (before > 0 && this.#reuse.countUnaccepted() < before);
      if (!hasGoneOn && tookMs < MISS_MS) {
        setTimeout(look, LOOK_MS).unref();
        return;
      }
      this.#isRunning = false;
      if (!isLate && tookMs <= (before > 0 ? HIT_MS.accepts : HIT_MS.answers)) this.#countHit(before > 0);
      else this.#rest(hasGoneOn || isLate);
      this.#look();
    };
    setTimeout(look, LOOK_MS).unref();
  }

  #countHit(isQueueTelling: boolean): void {
    this.#hits += 1;
    this.#isQueueTelling &&= isQueueTelling;
    this.#restMs = SHORTEST_REST_MS;
    if (this.#hits < PATIENCE_MS.length) return;
    this.isHeld = true;
    this.#reuse.notes.onHeld();
  }

  #rest(isDoubtful: boolean): void {
    this.#restsUntilMs = performance.now() + this.#restMs;
    this.#restMs = Math.min(2 * this.#restMs, isDoubtful ? LONGEST_DOUBT_MS : LONGEST_REST_MS);
    if (isDoubtful) return;
    this.#hits = 0;
    this.#isQueueTelling = true;
  }
}
