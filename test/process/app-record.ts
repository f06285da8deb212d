import type { UpstreamAddress } from '../../src/core/settings.ts';
import type { Failure } from '../../src/failures/failure.ts';
import type { AppWatcher } from '../../src/process/life/app-watcher.ts';

/** What the app's watcher was told of its state. */
export type AppState =
  | { readonly kind: 'ready'; readonly address: UpstreamAddress }
  | { readonly kind: 'not-ready' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** A crash as the app's watcher heard of it. */
export interface Crash {
  readonly failure: Failure;
  readonly atMs: number;
  /** When the watcher was told why. */
  readonly heardAtMs: number;
}

/** Writes down all that a supervisor tells of its app. */
export class AppRecord implements AppWatcher {
  readonly states: AppState[] = [];
  readonly crashes: Crash[] = [];
  readonly fatals: Failure[] = [];
  /** The names of the calls and, of crashes, their moments, in order. */
  readonly heard: Array<string | number> = [];

  get state(): AppState {
    return this.states.at(-1) ?? { kind: 'not-ready' };
  }

  onReady(address: UpstreamAddress): void {
    this.heard.push('ready');
    this.states.push({ kind: 'ready', address });
  }

  onNotReady(): void {
    this.heard.push('not-ready');
    this.states.push({ kind: 'not-ready' });
  }

  onFailed(failure: Failure): void {
    this.heard.push('failed');
    this.states.push({ kind: 'failed', failure });
  }

  onCrashSeen(atMs: number): void {
    this.heard.push('crash-seen', atMs);
  }

  onCrash(failure: Failure, atMs: number): void {
    this.heard.push('crash', atMs);
    this.crashes.push({ failure, atMs, heardAtMs: performance.now() });
  }

  onFatal(failure: Failure): void {
    this.heard.push('fatal');
    this.fatals.push(failure);
  }
}
