import type { AcceptQueue } from '../core/accept-queue.ts';
import type { Diagnosis } from '../core/diagnosis.ts';

const TICK_MS = 250;
const REMEMBERED_LOOKS = 4_000;
/** Fewer may have met crowds that were gone a moment later. */
const FEWEST_LOOKS = 3;

/** How many calls there are and were. */
export interface Flow {
  readonly inFlight: number;
  readonly admitted: number;
  readonly answered: number;
}

/** A call that waited for its answer. */
export interface WaitingCall {
  /** performance.now() when it was let in, and when its answer began or it was given up. */
  readonly sinceMs: number;
  readonly untilMs: number;
  /** How many had been let in with it. */
  readonly turn: number;
}

/** What the queues say of a call. */
export interface QueueWait {
  readonly diagnosis: Diagnosis;
  /** It stood there as long as it waited at all. */
  readonly isToTheEnd: boolean;
}

interface Look extends AcceptQueue {
  readonly atMs: number;
  readonly admitted: number;
}

/**
 * Looks four times a second, while calls wait, at the accept queues of the app's own listening sockets: a connection that stands
 * there has been taken by no worker, for all are busy or none is awake. Servers do not tell of it, and their own clocks do not
 * run yet.
 */
export class QueueWatch {
  readonly #readFlow: () => Flow;
  readonly #readQueues: () => readonly AcceptQueue[];
  readonly #strangers: number;
  readonly #looks: Look[] = [];
  readonly #timer: NodeJS.Timeout;
  /** How many calls waited for their answer at the look before, and how many had been answered by then. */
  #last = { waiting: 0, answered: 0 };
  #unanswered = 0;

  /** `strangers`: connections that are no calls', which may stand in a queue too. */
  constructor(readFlow: () => Flow, readQueues: () => readonly AcceptQueue[], strangers = 0) {
    this.#strangers = strangers;
    this.#readFlow = readFlow;
    this.#readQueues = readQueues;
    this.#timer = setInterval(() => this.look(performance.now()), TICK_MS).unref();
  }

  /** Looks now, unless no call waits, or every one that did at the look before has its answer since. */
  look(atMs: number): void {
    const { waiting, answered } = this.#last;
    const flow = this.#readFlow();
    // Some calls never have an answer, and many long ones have theirs.
    if (flow.inFlight === 0) this.#unanswered = flow.admitted - flow.answered;
    this.#last = {
      waiting: Math.min(flow.inFlight, flow.admitted - flow.answered - this.#unanswered),
      answered: flow.answered,
    };
    if (waiting <= 0 || this.#last.waiting <= 0 || flow.answered - answered >= waiting) return;
    for (const queue of this.#readQueues()) this.#looks.push({ ...queue, atMs, admitted: flow.admitted });
    this.#looks.splice(0, this.#looks.length - REMEMBERED_LOOKS);
  }

  /**
   * What kept a call waiting; null unless it must have stood in a queue, or behind what did: more connections stood there
   * than calls had been let in after it, and a queue is first in, first out.
   */
  explain({ sinceMs, untilMs, turn }: WaitingCall): QueueWait | null {
    const seen = this.#looks.filter(
      ({ atMs, waiting, admitted }) =>
        atMs >= sinceMs && atMs <= untilMs && waiting > admitted - turn + this.#strangers,
    );
    const address = seen.at(-1)?.address;
    const ofOne = seen.filter((look) => look.address === address);
    const [first] = ofOne;
    const last = ofOne.at(-1);
    if (first === undefined || last === undefined || ofOne.length < FEWEST_LOOKS) return null;
    const seconds = Math.round((last.atMs - first.atMs) / 100) / 10;
    const most = Math.max(...ofOne.map(({ waiting }) => waiting));
    return { diagnosis: diagnose(last.address, seconds, most), isToTheEnd: untilMs - last.atMs < 4 * TICK_MS };
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

function diagnose(address: string, seconds: number, most: number): Diagnosis {
  return {
    cause: `No worker of the app took its connection, or one that the app made for it, at ${address} for ${seconds}s or more: all were busy, or none was awake.`,
    cure: 'Give the server more workers (php-fpm: `pm.max_children`) if the memory allows it, set `proxy.maxInFlight` to their number so that berth queues the rest, or find what keeps them busy. If it comes after the instance was frozen, let the server end no idle workers (php-fpm: not `pm = ondemand`).',
    certainty: 'likely',
    evidence: [`up to ${most} connection(s) stood in the accept queue of ${address}`],
  };
}
