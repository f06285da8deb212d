import { setImmediate as waitForTurn } from 'node:timers/promises';
import type { UpstreamFault, UpstreamState, UpstreamStatus } from '../../core/upstream-status.ts';

/** The status with the controls that only the supervisor has. */
export interface AppStatus extends UpstreamStatus {
  become(state: UpstreamState): void;
  /** A process has crashed; why is being found out, and `addCrash` follows. */
  announceCrash(): void;
  addCrash(fault: UpstreamFault): void;
}

/** A call older than the oldest remembered crash is rare, and its failure then just names no crash. */
const REMEMBERED_CRASHES = 32;

/** How long the cause of a crash that is known to have happened is waited for. */
const DIAGNOSIS_PATIENCE_MS = 2_000;

/** Creates the status of an app that is not ready. */
export function createAppStatus(): AppStatus {
  const listeners = new Set<(state: UpstreamState) => void>();
  const crashListeners = new Set<(fault: UpstreamFault) => void>();
  const crashes: Array<{ atMs: number; fault: UpstreamFault }> = [];
  let state: UpstreamState = { kind: 'not-ready' };
  let announced = 0;

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
    announceCrash() {
      announced += 1;
    },
    addCrash(fault) {
      announced = Math.max(0, announced - 1);
      crashes.push({ atMs: performance.now(), fault });
      if (crashes.length > REMEMBERED_CRASHES) crashes.shift();
      for (const listener of [...crashListeners]) listener(fault);
    },
    findCrash(sinceMs, patienceMs) {
      const known = crashes.find(({ atMs }) => atMs >= sinceMs);
      if (known !== undefined) return Promise.resolve(known.fault);
      if (state.kind === 'stopping') return Promise.resolve(null);
      return new Promise((resolve) => {
        const settle = (fault: UpstreamFault | null): void => {
          clearTimeout(timer);
          crashListeners.delete(settle);
          resolve(fault);
        };
        // An exit that the kernel has reported meanwhile is read only in the poll phase behind the timer.
        const giveUp = async (): Promise<void> => {
          await waitForTurn();
          await waitForTurn();
          if (announced === 0) settle(null);
          else timer = setTimeout(settle, DIAGNOSIS_PATIENCE_MS, null);
        };
        let timer = setTimeout(() => void giveUp(), patienceMs);
        crashListeners.add(settle);
      });
    },
  };
}
