import type { Socket } from 'node:net';
import type { TimeoutWheel } from '../core/timeout-wheel.ts';

/** How long, and for how many bytes, a client may go on sending a request that was answered before its end. */
const LINGER_MS = 1_000;
const LINGER_BYTES = 1_048_576;

/** How long a client may take to close its side when nothing more of it is expected. */
const FAREWELL_MS = 250;

/**
 * The end of a client's connection (RFC 9112 section 9.6): FIN first; what still comes is thrown away, because closing
 * with unread bytes would reset the answer away.
 */
export class LingeringClose {
  readonly #socket: Socket;
  readonly #wheel: TimeoutWheel;
  readonly #readerMs: number;
  #stalledAtMs: number;
  #discardedBytes = 0;

  /** `readerMs`: how long the client may take nothing of what is still unsent; 0: as long as it likes. */
  constructor(socket: Socket, wheel: TimeoutWheel, readerMs: number) {
    this.#socket = socket;
    this.#wheel = wheel;
    this.#readerMs = readerMs;
    this.#stalledAtMs = wheel.after(readerMs);
  }

  /** Begins it; returns the deadline to keep. `isMidRequest`: the client has more to send, and gets longer to notice. */
  begin(isMidRequest: boolean): number {
    this.#socket.end();
    this.#socket.resume();
    return this.#wheel.after(isMidRequest ? LINGER_MS : FAREWELL_MS);
  }

  /** Takes the size of bytes that nobody wants. */
  discard(bytes: number): void {
    this.#discardedBytes += bytes;
    if (this.#discardedBytes > LINGER_BYTES) this.#socket.destroy();
  }

  /** A slow reader is not a lingering one: the wait begins once it has everything. Returns the next deadline. */
  onDeadline(hasTakenSome: boolean): number {
    if (hasTakenSome) this.#stalledAtMs = this.#wheel.after(this.#readerMs);
    const isStalled = this.#stalledAtMs <= this.#wheel.nowMs;
    if (this.#socket.writableLength === 0 || isStalled) this.#socket.destroy();
    return this.#wheel.after(LINGER_MS);
  }
}
