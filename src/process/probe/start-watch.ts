import type { Timeline } from '../../core/timeline.ts';
import type { ChildOutput } from '../../logging/child-output.ts';
import { isPortBound } from '../inspection/port-holder.ts';
import { pause } from '../pause.ts';

/** Notes the moments of one start as they come. */
export interface StartWatch {
  /** A connection to the process was accepted. */
  onConnect(): void;
  /** Looks for the port in the kernel's tables, for a process that no probe connects to. */
  followPort(port: number): void;
  /** The timeline of a child, with its last moment now. */
  toTimeline(spawnedAtMs: number, lastMoment: 'ready' | 'ended' | 'given up'): Timeline;
  close(): void;
}

const SHORTEST_INTERVAL_MS = 10;
const LONGEST_INTERVAL_MS = 250;

/** Begins to watch, before the spawn, so that no line of output is missed. */
export function createStartWatch(output: ChildOutput): StartWatch {
  const closed = new AbortController();
  let firstOutputAtMs: number | null = null;
  let portBoundAtMs: number | null = null;
  const forget = output.onLine(() => {
    firstOutputAtMs ??= performance.now();
  });

  async function follow(port: number): Promise<void> {
    for (let waitMs = SHORTEST_INTERVAL_MS; portBoundAtMs === null && !closed.signal.aborted; waitMs *= 1.5) {
      await pause(Math.min(waitMs, LONGEST_INTERVAL_MS), closed.signal);
      if (!closed.signal.aborted && isPortBound(port)) portBoundAtMs ??= performance.now();
    }
  }

  return {
    onConnect: () => {
      portBoundAtMs ??= performance.now();
    },
    followPort: (port) => void follow(port),
    toTimeline(spawnedAtMs, lastMoment) {
      const nowMs = performance.now();
      return {
        spawnedAtMs,
        firstOutputAtMs,
        portBoundAtMs,
        readyAtMs: lastMoment === 'ready' ? nowMs : null,
        endedAtMs: lastMoment === 'ended' ? nowMs : null,
        givenUpAtMs: lastMoment === 'given up' ? nowMs : null,
      };
    },
    close() {
      closed.abort();
      forget();
    },
  };
}
