import type { MarkerWriter } from '../core/marker.ts';
import type { UpstreamAddress } from '../core/settings.ts';
import { Failure } from '../failures/failure.ts';
import type { CallRecord } from '../logging/call-record.ts';
import type { LogBook, Settled } from '../logging/log-book.ts';
import type { OwnLog } from '../logging/own-log.ts';
import type { Admission, Applicant } from './admission.ts';
import type { Call, CallOutcome, Exchange, RequestFacts } from './call.ts';
import { type HookPlan, toHookAnswer } from './hook-plan.ts';

/** What all calls of a desk share. */
export interface CallContext {
  readonly admission: Admission;
  readonly book: LogBook;
  readonly log: Pick<OwnLog, 'call'>;
  readonly markers: MarkerWriter | null;
}

/**
 * One call's life: opened → waiting → inside → finished. A class, and its own applicant and settler, because one is
 * made for every request and closures would be most of its cost.
 */
export class OpenCall implements Call, Applicant, Settled {
  readonly id: string;
  readonly accept: string;
  readonly openedAtMs = performance.now();
  readonly #context: CallContext;
  readonly #method: string;
  readonly #path: string;
  readonly #hook: HookPlan | null;
  readonly #markers: MarkerWriter | null;
  #exchange: Exchange | null = null;
  #isStarted = false;
  #isInside = false;
  #outcome: CallOutcome | null = null;
  #isLeft = false;
  #admittedAtMs = 0;
  #connectedAtMs = 0;
  #firstByteAtMs = 0;

  constructor(
    context: CallContext,
    id: string,
    facts: RequestFacts,
    path: string,
    isMarked: boolean,
    hook: HookPlan | null,
  ) {
    this.#context = context;
    this.id = id;
    this.accept = facts.accept;
    this.#method = facts.method;
    this.#path = path;
    this.#hook = hook;
    const markers = hook === null ? context.markers : hook.markers;
    this.#markers = isMarked ? markers : null;
  }

  enter(exchange: Exchange): void {
    this.#exchange = exchange;
    if (this.#hook?.answer === 'at-once') {
      this.#start();
      exchange.onAnswered(toHookAnswer(this.id));
      return;
    }
    // Whoever is let in at once has waited for nothing, and needs no look at the clock.
    this.#admittedAtMs = this.openedAtMs;
    this.#context.admission.enter(this);
    if (!this.#isInside) this.#admittedAtMs = 0;
  }

  enterAgain(): void {
    const { admission } = this.#context;
    this.#isInside = false;
    this.#admittedAtMs = 0;
    // In this order nobody sees an idle desk between the two.
    admission.enter(this);
    admission.giveBack();
  }

  onAdmitted(upstream: UpstreamAddress): void {
    this.#isInside = true;
    if (this.#admittedAtMs === 0) this.#admittedAtMs = performance.now();
    this.#start();
    if (this.#hook?.answer === 'when-ready') this.#exchange!.onAnswered(toHookAnswer(this.id));
    else this.#exchange!.onAdmitted(upstream);
  }

  onRefused(failure: Failure): void {
    this.#start();
    this.#exchange!.onRefused(failure);
  }

  markConnected(isReused: boolean): void {
    this.#connectedAtMs = isReused ? this.#admittedAtMs : performance.now();
  }

  markFirstByte(): void {
    this.#firstByteAtMs = performance.now();
  }

  finish(outcome: CallOutcome): void {
    if (this.#outcome !== null) return;
    this.#outcome = outcome;
    this.#context.book.settle(this);
  }

  leave(bytesIn: number, bytesOut: number): void {
    if (this.#outcome !== null) {
      this.#isLeft = true;
      return;
    }
    this.#isLeft = true;
    this.#outcome = { status: 0, failure: new Failure('CLIENT_GONE'), bytesIn, bytesOut };
    this.#context.admission.leave(this);
    this.#start();
    this.#context.book.settle(this);
  }

  onLinesRead(): void {
    const outcome = this.#outcome!;
    const { book, log } = this.#context;
    if (this.#markers !== null) book.marker(this.#markers.toEnd(this.id, isBerthFailure(outcome)));
    log.call(this.#toRecord(outcome));
  }

  onWritten(): void {
    if (this.#isInside) this.#context.admission.giveBack();
    if (!this.#isLeft) this.#exchange!.onReleased();
  }

  #start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    if (this.#markers !== null) this.#context.book.marker(this.#markers.toStart(this.id));
  }

  #toRecord(outcome: CallOutcome): CallRecord {
    const now = performance.now();
    const { failure } = outcome;
    const wasAdmitted = this.#admittedAtMs !== 0;
    return {
      requestId: this.id,
      method: this.#method,
      path: this.#path,
      status: outcome.status === 0 && failure !== null ? failure.row.status : outcome.status,
      by: toAuthor(outcome, this.#hook),
      failure: failure === null ? null : toCallFailure(failure),
      durationMs: now - this.openedAtMs,
      queueMs: wasAdmitted ? this.#admittedAtMs - this.openedAtMs : null,
      connectMs: this.#connectedAtMs === 0 ? null : this.#connectedAtMs - this.#admittedAtMs,
      firstByteMs: this.#firstByteAtMs === 0 ? null : this.#firstByteAtMs - (this.#connectedAtMs || this.#admittedAtMs),
      bodyMs: this.#firstByteAtMs === 0 ? null : now - this.#firstByteAtMs,
      bytesIn: outcome.bytesIn,
      bytesOut: outcome.bytesOut,
    };
  }
}

function toCallFailure({ code, message, diagnosis }: Failure): CallRecord['failure'] {
  return diagnosis === null ? { code, message } : { code, message, cause: diagnosis.cause };
}

function isBerthFailure(outcome: CallOutcome): boolean {
  return outcome.failure !== null && outcome.failure.code !== 'CLIENT_GONE';
}

function toAuthor(outcome: CallOutcome, hook: HookPlan | null): CallRecord['by'] {
  if (isBerthFailure(outcome)) return 'berth';
  if (outcome.failure !== null) return 'nobody';
  return hook === null || hook.answer === 'app' ? 'app' : 'berth';
}
