import { setImmediate as waitForTurn } from 'node:timers/promises';
import type { AppState, AppStatus } from '../call/app-status.ts';
import type { UpstreamAddress } from '../core/settings.ts';
import type { Failure } from '../failures/failure.ts';
import type { AppWatcher } from '../process/life/app-watcher.ts';
import type { Target } from '../upstream/target.ts';

/** A call older than the oldest remembered crash is rare, and its failure then just names no crash. */
const REMEMBERED_CRASHES = 32;

/** How long the cause of a crash that is known to have happened is waited for. */
const DIAGNOSIS_PATIENCE_MS = 2_000;

/** What is heard of the processes, in the data plane's terms. The app is not ready at first. */
export class WatchedApp implements AppStatus, AppWatcher {
  /** Resolves with the failure of an app that was ready once and is gone for good. */
  readonly fatal: Promise<Failure>;
  onFatal!: (failure: Failure) => void;
  readonly #targetAt: (address: UpstreamAddress) => Target;
  readonly #listeners = new Set<(state: AppState) => void>();
  readonly #crashListeners = new Set<() => void>();
  readonly #crashes: Array<{ readonly atMs: number; readonly failure: Failure }> = [];
  /** When each crash was seen whose cause is being found out. */
  readonly #unexplained: number[] = [];
  #state: AppState = { kind: 'not-ready' };

  constructor(targetAt: (address: UpstreamAddress) => Target) {
    this.#targetAt = targetAt;
    this.fatal = new Promise((resolve) => {
      this.onFatal = resolve;
    });
  }

  get state(): AppState {
    return this.#state;
  }

  onChange(listener: (state: AppState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onReady(address: UpstreamAddress): void {
    this.#become({ kind: 'ready', target: this.#targetAt(address) });
  }

  onNotReady(): void {
    this.#become({ kind: 'not-ready' });
  }

  onFailed(failure: Failure): void {
    this.#become({ kind: 'failed', failure });
  }

  /** From now on every call is refused: the app is being stopped. */
  stop(): void {
    this.#become({ kind: 'stopping' });
  }

  onCrashSeen(atMs: number): void {
    this.#unexplained.push(atMs);
  }

  onCrash(failure: Failure, atMs: number): void {
    const index = this.#unexplained.indexOf(atMs);
    if (index !== -1) this.#unexplained.splice(index, 1);
    this.#crashes.push({ atMs, failure });
    if (this.#crashes.length > REMEMBERED_CRASHES) this.#crashes.shift();
    for (const listener of [...this.#crashListeners]) listener();
  }

  async findCrash(sinceMs: number, patienceMs: number): Promise<Failure | null> {
    const known = this.#lastCrash(sinceMs);
    if (known !== null || this.#state.kind === 'stopping') return known;
    await this.#waitForCrash(sinceMs, patienceMs);
    return this.#lastCrash(sinceMs);
  }

  #become(next: AppState): void {
    const { kind } = this.#state;
    if (kind === 'stopping' || kind === 'failed' ? next.kind !== 'stopping' : false) return;
    if (kind === next.kind && kind !== 'ready') return;
    this.#state = next;
    for (const listener of [...this.#listeners]) listener(next);
  }

  #lastCrash(sinceMs: number): Failure | null {
    return this.#crashes.findLast(({ atMs }) => atMs >= sinceMs)?.failure ?? null;
  }

  #waitForCrash(sinceMs: number, patienceMs: number): Promise<void> {
    return new Promise((resolve) => {
      const settle = (): void => {
        clearTimeout(timer);
        this.#crashListeners.delete(onCrash);
        resolve();
      };
      const onCrash = (): void => {
        if (this.#lastCrash(sinceMs) !== null) settle();
      };
      // An exit that the kernel has reported meanwhile is read only in the poll phase behind the timer.
      const giveUp = async (): Promise<void> => {
        await waitForTurn();
        await waitForTurn();
        if (this.#unexplained.every((atMs) => atMs < sinceMs)) settle();
        else timer = setTimeout(settle, DIAGNOSIS_PATIENCE_MS);
      };
      let timer = setTimeout(() => void giveUp(), patienceMs);
      this.#crashListeners.add(onCrash);
    });
  }
}
