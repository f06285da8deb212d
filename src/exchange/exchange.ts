import type { Exchange } from '../call/call.ts';
import type { ClientSide } from '../client/client-side.ts';
import type { UpstreamAddress } from '../core/settings.ts';
import type { FailureAnswer } from '../failures/answer.ts';
import type { Failure } from '../failures/failure.ts';
import type { RequestHead } from '../http1/request-head.ts';
import { ExchangeState } from './exchange-state.ts';
import { FailingSide } from './failing-side.ts';
import { RequestSide } from './request-side.ts';
import { ResponseSide } from './response-side.ts';
import type { Wire } from './wire.ts';

const REPEATABLE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

/**
 * A request on its way from a client's connection to the app and its response on the way back. One object serves all
 * the requests of a connection, one after the other.
 */
export class WireExchange implements Exchange {
  readonly #state: ExchangeState;
  readonly #request: RequestSide;
  readonly #response: ResponseSide;
  readonly #failing: FailingSide;

  constructor(wire: Wire, client: ClientSide) {
    this.#state = new ExchangeState(wire, client);
    this.#failing = new FailingSide(this.#state);
    this.#request = new RequestSide(this.#state, this.#failing);
    this.#response = new ResponseSide(this.#state, this.#request, this.#failing);
  }

  /** Takes a parsed head and what follows it; returns where the bytes that are dealt with end. */
  begin(head: RequestHead, bytes: Buffer, headEnd: number, end: number): number {
    const state = this.#state;
    const { method, fields } = head;
    const call = state.wire.desk.open({
      method,
      target: bytes.toString('latin1', head.targetStart, head.targetEnd),
      accept: head.acceptField === -1 ? '' : fields.valueOf(bytes, head.acceptField),
      requestId: head.requestIdField === -1 ? '' : fields.valueOf(bytes, head.requestIdField),
      controlPath: head.controlPathField === -1 ? '' : fields.valueOf(bytes, head.controlPathField),
    });
    state.call = call;
    state.terms.begin(head, call.id);
    const isRepeatable = REPEATABLE_METHODS.has(method);
    state.link.begin(isRepeatable);
    this.#response.begin(isRepeatable);
    state.relay.begin();
    this.#failing.begin();
    const pos = this.#request.begin(head, bytes, headEnd, end);
    state.stage = 'waiting';
    call.enter(this);
    return pos;
  }

  onAdmitted(address: UpstreamAddress): void {
    if (this.#state.sender.isOversize) {
      this.#failing.failAsOversize();
      return;
    }
    this.#state.deadline.begin();
    this.#response.open(address);
  }

  onAnswered(answer: FailureAnswer): void {
    this.#failing.answer(answer, null);
  }

  onRefused(failure: Failure): void {
    this.#failing.fail(failure);
  }

  onReleased(): void {
    const { tunnel, relay, client } = this.#state;
    if (tunnel !== null) {
      tunnel.onReleased();
      return;
    }
    const mustClose = relay.persistence === 'close' || this.#request.isReadingBody;
    this.#state.end();
    if (this.#failing.mustReset) {
      client.socket.resetAndDestroy();
      return;
    }
    const answer = this.#failing.takeAnswer();
    if (answer !== null) client.socket.write(answer);
    else relay.send();
    client.onExchangeDone(mustClose);
  }

  /** Takes bytes of the request's body; returns where the bytes that are dealt with end. */
  takeClientBytes(bytes: Buffer, from: number): number {
    return this.#request.take(bytes, from);
  }

  /** True while bytes from the client belong to a request body. */
  get isReadingBody(): boolean {
    return this.#request.isReadingBody;
  }

  /** Bytes that were taken may still be needed: kept for later, or not yet in the hands of the kernel. */
  get holdsClientBytes(): boolean {
    return this.#request.holdsBytes;
  }

  /** The client is gone. */
  abandon(): void {
    const state = this.#state;
    if (state.stage === 'idle') return;
    state.dropUpstream();
    const call = state.call!;
    state.end();
    state.relay.drop();
    call.leave(state.sender.body.received, state.relay.bytesOut);
  }

  onClientEnd(): void {
    this.#request.onClientEnd();
  }

  onClientDrain(): void {
    this.#response.onClientDrain();
  }

  onDeadline(): void {
    this.#failing.onDeadline();
  }
}
