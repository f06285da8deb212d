import type { Timeline } from '../../core/timeline.ts';
import type { ChildOutput } from '../../logging/child-output.ts';
import { pause } from '../bounded-wait.ts';
import { isPortBound } from '../inspection/port-holder.ts';

const SHORTEST_INTERVAL_MS = 10;
const LONGEST_INTERVAL_MS = 250;

/** Notes the moments of one start as they come. Made before the spawn, so that no line of output is missed. */
export class StartWatch {
  readonly #closed = new AbortController();
  readonly #stopListening: () => void;
  #firstOutputAtMs: number | null = null;
  #portBoundAtMs: number | null = null;

  constructor(output: ChildOutput) {
    this.#stopListening = output.onLine(() => {
      this.#firstOutputAtMs ??= performance.now();
    });
  }

  /** A connection to the process was accepted. */
  noteConnect(): void {
    this.#portBoundAtMs ??= performance.now();
  }

  /** Looks for the port in the kernel's tables, for a process that no probe connects to. Resolves when it was seen, or at the close. */
  async followPort(port: number): Promise<void> {
    const { signal } = this.#closed;
    for (let waitMs = SHORTEST_INTERVAL_MS; this.#portBoundAtMs === null && !signal.aborted; waitMs *= 1.5) {
      await pause(Math.min(waitMs, LONGEST_INTERVAL_MS), signal);
      if (!signal.aborted && isPortBound(port)) this.noteConnect();
    }
  }

  /** The timeline of a child, with its last moment now. */
  toTimeline(spawnedAtMs: number, lastMoment: 'ready' | 'ended' | 'given up'): Timeline {
    const nowMs = performance.now();
    return {
      spawnedAtMs,
      firstOutputAtMs: this.#firstOutputAtMs,
      portBoundAtMs: this.#portBoundAtMs,
      readyAtMs: lastMoment === 'ready' ? nowMs : null,
      endedAtMs: lastMoment === 'ended' ? nowMs : null,
      givenUpAtMs: lastMoment === 'given up' ? nowMs : null,
    };
  }

  close(): void {
    this.#closed.abort();
    this.#stopListening();
  }
}
