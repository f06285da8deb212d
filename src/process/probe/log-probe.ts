import type { ChildOutput } from '../../logging/child-output.ts';
import { pause } from '../pause.ts';
import type { ReadinessProbe } from './probe.ts';

const ATTEMPT_MS = 1_000;

/** Ready from the moment a line of the child's output matches; every line printed after the creation counts. */
export function createLogProbe(pattern: RegExp, output: ChildOutput): ReadinessProbe {
  // Without the flags that make a RegExp remember where it stopped.
  const stateless = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''));
  const reason = `no line of its output has matched ${pattern} yet`;
  const matched = new AbortController();
  const stopListening = output.onLine((line) => {
    if (stateless.test(line)) matched.abort();
  });
  return {
    firstReason: reason,
    intervalMs: 1,
    async attempt(signal) {
      const wake = new AbortController();
      const onWake = (): void => wake.abort();
      signal.addEventListener('abort', onWake, { once: true });
      matched.signal.addEventListener('abort', onWake, { once: true });
      if (!matched.signal.aborted && !signal.aborted) await pause(ATTEMPT_MS, wake.signal);
      signal.removeEventListener('abort', onWake);
      matched.signal.removeEventListener('abort', onWake);
      if (matched.signal.aborted) return { kind: 'ready', host: null };
      return { kind: 'not-ready', reason };
    },
    close: stopListening,
  };
}
