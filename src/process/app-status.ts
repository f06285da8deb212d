import type { UpstreamFault, UpstreamState, UpstreamStatus } from '../core/upstream-status.ts';

/** The status with the controls that only the supervisor has. */
export interface AppStatus extends UpstreamStatus {
  become(state: UpstreamState): void;
  addCrash(fault: UpstreamFault): void;
}

/** A call older than the oldest remembered crash is rare, and its failure then just names no crash. */
const REMEMBERED_CRASHES = 32;

/** Creates the status of an app that is not ready. */
export function createAppStatus(): AppStatus {
  const listeners = new Set<(state: UpstreamState) => void>();
  const crashListeners = new Set<(fault: UpstreamFault) => void>();
  const crashes: Array<{ atMs: number; fault: UpstreamFault }> = [];
  let state: UpstreamState = { kind: 'not-ready' };

  return {
    get state() {
      return state;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    become(next) {
      if (state.kind === 'stopping' || (state.kind === next.kind && next.kind !== 'ready')) return;
      state = next;
      for (const listener of listeners) listener(next);
    },
    addCrash(fault) {
      crashes.push({ atMs: performance.now(), fault });
      if (crashes.length > REMEMBERED_CRASHES) crashes.shift();
      for (const listener of [...crashListeners]) listener(fault);
    },
    findCrash(sinceMs, patienceMs) {
      const known = crashes.find(({ atMs }) => atMs >= sinceMs);
      if (known !== undefined) return Promise.resolve(known.fault);
      return new Promise((resolve) => {
        const settle = (fault: UpstreamFault | null): void => {
          clearTimeout(timer);
          crashListeners.delete(settle);
          resolve(fault);
        };
        const timer = setTimeout(settle, patienceMs, null);
        crashListeners.add(settle);
      });
    },
  };
}
