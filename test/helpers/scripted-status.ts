import type { UpstreamAddress } from '../../src/core/settings.ts';
import type { UpstreamFault, UpstreamState, UpstreamStatus } from '../../src/core/upstream-status.ts';

/** The processes as the data plane sees them, told by a test. */
export interface ScriptedStatus extends UpstreamStatus {
  change(state: UpstreamState): void;
  crash(fault: UpstreamFault): void;
  /** Lets the app crash as late as can be: when somebody asks why it does not answer. */
  crashWhenAsked(fault: UpstreamFault): void;
}

/** Creates the status of an app that is ready at this address; null: not ready yet. */
export function createStatus(address: UpstreamAddress | null): ScriptedStatus {
  const listeners = new Set<(state: UpstreamState) => void>();
  let state: UpstreamState = address === null ? { kind: 'not-ready' } : { kind: 'ready', address };
  let crash: UpstreamFault | null = null;
  let nextCrash: UpstreamFault | null = null;
  const change = (next: UpstreamState): void => {
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
    crash(fault) {
      crash = fault;
    },
    crashWhenAsked(fault) {
      nextCrash = fault;
    },
  };
}
