import { formatDuration } from '../core/duration.ts';
import type { ProxySettings } from '../core/proxy-settings.ts';
import type { StartupSettings } from '../core/settings.ts';
import { Failure } from '../failures/failure.ts';
import type { Target } from '../upstream/target.ts';
import type { AppState, AppStatus } from './app-status.ts';
import { type Waiting, WaitingLine } from './waiting-line.ts';

/** Somebody who wants to be let in. Exactly one of the two is called, unless `Admission.leave` came first. */
export interface Applicant {
  onAdmitted(target: Target): void;
  onRefused(failure: Failure): void;
}

/**
 * How much longer than the start a request is held: the first may come before the start has begun to count, and is to
 * hear why the app did not start, not that its patience is over.
 */
const VERDICT_MARGIN_MS = 2_000;

/**
 * The gate and the limit behind it: holds applicants while the app is not ready, queues them while `maxInFlight` are
 * inside, refuses them when a line is full, a wait was too long, or the app has failed for good. Follows the app's status
 * from its creation on.
 */
export class Admission {
  inFlight = 0;
  /** How many were let in so far. */
  admitted = 0;
  readonly #status: AppStatus;
  readonly #held: WaitingLine;
  readonly #queued: WaitingLine;
  /** What the lines' timeouts are called by those who set them. */
  readonly #limits: ReadonlyMap<WaitingLine, string>;
  readonly #places = new Map<Applicant, { readonly line: WaitingLine; readonly waiting: Waiting }>();
  readonly #maxInFlight: number;
  #expected = 0;
  #idleListeners: Array<() => void> = [];

  constructor(status: AppStatus, startup: StartupSettings, { maxInFlight, queue }: ProxySettings) {
    this.#status = status;
    const heldForMs = startup.deadlineMs === 0 ? 0 : startup.deadlineMs + VERDICT_MARGIN_MS;
    this.#held = new WaitingLine(startup.maxHeld, heldForMs);
    this.#queued = new WaitingLine(queue.max, queue.timeoutMs);
    this.#limits = new Map([
      [this.#held, formatDuration(startup.deadlineMs)],
      [this.#queued, formatDuration(queue.timeoutMs)],
    ]);
    this.#maxInFlight = maxInFlight === 0 ? Number.POSITIVE_INFINITY : maxInFlight;
    status.onChange((state) => this.#onStateChange(state));
  }

  /** `hasPlace`: it was let in, or held, before, so no line is too full for it. */
  enter(applicant: Applicant, hasPlace = false): void {
    const { state } = this.#status;
    switch (state.kind) {
      case 'ready':
        if (this.inFlight < this.#maxInFlight) {
          this.inFlight += 1;
          this.admitted += 1;
          applicant.onAdmitted(state.target);
        } else this.#waitIn(this.#queued, applicant, hasPlace);
        return;
      case 'not-ready':
        this.#waitIn(this.#held, applicant, hasPlace);
        return;
      case 'failed':
        applicant.onRefused(state.failure);
        return;
      case 'stopping':
        applicant.onRefused(new Failure('DRAINING'));
        return;
      default:
        throw new Error(`BUG: unknown state ${JSON.stringify(state satisfies never)}`);
    }
  }

  /** An applicant that waits goes away; nothing happens if it does not wait. */
  leave(applicant: Applicant): void {
    const place = this.#places.get(applicant);
    if (place === undefined) return;
    this.#places.delete(applicant);
    place.line.leave(place.waiting);
  }

  /** Somebody will enter later: whoever waits for the last one to leave waits for this one too. */
  expect(): void {
    this.#expected += 1;
  }

  /** Somebody who was expected has entered, or will not. */
  forget(): void {
    this.#expected -= 1;
    this.#tellIfIdle();
  }

  /** Nobody is inside, and nobody is expected. */
  get isIdle(): boolean {
    return this.inFlight === 0 && this.#expected === 0;
  }

  /** An admitted one is done. */
  giveBack(): void {
    this.inFlight -= 1;
    this.#serveQueue();
    this.#tellIfIdle();
  }

  #tellIfIdle(): void {
    if (!this.isIdle) return;
    const listeners = this.#idleListeners;
    this.#idleListeners = [];
    for (const listener of listeners) listener();
  }

  get waiting(): number {
    return this.#places.size;
  }

  /** Calls the listener once, when it `isIdle` again. */
  onceIdle(listener: () => void): void {
    this.#idleListeners.push(listener);
  }

  #waitIn(line: WaitingLine, applicant: Applicant, hasPlace: boolean): void {
    const waiting: Waiting = {
      onTurn: () => {
        this.#places.delete(applicant);
        this.enter(applicant, true);
      },
      onTimeout: () => {
        this.#places.delete(applicant);
        applicant.onRefused(new Failure('QUEUE_TIMEOUT', { limit: this.#limits.get(line)! }));
      },
    };
    if (line.join(waiting, hasPlace)) this.#places.set(applicant, { line, waiting });
    else applicant.onRefused(new Failure('QUEUE_FULL', { limit: line.limit }));
  }

  #onStateChange(state: AppState): void {
    if (state.kind === 'not-ready') return;
    if (state.kind === 'ready') this.#serveQueue();
    else for (const waiting of this.#queued.clear()) waiting.onTurn();
    for (const waiting of this.#held.clear()) waiting.onTurn();
  }

  // Those in the queue were let through the gate before the held ones, so they come first when the app is back.
  #serveQueue(): void {
    while (this.inFlight < this.#maxInFlight && this.#status.state.kind === 'ready' && this.#queued.serveNext());
  }
}
