import { Failure } from '../failures/failure.ts';
import { REFUSED } from '../http1/field-section.ts';
import type { RequestHead } from '../http1/request-head.ts';
import { toHostName } from '../upstream/h1/upstream-fault.ts';
import type { ExchangeState } from './exchange-state.ts';
import type { FailingSide } from './failing-side.ts';

/** A half-closed client may as well be gone: the kernel asks it, so that a call does not go on for nobody. */
const HALF_CLOSED_PROBE_MS = 1_000;

/** Of a body, while the request waits to be forwarded. */
const MOST_KEPT_BYTES = 65_536;

/** The way of an exchange's request, from the client's bytes to the app's connection. */
export class RequestSide {
  readonly #state: ExchangeState;
  readonly #failing: FailingSide;

  constructor(state: ExchangeState, failing: FailingSide) {
    this.#state = state;
    this.#failing = failing;
  }

  /** Takes the head and what is there of a small body; returns where the bytes that are dealt with end. */
  begin(head: RequestHead, bytes: Buffer, headEnd: number, end: number): number {
    const { sender, terms, client, wire } = this.#state;
    const context = {
      requestId: terms.requestId,
      peer: client.peer,
      keepsUpstream: wire.settings.upstreamIdleMs > 0,
      isUpgrade: terms.isUpgrade,
    };
    return sender.begin(head, context, bytes, headEnd, end);
  }

  /** Takes bytes of the body; returns where the bytes that are dealt with end. */
  take(bytes: Buffer, from: number): number {
    const { sender, stage, client, isForwarding, wire, terms } = this.#state;
    if (sender.body.isDone) return from;
    terms.awaitsContinue = false;
    // Nobody wants them any more, and the connection will be closed.
    if (stage === 'finishing' || stage === 'explaining') return bytes.length;
    if (!isForwarding) {
      // Read on for a while: a socket that is not read does not tell that its client is gone.
      const kept = sender.keep(from === 0 ? bytes : bytes.subarray(from));
      if (kept >= MOST_KEPT_BYTES) wire.unreadClients.pause(client.socket);
      return bytes.length;
    }
    return this.#sendBody(bytes, from);
  }

  /** True while bytes from the client belong to the body. */
  get isReadingBody(): boolean {
    return !this.#state.sender.body.isDone;
  }

  /** Bytes that were taken may still be needed: kept for later, or not yet in the hands of the kernel. */
  get holdsBytes(): boolean {
    const { connection } = this.#state.link;
    return connection === null || this.#state.sender.hasBacklog || connection.socket.writableLength > 0;
  }

  /** Sends the head, and what is there of the body, on a connection that is ready for it. */
  send(): void {
    const { sender, client, link } = this.#state;
    const { socket, address } = link.connection!;
    const backlog = sender.takeBacklog();
    if (backlog.length > 0) socket.cork();
    sender.sendHead(socket, toHostName(address));
    if (backlog.length > 0) {
      const pos = this.#sendBody(backlog, 0);
      if (pos < backlog.length) client.stash(backlog.subarray(pos));
      socket.uncork();
      if (this.#state.stage === 'forwarding' && !socket.writableNeedDrain) client.socket.resume();
    } else this.#state.watch(this.#state.phase);
    if (client.hasEnded) this.onClientEnd();
  }

  /** The client sent FIN. It is gone if its request was not whole, else it still waits for the answer. */
  onClientEnd(): void {
    const { sender, client, isForwarding } = this.#state;
    // What was read before and not yet sent may hold the end of the body.
    if (sender.body.isDone) client.socket.setKeepAlive(true, HALF_CLOSED_PROBE_MS);
    else if (isForwarding) client.socket.destroy();
  }

  /** The app has taken everything so far. */
  onUpstreamDrain(): void {
    if (!this.#state.isForwarding || this.#state.sender.body.isDone) return;
    this.#state.watch(this.#state.phase);
    this.#state.client.socket.resume();
  }

  #sendBody(bytes: Buffer, from: number): number {
    const { sender, client, link, wire } = this.#state;
    const { socket } = link.connection!;
    const pos = sender.sendBody(socket, bytes, from);
    if (pos === REFUSED) {
      if (sender.isOversize) this.#failing.failAsOversize();
      else this.#failing.fail(new Failure('REQUEST_MALFORMED', { reason: sender.body.fault }));
      return bytes.length;
    }
    if (sender.body.isDone || !socket.writableNeedDrain) this.#state.watch(this.#state.phase);
    else {
      wire.unreadClients.pause(client.socket);
      this.#state.watch('idle');
    }
    return pos;
  }
}
