import type { AwakeClock } from '../../core/awake-clock.ts';

/** The end of a patience, and how long it was set to be: what is told of it, whatever a clock measures when it is over. */
export interface Deadline {
  /** On the clock of performance.now(); later by whatever time nothing could run in. */
  readonly atMs: number;
  readonly setMs: number;
}

/** The deadline of a patience that begins now. */
export function startDeadline(setMs: number, clock: Pick<AwakeClock, 'frozenMs'>): Deadline {
  const plainMs = performance.now() + setMs - clock.frozenMs;
  return {
    setMs,
    get atMs() {
      return plainMs + clock.frozenMs;
    },
  };
}

/** Whichever comes first. */
export function toEarlier(one: Deadline, other: Deadline): Deadline {
  return other.atMs < one.atMs ? other : one;
}
