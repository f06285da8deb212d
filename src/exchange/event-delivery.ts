import type { Call } from '../call/call.ts';
import { toTraceparent } from '../core/trace-context.ts';
import type { MappedRequest } from '../event/event-request.ts';
import type { EventOrder } from '../event/event-router.ts';
import { RequestHead } from '../http1/request-head.ts';
import { randomHex } from '../random.ts';
import type { Target } from '../upstream/target.ts';
import type { ResponseHandler, RoundTrip, UpstreamFault } from '../upstream/transport.ts';
import type { UpstreamHead } from '../upstream/upstream-head.ts';
import { UpstreamRequest } from '../upstream/upstream-request.ts';
import { type EventAnswer, isDone, readAnswerHead } from './event-answer.ts';
import type { ExchangeContext } from './exchange-context.ts';

/** What an answer may be long: as much as Function Compute passes on. */
export const MOST_ANSWER_BYTES = 33_554_432;

/** Hears how the requests of an event have ended; exactly one is called, unless `EventDelivery.abort` came first. */
export interface DeliveryWatcher {
  onDelivered(answers: readonly EventAnswer[]): void;
  /** The app did not answer one of them; those behind it were not sent. */
  onBroken(fault: Pick<UpstreamFault, 'code' | 'details'>): void;
}

/** The requests that an event has become, on their way to the app: one after the other, each whatever the last was answered. */
export class EventDelivery implements ResponseHandler {
  readonly #context: ExchangeContext;
  readonly #call: Call;
  readonly #order: EventOrder;
  readonly #watcher: DeliveryWatcher;
  readonly #roundTrip: RoundTrip;
  readonly #request: UpstreamRequest;
  readonly #answers: EventAnswer[] = [];
  #next = 0;
  #answer: EventAnswer | null = null;
  #pieces: Buffer[] = [];
  #length = 0;
  #isUnderWay = false;
  #isOver = false;

  constructor(
    context: ExchangeContext,
    call: Call,
    order: EventOrder,
    peer: string,
    watcher: DeliveryWatcher,
    target: Target,
  ) {
    this.#context = context;
    this.#call = call;
    this.#order = order;
    this.#watcher = watcher;
    this.#roundTrip = target.transport.createRoundTrip(this);
    const proto = order.rule.request.proto ?? context.settings.forwarded.proto;
    // What the rule says in X-Real-IP and the like is the config's own word.
    this.#request = new UpstreamRequest(context.requestNames, peer, true, { trust: true, proto });
    this.#request.requestId = call.id;
    if (call.traceId !== '') this.#request.traceparent = toTraceparent(call.traceId, randomHex(8));
  }

  /** Sends the first request, or tells at once that there is none. */
  begin(): void {
    this.#sendNext();
  }

  /** Sends nothing more, and closes the connection. */
  abort(): void {
    this.#isOver = true;
    if (this.#isUnderWay) this.#roundTrip.abort();
    this.#roundTrip.close();
  }

  onConnected(isReused: boolean): void {
    if (this.#next === 1) this.#call.markConnected(isReused);
  }

  onHead(head: UpstreamHead): void {
    if (this.#next === 1) this.#call.firstByteAtMs = performance.now();
    const { dispatcher } = this.#context;
    dispatcher.answers += 1;
    dispatcher.answered += 1;
    this.#answer = readAnswerHead(head, dispatcher.failureHeaders);
  }

  onData(bytes: Buffer, start: number, end: number): void {
    this.#context.dispatcher.answers += 1;
    this.#length += end - start;
    if (this.#length > MOST_ANSWER_BYTES) {
      this.#break({
        code: 'APP_BAD_RESPONSE',
        details: { reason: 'it is longer than 32MiB, for an event', bytes: '' },
      });
      return;
    }
    // The bytes of the connection are used again.
    this.#pieces.push(Buffer.from(bytes.subarray(start, end)));
  }

  onEnd(): void {
    if (this.#roundTrip.readsOn) this.#roundTrip.abortSoon();
    this.#isUnderWay = false;
    const answer = { ...this.#answer!, body: Buffer.concat(this.#pieces) };
    this.#answers.push(answer);
    this.#note(answer);
    // The round trip has still to take leave of this one.
    setImmediate(() => this.#sendNext());
  }

  onFault(fault: UpstreamFault): void {
    this.#break(fault);
  }

  onRepeated(): void {
    this.#call.isRepeated = true;
  }

  onSwitch(): void {
    this.#break({ code: 'APP_BAD_RESPONSE', details: { reason: 'it switches protocols unasked', bytes: '' } });
  }

  onInterim(): void {}

  onDrain(): void {}

  onGone(): void {}

  #sendNext(): void {
    if (this.#isOver) return;
    const mapped = this.#order.requests[this.#next];
    if (mapped === undefined) {
      this.#isOver = true;
      this.#roundTrip.close();
      this.#watcher.onDelivered(this.#answers);
      return;
    }
    this.#next += 1;
    this.#pieces = [];
    this.#length = 0;
    this.#name(mapped);
    this.#send(mapped);
  }

  // Parsed as what a client sends is: whatever an event could have smuggled into it would be refused here.
  #send({ head: text, body }: MappedRequest): void {
    const { requestNames, settings } = this.#context;
    const head = new RequestHead(requestNames, settings.limits);
    const bytes = Buffer.concat([text, body]);
    head.begin(0);
    if (head.parse(bytes, 0, text.length) !== text.length) {
      const reason = head.fault === '' ? 'its first line is too long' : head.fault;
      this.#break({ code: 'REQUEST_MALFORMED', details: { reason } });
      return;
    }
    const request = this.#request;
    request.head = head;
    request.bytes = bytes;
    request.bodyStart = text.length;
    request.bodyEnd = bytes.length;
    request.admittedAtMs = performance.now();
    this.#isUnderWay = true;
    this.#roundTrip.begin(request);
  }

  #name({ name }: MappedRequest): void {
    const { number, requests } = this.#order;
    const before = this.#call.event;
    const count = requests.length === 1 ? {} : { requests: requests.length };
    this.#call.event = { rule: number, request: name, ...before, ...count };
  }

  /** The first answer that is no success stays in the record; without any, the last. */
  #note(answer: EventAnswer): void {
    const { rule, requests } = this.#order;
    const isFirstFailed = this.#answers.find((one) => !isDone(one, rule)) === answer;
    const hasFailed = this.#answers.some((one) => !isDone(one, rule));
    if (hasFailed && !isFirstFailed) return;
    this.#call.event = { ...this.#call.event!, request: requests[this.#next - 1]!.name, status: answer.status };
  }

  #break(fault: Pick<UpstreamFault, 'code' | 'details'>): void {
    if (this.#isOver) return;
    this.abort();
    this.#watcher.onBroken(fault);
  }
}
