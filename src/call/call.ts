import type { MarkerWriter } from '../core/marker.ts';
import type { FailureAnswer } from '../failures/answer.ts';
import { Failure } from '../failures/failure.ts';
import type { CallRecord } from '../logging/call-record.ts';
import type { LogBook, Settled } from '../logging/log-book.ts';
import type { OwnLog } from '../logging/own-log.ts';
import type { Target } from '../upstream/target.ts';
import type { Admission, Applicant } from './admission.ts';
import type { CallCarrier, CallOutcome, RequestFacts } from './carrier.ts';
import { type HookPlan, toHookAnswer } from './hook-plan.ts';

/** What all calls of a dispatcher share. */
export interface CallContext {
  readonly admission: Admission;
  readonly book: LogBook;
  readonly log: Pick<OwnLog, 'call'>;
  readonly markers: MarkerWriter | null;
}

/** Who opens a call, and under what name. */
export interface CallName {
  /** Safe to write into a header and a log line; goes to the app and back to the client as `x-request-id`. */
  readonly id: string;
  /** Of the target, without the query. */
  readonly path: string;
  readonly isMarked: boolean;
  readonly hook: HookPlan | null;
}

/** `settle` and what follows it: a call that is left goes on there, wherever it was. */
const STEPS_BEHIND_THE_APP = 4;

/**
 * One request on its way through berth. A class, and its own applicant and settler, because one is made for every request
 * and closures would be most of its cost.
 */
export class Call implements Applicant, Settled {
  readonly id: string;
  readonly accept: string;
  /** performance.now() when the head was complete. */
  readonly openedAtMs = performance.now();
  readonly #context: CallContext;
  readonly #name: CallName;
  readonly #facts: RequestFacts;
  #markers: MarkerWriter | null;
  #carrier!: CallCarrier;
  #step = 0;
  #isEntering = false;
  #target: Target | null = null;
  #answer: FailureAnswer | null = null;
  #refusal: Failure | null = null;
  #isStarted = false;
  #outcome: CallOutcome | null = null;
  #isLeft = false;
  #admittedAtMs = 0;
  #connectedAtMs = 0;
  #firstByteAtMs = 0;

  constructor(context: CallContext, name: CallName, facts: RequestFacts) {
    this.#context = context;
    this.id = name.id;
    this.accept = facts.accept;
    this.#name = name;
    this.#facts = facts;
    const markers = name.hook === null ? context.markers : name.hook.markers;
    this.#markers = name.isMarked ? markers : null;
  }

