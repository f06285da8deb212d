import type { ChildOutput } from '../../logging/child-output.ts';
import { unlessAborted, unlessLate } from '../bounded-wait.ts';
import { type ProbeResult, type ReadinessProbe, toNotReady } from './readiness-probe.ts';

const ATTEMPT_MS = 1_000;

/** Ready from the moment a line of the child's output matches; every line printed after the creation counts. */
export class LogProbe implements ReadinessProbe {
  readonly intervalMs = 1;
  readonly firstReason: string;
  readonly #matched: Promise<void>;
  #isMatched = false;
  #stopListening = (): void => {};

  constructor(pattern: RegExp, output: ChildOutput) {
    this.firstReason = `no line of its output has matched ${pattern} yet`;
    // Without the flags that make a RegExp remember where it stopped.
    const stateless = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''));
    this.#matched = new Promise((resolve) => {
      this.#stopListening = output.onLine((line) => {
        this.#isMatched ||= stateless.test(line);
        if (this.#isMatched) resolve();
      });
    });
  }

  async attempt(signal: AbortSignal): Promise<ProbeResult> {
    await unlessLate(unlessAborted(this.#matched, signal), ATTEMPT_MS);
    return this.#isMatched ? { kind: 'ready', host: null } : toNotReady(this.firstReason);
  }

  close(): void {
    this.#stopListening();
  }
}
