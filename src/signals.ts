/**
 * What the bootstrap file says of SIGHUP, because berth cannot see it: Node.js puts every signal that was ignored back to
 * its default before the first line of a program runs (`PlatformInit` in its src/node.cc).
 */
const HANG_UP_VARIABLE = 'BERTH_SIGHUP';

/**
 * The requests to stop, from their only owner: SIGTERM, SIGINT and, because nobody is left to send them when the terminal
 * is gone, SIGHUP. One that was ignored when berth was started (`nohup`) stays ignored. The others are taken in any case: a
 * platform must be able to stop berth, and that a shell without job control lets what it starts with `&` ignore SIGINT is
 * nobody's wish. The app inherits none of this: libuv gives every child the default of each signal, and in a session of its
 * own no terminal's hang-up reaches it.
 */
export class StopSignals {
  readonly first: Promise<NodeJS.Signals>;
  /** Asks to stop at once. */
  readonly second: Promise<NodeJS.Signals>;
  readonly #taken: readonly NodeJS.Signals[];
  readonly #waiting: Array<(signal: NodeJS.Signals) => void> = [];
  readonly #onSignal = (signal: NodeJS.Signals): void => this.#waiting.shift()?.(signal);

  constructor(env: NodeJS.ProcessEnv) {
    const isHangUpIgnored = env[HANG_UP_VARIABLE] === 'ignored';
    this.#taken = isHangUpIgnored ? ['SIGTERM', 'SIGINT'] : ['SIGTERM', 'SIGINT', 'SIGHUP'];
    this.first = new Promise((resolve) => this.#waiting.push(resolve));
    this.second = new Promise((resolve) => this.#waiting.push(resolve));
    for (const signal of this.#taken) process.on(signal, this.#onSignal);
    // Not for a time: without a listener the default would end berth.
    if (isHangUpIgnored) process.on('SIGHUP', () => {});
  }

  /** Leaves the signals to their default, but for one that was ignored from the start. */
  close(): void {
    for (const signal of this.#taken) process.off(signal, this.#onSignal);
  }
}
