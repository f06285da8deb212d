import type { AppState, AppStatus } from '../../src/call/app-status.ts';
import type { Failure } from '../../src/failures/failure.ts';

/** The processes as the data plane sees them, told by a test. */
export interface ScriptedStatus extends AppStatus {
  change(state: AppState): void;
  crash(failure: Failure): void;
  /** Lets the app crash as late as can be: when somebody asks why it does not answer. */
  crashWhenAsked(failure: Failure): void;
}

/** Creates the status of an app in this state. */
export function createStatus(first: AppState): ScriptedStatus {
  const listeners = new Set<(state: AppState) => void>();
  let state = first;
  let crash: Failure | null = null;
  let nextCrash: Failure | null = null;
  const change = (next: AppState): void => {
    state = next;
    for (const listener of listeners) listener(next);
  };
  return {
    get state() {
      return state;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    findCrash: async () => {
      if (nextCrash !== null) change({ kind: 'not-ready' });
      crash = nextCrash ?? crash;
      nextCrash = null;
      return crash;
    },
    change,
    crash(failure) {
      crash = failure;
    },
    crashWhenAsked(failure) {
      nextCrash = failure;
    },
  };
}
