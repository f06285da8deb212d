import type { Diagnosis } from '../core/diagnosis.ts';
import type { MarkerLines } from '../core/marker.ts';
import { isSafeRequestId } from '../core/request-id.ts';
import type { FailureAnswer } from '../failures/answer.ts';
import { Failure } from '../failures/failure.ts';
import type { EventNote } from '../logging/call-record.ts';
import type { Settled } from '../logging/settling-calls.ts';
import type { Target } from '../upstream/target.ts';
import type { Applicant } from './admission.ts';
import type { CallContext } from './call-context.ts';
import type { CallCarrier, RequestFacts } from './carrier.ts';
import { answerHook, type HookPlan, toHookAnswer } from './hook-plan.ts';
import { type CallOutcome, isBerthFailure, type RecordedCall, toCallRecord } from './outcome.ts';
import { explainOutcome } from './spoilt-call.ts';

const STEPS_BEHIND_THE_APP = 4; // `settle` and what follows it: a call that is left goes on there, wherever it was.

/**
 * One request on its way through berth. A class, and its own applicant and settler, because one is made for every request
 * and closures would be most of its cost.
 */
export class Call implements Applicant, Settled, RecordedCall {
  readonly id: string; // Safe to write into a header and a log line; goes to the app and back to the client.
  readonly openedAtMs = performance.now(); // When the head was complete.
  readonly #context: CallContext;
  readonly facts: RequestFacts;
  readonly path: string; // Of the target, without the query.
  readonly hook: HookPlan | null;
  #markers: MarkerLines | null;
  #carrier!: CallCarrier;
  #step = 0;
  #isEntering = false;
  #target: Target | null = null;
  #answer: FailureAnswer | null = null;
  #refusal: Failure | null = null;
  #isRecorded = true; // False for a probe of the platform.
  #isStarted = false;
  #outcome: CallOutcome | null = null;
  #isLeft = false;
  turn = 0; // How many had been let in with it;
  wasAlone = false; // whether none of them was left.
  enteredAtMs = 0;
  #isCollecting = false;
  collectedAtMs = 0;
  connectedAtMs = 0;
  firstByteAtMs = 0; // When the head of the final response came.
  traceId = ''; // Of the trace that it belongs to; '' where nobody asks for traces.
  isRepeated = false; // The app was sent the request a second time.
  event: EventNote | null = null; // What it has become, if it is an event.

  constructor(context: CallContext, facts: RequestFacts) {
    const { requestIds, exceptPaths, hookPlans } = context;
    const { method, target, requestId, controlPath, isInner } = facts;
    const queryAt = target.indexOf('?');
    this.path = queryAt === -1 ? target : target.slice(0, queryAt);
    const hook = controlPath === '' ? null : (hookPlans.get(controlPath) ?? null);
    const exception = exceptPaths.size === 0 ? undefined : exceptPaths.get(this.path);
    this.#context = context;
    this.id = isSafeRequestId(requestId) ? requestId : requestIds.mint();
    this.facts = facts;
    this.hook = hook;
    this.#markers = exception === undefined && isInner !== true ? (hook ?? context).markers : null;
    if (!exception) return;
    this.#answer = exception(method);
    this.#isRecorded = false;
  }

  /** The steps of a call, in order. One that returns false waits; what it waits for goes on from there. */
  static readonly #STEPS: ReadonlyArray<(call: Call) => boolean> = [
    // Waits for a body that is to be gathered; what berth answers by itself needs none.
    (call) => call.#isAnsweredByBerth() || call.#collectBody(),
    // Held while the app is not ready, queued while too many are in flight.
    (call) => call.#answer !== null || call.#refusal !== null || call.#passGate(),
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

  /** Gives the place back and begins again, as with `enter`: for a call that nothing was sent of. There is room for it. */
  enterAgain(): void {
    this.#target = null;
    this.#step = 0;
    // In this order nobody sees an idle app between the two.
    this.#goOn();
    this.#context.admission.giveBack();
  }

