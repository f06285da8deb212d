import { formatDuration } from '../core/duration.ts';
import type { ProxySettings } from '../core/settings.ts';
import type { TimeoutWheel } from '../core/timeout-wheel.ts';

/** What an exchange waits for at the moment. `reader`: a client that does not take the response. */
export type Phase = 'nothing' | 'connect' | 'bodyIdle' | 'firstByte' | 'idle' | 'reader';

/** The phases as a failure names them; its `key` is the setting's. */
const WORDS: Readonly<Record<Phase | 'total', string>> = {
  nothing: '',
  connect: 'connecting',
  bodyIdle: 'a pause inside the body',
  firstByte: 'the first byte of the response',
  idle: 'a pause inside the response',
  reader: 'taking the response',
  total: 'the whole exchange',
};

/** The deadline of an exchange: that of its phase or that of the whole, whichever is first. Moving it is cheap. */
export class ExchangeDeadline {
  phase: Phase = 'nothing';
  readonly #wheel: TimeoutWheel;
  readonly #limits: Readonly<Record<Phase | 'total', number>>;
  #totalMs = Number.POSITIVE_INFINITY;

  constructor(wheel: TimeoutWheel, { upstreamTimeouts, clientTimeouts }: ProxySettings) {
    this.#wheel = wheel;
    this.#limits = {
      nothing: 0,
      connect: upstreamTimeouts.connectMs,
      bodyIdle: clientTimeouts.bodyIdleMs,
      firstByte: upstreamTimeouts.firstByteMs,
      idle: upstreamTimeouts.idleMs,
      reader: clientTimeouts.readerMs,
      total: upstreamTimeouts.totalMs,
    };
  }

  /** The exchange with the upstream begins now. */
  begin(): void {
    this.#totalMs = this.#wheel.after(this.#limits.total);
  }

  /** The exchange is over. */
  end(): void {
    this.phase = 'nothing';
    this.#totalMs = Number.POSITIVE_INFINITY;
  }

  /** A phase begins, or goes on after progress; returns the deadline to keep. */
  enter(phase: Phase): number {
    this.phase = phase;
    if (phase === 'nothing') return Number.POSITIVE_INFINITY;
    return Math.min(this.#wheel.after(this.#limits[phase]), this.#totalMs);
  }

  /** True if it is the whole exchange that took too long. */
  get isTotal(): boolean {
    return this.#totalMs <= this.#wheel.nowMs;
  }

  /** What a failure tells of the deadline that has passed. */
  describe(): { readonly phase: string; readonly limit: string; readonly key: string } {
    const key = this.isTotal ? 'total' : this.phase;
    return { phase: WORDS[key], limit: formatDuration(this.#limits[key]), key };
  }
}
