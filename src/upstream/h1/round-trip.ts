import { CHUNK_OVERHEAD, putChunk, toLastChunk } from '../../http1/bytes.ts';
import { toBrokenFault, toConnectFault, toHostName } from '../connection-fault.ts';
import { isLineEnd, startsResponse } from '../reuse.ts';
import { NO_TRAILERS, type ResponseHandler, type RoundTrip, type Trailers } from '../transport.ts';
import { REPEAT_MS, type UpstreamRequest } from '../upstream-request.ts';
import { AnsweredOwner, type UpstreamConnection, type UpstreamOwner } from './connection.ts';
import type { H1Context } from './h1-context.ts';
import { type ResponseOwner, ResponseReader } from './response-reader.ts';

const EMPTY = Buffer.alloc(0);

/** What is known of one request; made anew for each, so that nothing of the last one can be left. */
class Progress {
  /** The head as it is sent, kept as long as it may have to be sent again, with a small body behind it. */
  out: Buffer = EMPTY;
  outLength = 0;
  isHead = false;
  hasUpgrade = false;
  isRepeatable = false;
  isChunked = false;
  /** Nothing of a body was sent: with nothing come back either, the request may be sent again. */
  hasOnlyHead = true;
  isWhole = false;
  isRetry = false;
  /** Anything at all came back. */
  hasFirstByte = false;
  /** Late bytes of the response before came first. */
  isSpoiled = false;
  /** When it was written, on a connection used before. */
  writtenAtMs = 0;
  /** The last data of a chunked body, which leaves with the last chunk. */
  lastChunk: Buffer = EMPTY;
}

/** A round trip in HTTP/1.1: a request on its way over a connection, and who hears what comes back on that. */
export class H1RoundTrip implements RoundTrip, UpstreamOwner, ResponseOwner {
  handler: ResponseHandler;
  readsOn = false;
  readonly #context: H1Context;
  /** Made when something comes back. */
  #response: ResponseReader | null = null;
  #progress = new Progress();
  #connection: UpstreamConnection | null = null;

  constructor(context: H1Context, handler: ResponseHandler) {
    this.#context = context;
    this.handler = handler;
  }

