/** Something with a deadline; it may move the deadline at any time, at no cost. */
export interface Timed {
  /** In the wheel's own time (`TimeoutWheel.nowMs`); Infinity: no deadline. */
  deadlineMs: number;
  /** Its place in the wheel, kept by the wheel; -1 outside. */
  wheelIndex: number;
  onDeadline(): void;
}

/** The clocks and the timer; replaced in tests. */
export interface WheelClock {
  monotonicMs(): number;
  wallMs(): number;
  start(onTick: () => void, everyMs: number): () => void;
}

const REAL_CLOCK: WheelClock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  start: (onTick, everyMs) => {
    const timer = setInterval(onTick, everyMs).unref();
    return () => clearInterval(timer);
  },
};

/** Silence of this length between two looks at the clocks means that the machine, or this process, was stopped. */
const JUMP_MS = 2_000;

/** A tick that comes later than this many ticks after the last one counts as no more: nothing could run meanwhile. */
const MOST_TICKS = 2;

/**
 * All timeouts of the data plane on one timer. A deadline costs a number in an object, not a timer: every tick looks at
 * all of them, which for ten thousand connections is a tenth of a millisecond. The timer runs only while there are any.
 * Time during which the process could not run (a frozen instance, a busy host) counts for nobody: what came meanwhile
 * has not been read yet when the timer fires.
 */
export class TimeoutWheel {
  /** The time that deadlines are in, as of the last tick: free to read. It stands still while nothing could run. */
  nowMs: number;
  /** The machine's time as of the last tick, for the age of what others keep by their own clocks. */
  machineMs: number;
  readonly tickMs: number;
  readonly #clock: WheelClock;
  readonly #timed: Timed[] = [];
  readonly #jumpListeners: Array<() => void> = [];
  #stop: (() => void) | null = null;
  #wallMs: number;

  constructor(tickMs: number, clock: WheelClock = REAL_CLOCK) {
    this.tickMs = tickMs;
    this.#clock = clock;
    this.machineMs = clock.monotonicMs();
    this.nowMs = this.machineMs;
    this.#wallMs = clock.wallMs();
  }

  /**
   * The deadline of a wait that begins now; 0 stands for no limit. Never early, late by two ticks at most of the time
   * in which the process could run.
   */
  after(timeoutMs: number): number {
    return timeoutMs === 0 ? Number.POSITIVE_INFINITY : this.nowMs + timeoutMs + this.tickMs;
  }

  /** Calls back whenever the clocks jumped, before any deadline is looked at. */
  onJump(listener: () => void): void {
    this.#jumpListeners.push(listener);
  }

  add(timed: Timed): void {
    timed.wheelIndex = this.#timed.push(timed) - 1;
    if (this.#stop !== null) return;
    this.machineMs = this.#clock.monotonicMs();
    this.#wallMs = this.#clock.wallMs();
    this.#stop = this.#clock.start(() => this.#tick(), this.tickMs);
  }

  remove(timed: Timed): void {
    const index = timed.wheelIndex;
    if (index === -1) return;
    timed.wheelIndex = -1;
    const last = this.#timed.pop()!;
    if (last !== timed) {
      this.#timed[index] = last;
      last.wheelIndex = index;
    }
    if (this.#timed.length > 0) return;
    this.#stop?.();
    this.#stop = null;
  }

  /** Looks at the wall clock alone, for a moment at which what was idle is about to be used. */
  lookForJump(): void {
    if (this.#stop === null) return;
    const wallMs = this.#clock.wallMs();
    const gapMs = wallMs - this.#wallMs;
    this.#wallMs = wallMs;
    // No tick has come for so long that what it last read is no age of anything any more.
    if (gapMs > MOST_TICKS * this.tickMs) this.machineMs = this.#clock.monotonicMs();
    if (gapMs > JUMP_MS + this.tickMs || gapMs < -JUMP_MS) for (const listener of this.#jumpListeners) listener();
  }

  #tick(): void {
    const machineMs = this.#clock.monotonicMs();
    this.nowMs += Math.min(machineMs - this.machineMs, MOST_TICKS * this.tickMs);
    this.machineMs = machineMs;
    this.lookForJump();
    // Backwards, because whatever is removed meanwhile is filled up from the end.
    for (let i = this.#timed.length - 1; i >= 0; i--) {
      const timed = this.#timed[i];
      if (timed !== undefined && timed.deadlineMs <= this.nowMs) timed.onDeadline();
    }
  }
}