  /** The steps of a call, in order. One that returns false waits; what it waits for goes on from there. */
  static readonly #STEPS: ReadonlyArray<(call: Call) => boolean> = [
    // What berth answers by itself passes; else held while the app is not ready, queued while too many are in flight.
    (call) => call.#isAnsweredByBerth() || call.#passGate(),
    (call) => call.#writeStartMarker(),
    // Forwarded, answered or refused; waits for `finish` or `leave`.
    (call) => call.#carryOut(),
    // Waits until everything the app has written by now is read.
    (call) => call.#settle(),
    // The end marker and the record; waits until they are out.
    (call) => call.#close(),
    (call) => call.#giveBack(),
    (call) => call.#release(),
  ];

  #goOn(): void {
    while (this.#step < Call.#STEPS.length && Call.#STEPS[this.#step++]!(this));
  }

  /** Begins the call; what becomes of it, the carrier is told. */
  enter(carrier: CallCarrier): void {
    this.#carrier = carrier;
    this.#goOn();
  }

  /**
   * Gives the place back and begins again: for a call that nothing was sent of to an app that is gone. The carrier is
   * called as after `enter`. There is room for it, however many wait.
   */
  enterAgain(): void {
    this.#target = null;
    this.#step = 0;
    // In this order nobody sees an idle app between the two.
    this.#goOn();
    this.#context.admission.giveBack();
  }

  onAdmitted(target: Target): void {
    this.#target = target;
    if (this.#isEntering) return;
    this.#admittedAtMs = performance.now();
    this.#goOn();
  }

  onRefused(failure: Failure): void {
    this.#refusal = failure;
    if (!this.#isEntering) this.#goOn();
  }

  /** When it was let in; when it was opened, as long as it was not. A crash before that cannot be what broke it. */
  get admittedAtMs(): number {
    return this.#admittedAtMs === 0 ? this.openedAtMs : this.#admittedAtMs;
  }

  /** For the record's phases: the upstream connection is usable, the first byte of the response is here. */
  markConnected(isReused: boolean): void {
    this.#connectedAtMs = isReused ? this.#admittedAtMs : performance.now();
  }

  markFirstByte(): void {
    this.#firstByteAtMs = performance.now();
  }

  /** Ends the call; the last bytes may leave in `onReleased`. A second call does nothing, and releases nothing. */
  finish(outcome: CallOutcome): void {
    if (this.#outcome !== null) return;
    this.#outcome = outcome;
    this.#goOn();
  }

  /** The client left before `finish`, or was left: markers and record say so, nothing is released. */
  leave(bytesIn: number, bytesOut: number, failure: Failure = new Failure('CLIENT_GONE')): void {
    this.#isLeft = true;
    if (this.#outcome !== null) return;
    this.#outcome = { status: 0, failure, bytesIn, bytesOut };
    this.#context.admission.leave(this);
    this.#writeStartMarker();
    this.#step = Call.#STEPS.length - STEPS_BEHIND_THE_APP;
    this.#goOn();
  }

  onLinesRead(): void {
    this.#goOn();
  }

  onWritten(): void {
    this.#goOn();
  }

  #isAnsweredByBerth(): boolean {
    const { ownAnswer } = this.#facts;
    if (this.#name.hook?.answer === 'at-once') this.#answer = toHookAnswer(this.id);
    else if (ownAnswer !== null) this.#answer = ownAnswer(this.id);
    return this.#answer !== null;
  }

  #passGate(): boolean {
    const isAgain = this.#isStarted;
    // Whoever is let in at once has waited for nothing, and needs no look at the clock.
    this.#admittedAtMs = isAgain ? performance.now() : this.openedAtMs;
    this.#isEntering = true;
    this.#context.admission.enter(this, isAgain);
    this.#isEntering = false;
    if (this.#target === null) this.#admittedAtMs = 0;
    return this.#target !== null || this.#refusal !== null;
  }

  #writeStartMarker(): boolean {
    if (this.#isStarted) return true;
    this.#isStarted = true;
    // An end without its beginning would tell of a call that nobody can find.
    if (this.#markers !== null && !this.#context.book.startMarker(this.#markers.toStart(this.id))) this.#markers = null;
    return true;
  }

  #carryOut(): boolean {
    if (this.#refusal !== null) this.#carrier.onRefused(this.#refusal);
    else if (this.#answer !== null) this.#carrier.onAnswered(this.#answer);
    else if (this.#name.hook?.answer === 'when-ready') this.#carrier.onAnswered(toHookAnswer(this.id));
    else this.#carrier.onAdmitted(this.#target!);
    return false;
  }

  #settle(): boolean {
    this.#context.book.settle(this);
    return false;
  }

  #close(): boolean {
    const outcome = this.#outcome!;
    const { book, log } = this.#context;
    if (this.#markers !== null) book.endMarker(this.#markers.toEnd(this.id, isBerthFailure(outcome)));
    log.call(this.#toRecord(outcome));
    return false;
  }

  #giveBack(): boolean {
    if (this.#target !== null) this.#context.admission.giveBack();
    return true;
  }

  #release(): boolean {
    if (!this.#isLeft) this.#carrier.onReleased();
    return false;
  }

  #toRecord(outcome: CallOutcome): CallRecord {
    const now = performance.now();
    const { failure } = outcome;
    const wasAdmitted = this.#admittedAtMs !== 0;
    return {
      requestId: this.id,
      method: this.#facts.method,
      path: this.#name.path,
      status: outcome.status === 0 && failure !== null ? failure.row.status : outcome.status,
      by: this.#toAuthor(outcome),
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

  #toAuthor(outcome: CallOutcome): CallRecord['by'] {
    if (isBerthFailure(outcome)) return 'berth';
    if (outcome.failure !== null) return 'nobody';
    const { hook } = this.#name;
    if (this.#facts.ownAnswer !== null) return 'berth';
    return hook === null || hook.answer === 'app' ? 'app' : 'berth';
  }
}

function toCallFailure({ code, message, diagnosis }: Failure): CallRecord['failure'] {
  return diagnosis === null ? { code, message } : { code, message, cause: diagnosis.cause };
}

// A client that leaves, or takes nothing, is nobody's failure.
function isBerthFailure({ failure }: CallOutcome): boolean {
  return failure !== null && failure.code !== 'CLIENT_GONE' && failure.code !== 'CLIENT_STALLED';
}