  begin(request: UpstreamRequest): void {
    const { buffers, requestWriter } = this.#context;
    const { head } = request;
    const progress = new Progress();
    this.#progress = progress;
    progress.isRepeatable = request.isRepeatable;
    progress.isChunked = head.meaning.isChunked;
    progress.isWhole = !request.hasMoreBody;
    progress.hasOnlyHead = request.bodyStart === request.bodyEnd;
    const values = head.fields.hasAddress ? this.#context.rewriter.rewriteRequest(request) : null;
    progress.out = buffers.take(requestWriter.room(request, values));
    progress.outLength = requestWriter.put(progress.out, request, values);
    if (!head.hasHost) this.#insertHost(requestWriter.lineLength);
    progress.isHead = head.method === 'HEAD';
    progress.hasUpgrade = request.upgrade !== '';
    this.#use(this.#context.pool.take(progress.isRepeatable));
    if (this.#connection!.isConnected) this.onConnected();
  }

  sendBody(bytes: Buffer, start: number, end: number, isLast: boolean): boolean {
    const { socket } = this.#connection!;
    const progress = this.#progress;
    if (progress.hasOnlyHead) this.#connection!.hearOut();
    progress.hasOnlyHead = false;
    if (progress.isChunked) {
      const chunk = Buffer.allocUnsafe(end - start + CHUNK_OVERHEAD);
      const piece = chunk.subarray(0, putChunk(chunk, 0, bytes, start, end));
      if (isLast) progress.lastChunk = piece;
      else socket.write(piece);
    } else socket.write(end - start === bytes.length ? bytes : bytes.subarray(start, end));
    return !socket.writableNeedDrain;
  }

  endBody(trailers: Trailers): void {
    const { socket } = this.#connection!;
    const progress = this.#progress;
    progress.isWhole = true;
    if (this.#reader?.isSwitched === true) socket.end();
    else if (progress.isChunked) {
      const end = toLastChunk(trailers);
      progress.hasOnlyHead = false;
      socket.write(progress.lastChunk.length === 0 ? end : Buffer.concat([progress.lastChunk, end]));
      progress.lastChunk = EMPTY;
    }
  }

  pause(): void {
    this.#connection?.socket.pause();
  }

  resume(): void {
    this.#connection?.socket.resume();
  }

  get hasUnsent(): boolean {
    return this.#connection === null || this.#connection.socket.writableLength > 0;
  }

  get isDataLasting(): boolean {
    return this.#connection?.hasOwnBuffer === true;
  }

  keepData(): Buffer {
    return this.#connection!.detachBytes();
  }

  returnBuffer(buffer: Buffer): void {
    this.#context.pool.bulkBuffers.give(buffer);
  }

  abort(): void {
    this.#connection?.destroy();
    this.#letGo(false);
  }

  abortSoon(): void {
    this.#connection?.destroySoon();
    this.#letGo(false);
  }

  onConnected(): void {
    const { socket, isReused } = this.#connection!;
    const progress = this.#progress;
    const { out, outLength, isWhole, isRetry } = progress;
    if (isReused) progress.writtenAtMs = performance.now();
    // What is there of the body leaves together with the head.
    if (!isWhole) socket.cork();
    socket.write(out.subarray(0, outLength));
    if (!isRetry) this.handler.onConnected(isReused);
    if (!isWhole) socket.uncork();
  }

  onBytes(bytes: Buffer, end: number): void {
    const progress = this.#progress;
    let start = 0;
    if (!progress.hasFirstByte) {
      start = this.#connection!.isReused ? this.#passOverLate(bytes, end) : 0;
      if (start === end) return;
      this.#response ??= new ResponseReader(this.#context, this);
      this.#response.begin(progress.isHead, progress.hasUpgrade);
      progress.hasFirstByte = true;
    }
    this.#response!.take(bytes, start, end);
  }

  onEnd(): void {
    const reader = this.#reader;
    if (reader?.isSwitched === true) this.handler.onEnd(NO_TRAILERS);
    else if (reader?.endsWithConnection === true) this.onWhole(null, NO_TRAILERS);
    else this.#lose(null);
  }

  onClosed(error: NodeJS.ErrnoException | null): void {
    if (this.#reader?.isSwitched !== true || error !== null) this.#lose(error);
    else {
      this.#letGo(false);
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
    const connection = this.#connection!;
    const { isWhole, isSpoiled } = this.#progress;
    if (stray !== null) this.#context.pool.reuse.notes.onStrayBytes(stray);
    if (stray === null && !isWhole) this.#readOn(connection);
    else {
      const isSent = isWhole && connection.socket.writableLength === 0;
      const isClean = stray === null && !isSpoiled && isSent && this.#response!.keepsConnection;
      this.#letGo(isSent);
      if (isClean) this.#context.pool.give(connection);
      else if (stray === null && isWhole && !isSent) connection.destroySoon();
      else connection.destroy();
    }
    this.handler.onEnd(trailers);
  }

  /** The head that was sent, as a text. */
  readSentHead(): string {
    const { out, outLength } = this.#progress;
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
    connection.owner = new AnsweredOwner(this.handler, () => {
      this.abort();
      this.handler.onGone();
    });
  }

  /** Reads the response, if any of it has come. */
  get #reader(): ResponseReader | null {
    return this.#progress.hasFirstByte ? this.#response : null;
  }

  #use(connection: UpstreamConnection): void {
    this.#connection = connection;
    connection.owner = this;
  }

  /** The connection ended or broke before the response was whole. */
  #lose(error: NodeJS.ErrnoException | null): void {
    const { isConnected, address } = this.#connection!;
    if (this.#mayRepeat) {
      this.#repeat();
      return;
    }
    const hasHead = this.#reader?.hasHead === true;
    this.abort();
    if (isConnected || error === null) this.handler.onFault(toBrokenFault(hasHead));
    else this.handler.onFault({ ...toConnectFault(error, address), isUnsent: !this.#progress.isRetry });
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
    this.#progress.isSpoiled = true;
    this.#context.pool.reuse.onLateBytes(bytes.subarray(0, isResponse ? start : end));
    if (isResponse || !this.#mayRepeat) return start;
    this.#repeat();
    return end;
  }

  /** It was a used connection, which the app may just have been closing for its age, or on which its last word came late. */
  get #mayRepeat(): boolean {
    const { hasFirstByte, hasOnlyHead, isRepeatable, writtenAtMs } = this.#progress;
    if (!this.#connection!.isReused || hasFirstByte || !hasOnlyHead || !isRepeatable) return false;
    return performance.now() - writtenAtMs <= REPEAT_MS;
  }

  // A new connection is never `isReused`, so this happens at most once.
  #repeat(): void {
    this.#connection!.destroy();
    this.#progress.isRetry = true;
    this.#use(this.#context.pool.connect());
    this.handler.onRepeated();
  }

  /** Lets go of connection and buffers. `isIdle`: no write of them is under way, so that they can be used again. */
  #letGo(isIdle: boolean): void {
    if (isIdle) this.#context.buffers.give(this.#progress.out);
    this.#progress.out = EMPTY;
    this.readsOn = false;
    this.#connection = null;
    this.#response?.stop();
  }

  #insertHost(lineLength: number): void {
    const { out, outLength } = this.#progress;
    const host = Buffer.from(`Host: ${toHostName(this.#context.address)}\r\n`, 'latin1');
    this.#progress.out = Buffer.concat([out.subarray(0, lineLength), host, out.subarray(lineLength, outLength)]);
    this.#progress.outLength += host.length;
  }
}
