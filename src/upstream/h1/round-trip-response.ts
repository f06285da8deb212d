import { toBrokenFault, toConnectFault } from '../connection-fault.ts';
import { isLineEnd, startsResponse } from '../reuse.ts';
import { NO_TRAILERS, type ResponseHandler, type Trailers } from '../transport.ts';
import { REPEAT_MS } from '../upstream-request.ts';
import { AnsweredOwner, type UpstreamConnection, type UpstreamOwner } from './connection.ts';
import type { H1Context } from './h1-context.ts';
import { type ResponseOwner, ResponseReader } from './response-reader.ts';

const EMPTY = Buffer.alloc(0);

/** What the way back must know of a request, and how far it is. */
export interface RequestProgress {
  /** As it is sent, kept as long as it may have to be sent again. */
  out: Buffer;
  outLength: number;
  readonly isHead: boolean;
  readonly hasUpgrade: boolean;
  readonly isRepeatable: boolean;
  /** Nothing of a body was sent: with nothing come back either, the request may be sent again. */
  readonly hasOnlyHead: boolean;
  readonly isWhole: boolean;
  isRetry: boolean;
  /** Anything at all came back. */
  hasFirstByte: boolean;
  /** Late bytes of the response before came first. */
  isSpoiled: boolean;
  /** Where WebDAV's addresses were rewritten: the request without that, if it can be sent again; then that it was. */
  asItCame: Buffer | 'sent' | null;
  /** When it was written, on a connection used before (`UpstreamRequest.admittedAtMs`). */
  readonly admittedAtMs: number;
}

/** A round trip as the app sees it: what comes back on the connection, and the ways it ends. */
export abstract class RoundTripResponse implements UpstreamOwner, ResponseOwner {
  handler: ResponseHandler;
  readsOn = false;
  protected readonly context: H1Context;
  protected abstract progress: RequestProgress;
  protected connection: UpstreamConnection | null = null;
  /** Made when something comes back. */
  #response: ResponseReader | null = null;

  constructor(context: H1Context, handler: ResponseHandler) {
    this.context = context;
    this.handler = handler;
  }

  abstract abort(): void;
  abstract onConnected(): void;
  protected abstract use(connection: UpstreamConnection): void;

  onBytes(bytes: Buffer, end: number): void {
    const progress = this.progress;
    let start = 0;
    if (!progress.hasFirstByte) {
      start = this.connection!.isReused ? this.#passOverLate(bytes, end) : 0;
      if (start === end) return;
      this.#response ??= new ResponseReader(this.context, this);
      this.#response.begin(progress.isHead, progress.hasUpgrade);
      progress.hasFirstByte = true;
    }
    this.#response!.take(bytes, start, end);
  }

  onEnd(): void {
    const reader = this.reader;
    if (reader?.isSwitched === true) this.handler.onEnd(NO_TRAILERS);
    else if (reader?.endsWithConnection === true) this.onWhole(null, NO_TRAILERS);
    else this.#lose(null);
  }

  onClosed(error: NodeJS.ErrnoException | null): void {
    if (this.reader?.isSwitched !== true || error !== null) this.#lose(error);
    else {
      this.letGo(false);
      this.handler.onGone();
    }
  }

  onDrain(): void {
    this.handler.onDrain();
  }

  /**
   * The response is whole; the connection may be used again if nothing is left on it in either direction. An app may answer
   * before it has read the end of a body, of which the last may still be in our hands, or the client's.
   */
  onWhole(stray: Buffer | null, trailers: Trailers): void {
    const connection = this.connection!;
    const { isWhole, isSpoiled } = this.progress;
    if (stray !== null) this.context.pool.reuse.notes.onStrayBytes(stray);
    if (stray === null && !isWhole) this.#readOn(connection);
    else {
      const isSent = isWhole && connection.socket.writableLength === 0;
      const isClean = stray === null && !isSpoiled && isSent && this.#response!.keepsConnection;
      this.letGo(isSent);
      if (isClean) this.context.pool.give(connection, this);
      else if (stray === null && isWhole && !isSent) connection.destroySoon();
      else connection.destroy();
    }
    this.handler.onEnd(trailers);
  }

