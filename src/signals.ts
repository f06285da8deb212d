import { closeSync, constants, openSync } from 'node:fs';
import { constants as system } from 'node:os';

/**
 * What the bootstrap file says of SIGHUP, because berth cannot see it: Node.js puts every signal that was ignored back to
 * its default before the first line of a program runs (`PlatformInit` in its src/node.cc).
 */
const HANG_UP_VARIABLE = 'BERTH_SIGHUP';

/**
 * Signals that ask for nothing, and would all the same end berth or, as SIGUSR1 does in Node.js, open a debugger. One that
 * a limit of the system sends (SIGXCPU, SIGXFSZ) is a warning; what comes behind it, the kernel sees to itself.
 */
const OUTLIVED: readonly NodeJS.Signals[] = [
  'SIGUSR1',
  'SIGUSR2',
  'SIGALRM',
  'SIGVTALRM',
  'SIGPROF',
  'SIGIO',
  'SIGXCPU',
  'SIGXFSZ',
  'SIGSYS',
  'SIGSTKFLT',
];

/** A group's signal and the same one forwarded by a wrapper, or SIGTERM and systemd's SIGHUP behind it, are one request. */
const SAME_REQUEST_MS = 1_000;

/** Sees to it that no signal of those that ask for nothing ends this process, from now on. To be called before all else. */
export function outliveSignals(env: NodeJS.ProcessEnv): void {
  const isHangUpStop = listStops({ env, hasTerminal: hasTerminal() }).includes('SIGHUP');
  const outlived: readonly NodeJS.Signals[] = isHangUpStop ? OUTLIVED : [...OUTLIVED, 'SIGHUP'];
  for (const signal of outlived.filter(isKnown)) process.on(signal, doNothing);
}

/** What decides on the meaning of a signal. */
export interface SignalContext {
  readonly env: NodeJS.ProcessEnv;
  /** berth has a terminal that may hang up, or change its size. */
  readonly hasTerminal: boolean;
  /** Signals that the config passes on to the app: they ask berth for nothing. */
  readonly passedOn: readonly NodeJS.Signals[];
}

/**
 * The signals, from their only owner. Requests to stop are SIGTERM, SIGINT, SIGQUIT and SIGPWR (the stop signals of init
 * systems and of images of nginx, php-fpm and LXC); SIGHUP where there is a terminal, because nobody is left to send
 * another one when that is gone, unless it was ignored when berth was started (`nohup`); and SIGWINCH, httpd's, where
 * there is none, whose size it could be about. The app inherits none of this: libuv gives every child the default of each
 * signal, and in a session of its own no terminal's hang-up reaches it.
 */
export class Signals {
  /** Hears of every signal that is no request to stop. */
  onOther: (signal: NodeJS.Signals) => void = doNothing;
  readonly first: Promise<NodeJS.Signals>;
  /** Asks to stop at once; later than a second after the first. */
  readonly second: Promise<NodeJS.Signals>;
  readonly #stops: readonly NodeJS.Signals[];
  readonly #context: SignalContext;
  readonly #nowMs: () => number;
  readonly #listeners = new Map<NodeJS.Signals, (signal: NodeJS.Signals) => void>();
  #firstAtMs: number | null = null;
  #settleFirst!: (signal: NodeJS.Signals) => void;
  #settleSecond!: (signal: NodeJS.Signals) => void;

  constructor(context: SignalContext, nowMs: () => number = () => performance.now()) {
    this.#context = context;
    this.#stops = listStops(context);
    this.#nowMs = nowMs;
    this.first = new Promise((resolve) => {
      this.#settleFirst = resolve;
    });
    this.second = new Promise((resolve) => {
      this.#settleSecond = resolve;
    });
    const all = new Set([...this.#stops, ...OUTLIVED, 'SIGHUP' as const, 'SIGWINCH' as const, ...context.passedOn]);
    for (const signal of [...all].filter(isKnown)) this.#listen(signal);
    // Not for a time: without a listener the default would end berth.
    if (!this.#stops.includes('SIGHUP')) process.on('SIGHUP', doNothing);
  }

  /** Leaves the signals to their default, but for those that must not end berth. Not for a run, which takes them to its end. */
  close(): void {
    for (const [signal, listener] of this.#listeners) process.off(signal, listener);
  }

  #listen(signal: NodeJS.Signals): void {
    const listener = (): void => (this.#isStop(signal) ? this.#stop(signal) : this.onOther(signal));
    this.#listeners.set(signal, listener);
    process.on(signal, listener);
  }

  // A hang-up that is passed on is one by an operator; when the terminal has gone, nobody else can stop berth any more.
  #isStop(signal: NodeJS.Signals): boolean {
    if (!this.#stops.includes(signal)) return false;
    if (!this.#context.passedOn.includes(signal)) return true;
    return signal === 'SIGHUP' && !hasTerminal();
  }

  #stop(signal: NodeJS.Signals): void {
    const atMs = this.#nowMs();
    this.#firstAtMs ??= atMs;
    this.#settleFirst(signal);
    if (atMs - this.#firstAtMs > SAME_REQUEST_MS) this.#settleSecond(signal);
  }
}

/** True if this process has a controlling terminal. */
export function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', constants.O_RDONLY | constants.O_NOCTTY));
    return true;
  } catch {
    return false;
  }
}

function listStops({ env, hasTerminal }: Pick<SignalContext, 'env' | 'hasTerminal'>): NodeJS.Signals[] {
  const always: NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGPWR'];
  if (!hasTerminal) return [...always, 'SIGWINCH'];
  return env[HANG_UP_VARIABLE] === 'ignored' ? always : [...always, 'SIGHUP'];
}

function isKnown(signal: NodeJS.Signals): boolean {
  return Object.hasOwn(system.signals, signal);
}

function doNothing(): void {}
