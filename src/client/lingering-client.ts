import type { Socket } from 'node:net';
import type { RefusedHead } from '../call/dispatcher.ts';
import type { Timed } from '../core/timeout-wheel.ts';
import type { Failure } from '../failures/failure.ts';
import type { ClientContext } from './client-context.ts';
import { countUnsentBytes, type TakeBytes, takeOverSocket } from './client-socket.ts';
import { toRefusalBytes } from './head-refusal.ts';

/** How long, and for how many bytes, a client may go on sending a request that was answered before its end. */
const LINGER_MS = 1_000;
const LINGER_BYTES = 1_048_576;

/** How long a client may take to close its side when nothing more of it is expected. */
const FAREWELL_MS = 250;

/**
 * A client's connection as far as its end goes (RFC 9112 section 9.6): FIN first; what still comes is thrown away, because
 * closing with unread bytes would reset the answer away.
 */
export abstract class LingeringClient implements Timed {
  readonly socket: Socket;
  readonly peer: string;
  /** What the peer says of those before it is believed. */
  readonly isTrusted: boolean;
  /** The client sent FIN: nothing more will come from it. */
  hasEnded = false;
  deadlineMs = Number.POSITIVE_INFINITY;
  wheelIndex = -1;
  protected readonly context: ClientContext;
  #unsentBytes = 0;
  #stalledAtMs = 0;
  #discardedBytes = 0;

  constructor(context: ClientContext, accepted: Socket, takeBytes: TakeBytes) {
    this.context = context;
    this.peer = accepted.remoteAddress ?? '';
    this.isTrusted = context.isTrusted(this.peer);
    accepted.setNoDelay(true);
    // A client may send FIN behind its request and still wait for the answer, so it is half open.
    this.socket = takeOverSocket(accepted, takeBytes);
  }

  abstract onDeadline(): void;

  /** True if the client has taken anything since this was last asked. */
  hasTakenSome(): boolean {
    const before = this.#unsentBytes;
    this.#unsentBytes = countUnsentBytes(this.socket);
    return this.#unsentBytes < before;
  }

  /** Writes the answer to a head that no call can be opened for; nothing of it has reached the app. */
  protected answerRefused(failure: Failure, head: RefusedHead): void {
    this.socket.write(toRefusalBytes(this.context.dispatcher.refuse(failure, head), head));
  }

  /** Begins the end. `isMidRequest`: the client has more to send, and gets longer to notice. */
  protected linger(isMidRequest: boolean): void {
    const { wheel, settings } = this.context;
    this.#stalledAtMs = wheel.after(settings.clientTimeouts.readerMs);
    this.deadlineMs = wheel.after(isMidRequest ? LINGER_MS : FAREWELL_MS);
    this.socket.end();
    this.socket.resume();
  }

  /** Takes the size of bytes that nobody wants. */
  protected discard(bytes: number): void {
    this.#discardedBytes += bytes;
    if (this.#discardedBytes > LINGER_BYTES) this.socket.destroy();
  }

  /** A slow reader is not a lingering one: the wait begins once it has everything. */
  protected lingerOn(): void {
    const { wheel, settings } = this.context;
    if (this.hasTakenSome()) this.#stalledAtMs = wheel.after(settings.clientTimeouts.readerMs);
    const isStalled = this.#stalledAtMs <= wheel.nowMs;
    if (this.socket.writableLength === 0 || isStalled) this.socket.destroy();
    this.deadlineMs = wheel.after(LINGER_MS);
  }
}