  /** True if the app has misunderstood whom a request is about: it is on its way again, as it came. */
  repeatsAsItCame(status: number): boolean {
    const progress = this.progress;
    const { asItCame } = progress;
    if (asItCame === null || !this.context.rewriter.isMistaken(status, asItCame === 'sent')) return false;
    progress.out = asItCame as Buffer;
    progress.outLength = progress.out.length;
    progress.asItCame = 'sent';
    progress.hasFirstByte = false;
    this.#response!.stop();
    this.#repeat();
    return true;
  }

  /** The head that was sent, as a text. */
  readSentHead(): string {
    const { out, outLength } = this.progress;
    return out.toString('latin1', 0, out.subarray(0, outLength).indexOf('\r\n\r\n'));
  }

  /** The app answers in a way that nobody can rely on. */
  onBadResponse(reason: string, bytes: string): void {
    this.abort();
    this.handler.onFault({ code: 'APP_BAD_RESPONSE', details: { reason, bytes }, isUnsent: false });
  }

  #readOn(connection: UpstreamConnection): void {
    this.readsOn = true;
    this.#response!.stop();
    connection.socket.resume();
    connection.owner = new AnsweredOwner({ onDrain: () => this.handler.onDrain() }, () => {
      this.abort();
      this.handler.onGone();
    });
  }

  /** Reads the response, if any of it has come. */
  protected get reader(): ResponseReader | null {
    return this.progress.hasFirstByte ? this.#response : null;
  }

  /** The connection ended or broke before the response was whole. */
  #lose(error: NodeJS.ErrnoException | null): void {
    const { isConnected, address } = this.connection!;
    if (this.#mayRepeat) {
      this.#repeat();
      return;
    }
    const hasHead = this.reader?.hasHead === true;
    this.abort();
    if (isConnected || error === null) this.handler.onFault(toBrokenFault(hasHead));
    else this.handler.onFault({ ...toConnectFault(error, address), isUnsent: !this.progress.isRetry });
  }

  /**
   * Where the first bytes on a connection used before begin that can be of this response: line ends before them are passed
   * over. `end`, if there are none; what follows may then be sent for again.
   */
  #passOverLate(bytes: Buffer, end: number): number {
    let start = 0;
    while (start < end && isLineEnd(bytes[start]!)) start++;
    const isResponse = start === end || startsResponse(bytes, start, end);
    if (start === 0 && isResponse) return 0;
    this.progress.isSpoiled = true;
    this.context.pool.reuse.onLateBytes(bytes.subarray(0, isResponse ? start : end));
    if (isResponse || !this.#mayRepeat) return start;
    this.#repeat();
    return end;
  }

  /** It was a used connection, which the app may just have been closing for its age, or on which its last word came late. */
  get #mayRepeat(): boolean {
    const { hasFirstByte, hasOnlyHead, isRepeatable, admittedAtMs } = this.progress;
    if (!this.connection!.isReused || hasFirstByte || !hasOnlyHead || !isRepeatable) return false;
    return performance.now() - admittedAtMs <= REPEAT_MS;
  }

  // A new connection is never `isReused`, so this happens at most once.
  #repeat(): void {
    this.connection!.destroy();
    this.progress.isRetry = true;
    this.use(this.context.pool.connect());
    this.handler.onRepeated();
  }

  /** Lets go of connection and buffers. `isIdle`: no write of them is under way, so that they can be used again. */
  protected letGo(isIdle: boolean): void {
    if (isIdle) this.context.buffers.give(this.progress.out);
    this.progress.out = EMPTY;
    this.readsOn = false;
    this.connection = null;
    this.#response?.stop();
  }
}