  /** The body is gathered, as far as it has to be; or why it is not, and the call is refused. */
  onCollected(failure: Failure | null): void {
    this.collectedAtMs = performance.now();
    this.#refusal = failure;
    this.#isCollecting = false;
    this.#goOn();
    this.#context.admission.forget();
  }

  onAdmitted(target: Target): void {
    const { admission } = this.#context;
    this.turn = admission.admitted;
    this.wasAlone = admission.inFlight === 1;
    this.#target = target;
    if (this.#isEntering) return;
    this.enteredAtMs = performance.now();
    this.#goOn();
  }

  onRefused(failure: Failure): void {
    this.#refusal = failure;
    if (!this.#isEntering) this.#goOn();
  }

  /** When it was let in; when it was opened, as long as it was not. A crash before that cannot be what broke it. */
  get admittedAtMs(): number {
    return this.enteredAtMs === 0 ? this.openedAtMs : this.enteredAtMs;
  }

  /** The upstream connection is usable. */
  markConnected(isReused: boolean): void {
    this.connectedAtMs = isReused ? this.enteredAtMs : performance.now();
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
    if (this.#isCollecting) this.#context.admission.forget();
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
    const { ownAnswer } = this.facts;
    if (this.#answer !== null) return true;
    if (this.hook?.answer === 'at-once') this.#answer = toHookAnswer(this.id);
    else if (ownAnswer !== null) this.#answer = ownAnswer(this.id);
    return this.#answer !== null;
  }

  // It holds no place meanwhile, however slow its client is.
  #collectBody(): boolean {
    if (this.#carrier.collectBody()) return true;
    this.#isCollecting = true;
    this.#context.admission.expect();
    return false;
  }

  #passGate(): boolean {
    const isAgain = this.#isStarted;
    // Whoever is let in at once has waited for nothing, and needs no look at the clock.
    this.enteredAtMs = isAgain ? performance.now() : this.collectedAtMs || this.openedAtMs;
    this.#isEntering = true;
    this.#context.admission.enter(this, isAgain);
    this.#isEntering = false;
    if (this.#target === null) this.enteredAtMs = 0;
    return this.#target !== null || this.#refusal !== null;
  }

  #writeStartMarker(): boolean {
    if (this.#isStarted) return true;
    this.#isStarted = true;
    // An end without its beginning would tell of a call that nobody can find.
    if (this.#markers !== null && !this.#context.book.startMarker(fill(this.#markers.start, this.id)))
      this.#markers = null;
    return true;
  }

  #carryOut(): boolean {
    if (this.#refusal !== null) this.#carrier.onRefused(this.#refusal);
    else if (this.hook !== null && this.hook.answer !== 'app')
      void answerHook(this.hook, this.id, this.#carrier, () => this.#outcome !== null);
    else if (this.#answer !== null) this.#carrier.onAnswered(this.#answer);
    else this.#carrier.onAdmitted(this.#target!);
    return false;
  }

  #settle(): boolean {
    const { book, settleMs } = this.#context;
    // Nothing of it is written, so no reader of the log can keep it waiting.
    if (!this.#isRecorded) setImmediate(() => this.#goOn());
    else book.settle(this, this.#markers === null || this.#target === null ? 0 : settleMs);
    return false;
  }

  #close(): boolean {
    if (!this.#isRecorded) return true;
    const outcome = this.#outcome!;
    const { book, log } = this.#context;
    if (this.#markers !== null) {
      const { end, failedEnd } = this.#markers;
      book.endMarker(fill(isBerthFailure(outcome) ? failedEnd : end, this.id));
    }
    log.call(toCallRecord(this, outcome, book.turnAtMs), book.turnWallMs);
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

  /** What is known by now of why it ends, or will end, like this. */
  explain(outcome: CallOutcome): Diagnosis | null {
    const { admission, findCause } = this.#context;
    return explainOutcome(outcome, this, admission.admitted, findCause);
  }
}

// Nearly always there is one id in a marker, and a call has two markers.
function fill(parts: readonly string[], id: string): string {
  return parts.length === 2 ? parts[0] + id + parts[1] : parts.join(id);
}
