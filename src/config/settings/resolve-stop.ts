import { weighLongestChain } from '../../core/dependency-order.ts';
import { OWN_STOP_MS, type Platform } from '../../platform/platform.ts';

const USUAL_WAIT_MS = 10_000;
const SHORTEST_GRACE_MS = 1_000;
const DRAIN_SHARE = 0.5;

/** How long calls in flight may go on where the config is silent: ten seconds, or half of what the platform gives. */
export function toUsualDrainMs({ limits }: Platform): number {
  return limits.stopMs === null ? USUAL_WAIT_MS : Math.min(USUAL_WAIT_MS, limits.stopMs * DRAIN_SHARE);
}

/** A process as far as it is known before its settings. */
interface Stopped {
  readonly name: string;
  readonly after: readonly string[];
  readonly oneshot: boolean;
}

/**
 * How long a process may take to end where the config is silent: ten seconds, or what the drain leaves of what the platform gives.
 * Those that end one after the other share it; `processes` are in their order.
 */
export function toUsualGraceMs({ limits }: Platform, drainMs: number, processes: readonly Stopped[]): number {
  if (limits.stopMs === null) return USUAL_WAIT_MS;
  const leftMs = limits.stopMs - drainMs - OWN_STOP_MS;
  const chain = Math.max(
    1,
    weighLongestChain(processes, ({ oneshot }) => (oneshot ? 0 : 1)),
  );
  return Math.min(USUAL_WAIT_MS, Math.max(SHORTEST_GRACE_MS, Math.floor(leftMs / chain)));
}
