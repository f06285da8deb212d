import type { RefusedHead } from '../call/dispatcher.ts';
import type { Timed } from '../core/timeout-wheel.ts';
import { isLoopback } from '../exchange/inner-request.ts';
import type { Failure } from '../failures/failure.ts';
import type { AcceptedSocket, SocketListener, StreamSocket } from '../socket/stream-socket.ts';
import type { ClientContext } from './client-context.ts';
import { toRefusalBytes } from './head-refusal.ts';

/** Reads of at least this size are bulk, mostly a body that is passed on: the next read gets a buffer of its own. */
const BULK_READ = 16_384;
const READ_BUFFER_BYTES = 65_536;

/** Nearly every request is dealt with in the call that brings it, so all connections read into the same buffer. */
const SHARED_BUFFER: Buffer = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);

/** How long a client may go on sending a request that was answered before its end, in all and without a pause. */
const LINGER_MS = 30_000;
const SILENCE_MS = 5_000;

/** How long a client may take to close its side when nothing more of it is expected. */
const FAREWELL_MS = 250;

/** Whoever may still want what comes behind a response: an app that reads on. */
interface LateReader {
  readonly hasLateUpload: boolean;
  takeClientBytes(bytes: Buffer, from: number): number;
  /** What still comes is for nobody. */
  dropLateUpload(): void;
}

/**
 * A client's connection as far as its end goes (RFC 9112 section 9.6): FIN first; what still comes is thrown away, because
 * closing with unread bytes would reset the answer away.
 */
export abstract class LingeringClient implements Timed, SocketListener {
  readonly socket: StreamSocket;
  readonly peer: string;
  readonly innerPrefix: string | null;
  /** What the peer says of those before it is believed. */
  readonly isTrusted: boolean;
  /** It has one of the last descriptors: its request is refused. */
  isTooMany = false;
  /** The client sent FIN: nothing more will come from it. */
  hasEnded = false;
  deadlineMs = Number.POSITIVE_INFINITY;
  wheelIndex = -1;
  protected readonly context: ClientContext;
  #unsentBytes = 0;
  #stalledAtMs = 0;
  #silenceMs = 0;
  #heardAtMs = 0;
  #lingerEndMs = 0;
  #lateReader: LateReader | null = null;
  #ownBuffer: Buffer | null = null;
  #isBulk = false;
  #isKept = false;

  constructor(context: ClientContext, accepted: AcceptedSocket) {
    this.context = context;
    this.peer = accepted.peer;
    const { fieldPrefix } = context.dispatcher;
    this.innerPrefix = fieldPrefix !== null && isLoopback(this.peer) ? fieldPrefix : null;
    this.isTrusted = context.isTrusted(this.peer);
    this.socket = accepted.open(this);
  }

  abstract onDeadline(): void;
  abstract onEnd(): void;
  abstract onDrain(): void;
  abstract onClosed(error: Error | null): void;

  /**
   * Takes what the client sends. `isLasting`: the bytes may be kept; else they are valid only during the call. Returns true if
   * they were kept: then nothing else may be read into their buffer.
   */
  protected abstract takeBytes(bytes: Buffer, end: number, isLasting: boolean): boolean;

  nextBuffer(): Buffer {
    if (!this.#isBulk) this.#ownBuffer = null;
    else if (this.#ownBuffer === null || this.#isKept) this.#ownBuffer = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);
    return this.#ownBuffer ?? SHARED_BUFFER;
  }

  onRead(bytes: Buffer, size: number): void {
    this.#isBulk = size >= BULK_READ;
    this.#isKept = this.takeBytes(bytes, size, this.#ownBuffer !== null);
  }

  /** True if the client has taken anything since this was last asked. */
  hasTakenSome(): boolean {
    const before = this.#unsentBytes;
    this.#unsentBytes = this.socket.unsentBytes;
    return this.#unsentBytes < before;
  }

  /** Writes the answer to a head that no call can be opened for; nothing of it has reached the app. */
  protected answerRefused(failure: Failure, head: RefusedHead): void {
    this.socket.write(toRefusalBytes(this.context.dispatcher.refuse(failure, head), head));
  }

  /**
   * Begins the end. `isMidRequest`: the client has more to send, and gets longer to notice. `isOver`: it sends nothing more, so
   * that nothing unread can reset the answer away, and its own FIN is not waited for.
   */
  protected linger(isMidRequest: boolean, lateReader: LateReader | null, isOver: boolean): void {
    this.#lateReader = lateReader;
    const { wheel, settings } = this.context;
    this.#stalledAtMs = wheel.after(settings.clientTimeouts.readerMs);
    this.#silenceMs = isMidRequest ? SILENCE_MS : FAREWELL_MS;
    this.#awaitFarewell();
    if (isOver) {
      this.socket.destroySoon();
      return;
    }
    this.socket.end();
    this.socket.resume();
    if (isMidRequest) this.context.lingeringClients.add(this.socket);
  }

  /** Takes what still comes: for an app that reads on, or for nobody, however much it is. True if the bytes are kept. */
  protected takeLate(bytes: Buffer, end: number, isLasting: boolean): boolean {
    this.#heardAtMs = this.context.wheel.nowMs;
    if (!this.#isTakenLate) return false;
    this.#awaitFarewell();
    this.#lateReader!.takeClientBytes(toLasting(bytes, 0, end, isLasting), 0);
    return true;
  }

  /** The client's time is over, unless it has sent something, or not yet taken everything; an app that reads on has its own. */
  protected lingerOn(): void {
    const { wheel } = this.context;
    this.deadlineMs = Math.min(this.#heardAtMs + this.#silenceMs + wheel.tickMs, this.#lingerEndMs);
    if (this.socket.writableLength > 0) this.#waitForReader();
    else if (this.deadlineMs > wheel.nowMs) return;
    else if (!this.#isTakenLate) this.socket.destroy();
    else {
      this.endLate();
      this.#awaitFarewell();
    }
  }

  /** What still comes is for nobody. */
  protected endLate(): void {
    if (this.#isTakenLate) this.#lateReader!.dropLateUpload();
  }

  get #isTakenLate(): boolean {
    return this.#lateReader?.hasLateUpload === true;
  }

  // A slow reader is not a lingering one: the wait begins once it has everything.
  #waitForReader(): void {
    const { wheel, settings } = this.context;
    if (this.hasTakenSome()) this.#stalledAtMs = wheel.after(settings.clientTimeouts.readerMs);
    if (this.#stalledAtMs <= wheel.nowMs) this.socket.destroy();
    else this.#awaitFarewell();
  }

  #awaitFarewell(): void {
    const { wheel } = this.context;
    this.#heardAtMs = wheel.nowMs;
    this.#lingerEndMs = wheel.after(LINGER_MS);
    this.deadlineMs = wheel.after(this.#silenceMs);
  }
}

/** A part of bytes that may be kept. */
export function toLasting(bytes: Buffer, from: number, end: number, isLasting: boolean): Buffer {
  const part = bytes.subarray(from, end);
  return isLasting ? part : Buffer.from(part);
}
