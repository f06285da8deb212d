import type { Socket } from 'node:net';
import type { Timed } from '../core/timeout-wheel.ts';
import type { Wire } from '../exchange/wire.ts';

/** How long, and for how many bytes, a client may go on sending a request that was answered before its end. */
const LINGER_MS = 1_000;
const LINGER_BYTES = 1_048_576;

/** How long a client may take to close its side when nothing more of it is expected. */
const FAREWELL_MS = 250;

/**
 * The end of a client's connection. FIN first; what still comes is thrown away, because closing with unread bytes would
 * reset the answer away.
 */
export class ClientFarewell {
  readonly #wire: Wire;
  readonly #client: Timed;
  readonly #socket: Socket;
  readonly #endMs: number;
  #discardedBytes = 0;

  constructor(wire: Wire, client: Timed, socket: Socket) {
    this.#wire = wire;
    this.#client = client;
    this.#socket = socket;
    this.#endMs = wire.wheel.after(wire.settings.clientTimeouts.idleMs);
  }

  /** `isMidRequest`: the client has more to send, and gets longer to notice. */
  begin(isMidRequest: boolean): void {
    this.#client.deadlineMs = this.#wire.wheel.after(isMidRequest ? LINGER_MS : FAREWELL_MS);
    this.#socket.end();
    this.#socket.resume();
  }

  /** Takes the size of bytes that nobody wants. */
  discard(bytes: number): void {
    this.#discardedBytes += bytes;
    if (this.#discardedBytes > LINGER_BYTES) this.#socket.destroy();
  }

  /** A slow reader is not a lingering one: the wait begins once it has everything, but it has only so long. */
  onDeadline(): void {
    const { wheel } = this.#wire;
    if (this.#socket.writableLength === 0 || this.#endMs <= wheel.nowMs) this.#socket.destroy();
    else this.#client.deadlineMs = wheel.after(LINGER_MS);
  }
}
