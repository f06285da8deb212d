/** The end of a patience, and how long it was set to be: what is told of it, whatever a clock measures when it is over. */
export interface Deadline {
  /** On the clock of performance.now(). */
  readonly atMs: number;
  readonly setMs: number;
}

/** The deadline of a patience that begins now. */
export function startDeadline(setMs: number): Deadline {
  return { atMs: performance.now() + setMs, setMs };
}

/** Whichever comes first. */
export function toEarlier(one: Deadline, other: Deadline): Deadline {
  return other.atMs < one.atMs ? other : one;
}
