import type { AppState, AppStatus } from '../call/app-status.ts';
import { type Timed, TimeoutWheel } from '../core/timeout-wheel.ts';
import type { Failure } from '../failures/failure.ts';

const TICK_MS = 500;

const NOT_READY: AppState = { kind: 'not-ready' };

/**
 * The status of an app that is told of each thaw: until it has been, it is not ready. A look at its `state` is what finds a
 * thaw, for the first call after one is read before any timer strikes.
 */
export class ThawGate implements AppStatus {
  readonly #app: AppStatus;
  readonly #tell: () => Promise<void>;
  readonly #wheel: TimeoutWheel;
  readonly #beat: Timed = { deadlineMs: Number.POSITIVE_INFINITY, wheelIndex: -1, onDeadline: () => undefined };
  readonly #listeners = new Set<(state: AppState) => void>();
  #isTelling = false;
  #thaws = 0;

  /** `tell` resolves, and never rejects, when the app may have calls again. */
  constructor(app: AppStatus, tell: () => Promise<void>, wheel: TimeoutWheel = new TimeoutWheel(TICK_MS)) {
    this.#app = app;
    this.#tell = tell;
    this.#wheel = wheel;
    wheel.onJump(() => void this.#onThaw());
    wheel.add(this.#beat);
    app.onChange((state) => this.#pass(state));
  }

  get state(): AppState {
    this.#wheel.lookForJump();
    const { state } = this.#app;
    return this.#isTelling && state.kind === 'ready' ? NOT_READY : state;
  }

  onChange(listener: (state: AppState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  findCrash(sinceMs: number, patienceMs: number): Promise<Failure | null> {
    return this.#app.findCrash(sinceMs, patienceMs);
  }

  /** Looks for no more thaws. */
  stop(): void {
    this.#wheel.remove(this.#beat);
  }

  // One that starts will open everything anew, and is told nothing.
  async #onThaw(): Promise<void> {
    this.#thaws += 1;
    if (this.#isTelling || this.#app.state.kind !== 'ready') return;
    this.#isTelling = true;
    this.#pass(NOT_READY);
    for (let told = 0; told < this.#thaws; ) {
      told = this.#thaws;
      await this.#tell();
    }
    this.#isTelling = false;
    this.#pass(this.#app.state);
  }

  #pass(state: AppState): void {
    if (this.#isTelling && state.kind === 'ready') return;
    for (const listener of [...this.#listeners]) listener(state);
  }
}
