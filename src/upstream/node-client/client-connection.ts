import type { Socket } from 'node:net';
import type { Failure } from '../../failures/failure.ts';
import { lingerOnClose } from './lingering-close.ts';

/** Requests that may be read ahead of the one being answered. */
const MAX_PIPELINED = 16;

/** One answer that a client waits for. */
export interface Turn {
  /** Everything before it on the connection has been answered. Calls `onDone` when its own answer has left. */
  begin(onDone: () => void): void;
  /** The connection is gone; nothing can be sent any more. */
  abandon(): void;
  /** True while the body of its request is not read to its end. */
  readonly isReading: boolean;
  /** The rest of its request cannot be read; false if the request was complete, so that the fault is not its own. */
  breakRequest(failure: Failure): boolean;
}

/** A client's connection: takes turns in the order of their requests, one at a time. */
export class ClientConnection {
  readonly #socket: Socket;
  readonly #idleMs: number;
  readonly #turns: Turn[] = [];
  #current: Turn | null = null;
  #restedAtBytes = 0;
  #takesNoMore = false;

  constructor(socket: Socket, idleMs: number) {
    this.#socket = socket;
    this.#idleMs = idleMs;
    socket.setNoDelay(true);
    socket.setTimeout(idleMs);
    lingerOnClose(socket);
    socket.once('close', () => this.#onClose());
  }

  /** True if no request is being read or answered. */
  get isAtRest(): boolean {
    return this.#current === null && this.#socket.bytesRead === this.#restedAtBytes;
  }

  /** True if not a byte has come yet. */
  get isFresh(): boolean {
    return this.#socket.bytesRead === 0;
  }

  /** Puts a turn behind those that wait; a `last` one shuts the door behind it. */
  take(turn: Turn, isLast = false): void {
    if (this.#takesNoMore) return;
    this.#takesNoMore = isLast;
    this.#turns.push(turn);
    if (this.#current === null) this.#next();
    else if (this.#turns.length > MAX_PIPELINED) this.#socket.pause();
  }

  /** True if the connection is inside the body of a request. */
  get isReadingBody(): boolean {
    return this.#current?.isReading ?? false;
  }

  /** Tells the turn whose request it is of a fault in the bytes; false if it is nobody's so far. */
  breakRequest(failure: Failure): boolean {
    return this.#current?.breakRequest(failure) ?? false;
  }

  /** Sends FIN and takes no more requests. */
  close(): void {
    this.#takesNoMore = true;
    this.#socket.destroySoon();
  }

  #next(): void {
    const turn = this.#turns.shift();
    if (turn === undefined) {
      this.#rest();
      return;
    }
    this.#current = turn;
    this.#socket.setTimeout(0);
    if (this.#socket.isPaused() && this.#turns.length <= MAX_PIPELINED) this.#socket.resume();
    turn.begin(() => {
      this.#current = null;
      if (!this.#socket.destroyed) this.#next();
    });
  }

  #rest(): void {
    this.#restedAtBytes = this.#socket.bytesRead;
    this.#socket.setTimeout(this.#idleMs);
  }

  #onClose(): void {
    this.#takesNoMore = true;
    this.#turns.length = 0;
    this.#current?.abandon();
  }
}
