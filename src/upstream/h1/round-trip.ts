import { CHUNK_OVERHEAD, putChunk, toLastChunk } from '../../http1/bytes.ts';
import { hasDestination } from '../address-rewrite.ts';
import { toHostName } from '../connection-fault.ts';
import type { RoundTrip, Trailers } from '../transport.ts';
import type { Borrower, UpstreamRequest } from '../upstream-request.ts';
import type { UpstreamConnection } from './connection.ts';
import { type RequestProgress, RoundTripResponse } from './round-trip-response.ts';

const EMPTY = Buffer.alloc(0);

/** What is known of one request; made anew for each, so that nothing of the last one can be left. */
class Progress implements RequestProgress {
  out: Buffer = EMPTY;
  outLength = 0;
  isHead = false;
  hasUpgrade = false;
  isRepeatable = false;
  isChunked = false;
  /** Who may be served behind it on its connection. */
  borrower: Borrower = 'anybody';
  hasOnlyHead = true;
  isWhole = false;
  isRetry = false;
  hasFirstByte = false;
  isSpoiled = false;
  asItCame: Buffer | 'sent' | null = null;
  admittedAtMs = 0;
  /** The last data of a chunked body, which leaves with the last chunk. */
  lastChunk: Buffer = EMPTY;
}

/** A round trip in HTTP/1.1: a request on its way over a connection. */
export class H1RoundTrip extends RoundTripResponse implements RoundTrip {
  protected progress = new Progress();

  begin(request: UpstreamRequest): void {
    const { buffers, requestWriter, pool, afterBody } = this.context;
    const { head } = request;
    const progress = new Progress();
    this.progress = progress;
    progress.isRepeatable = request.isRepeatable;
    progress.admittedAtMs = request.admittedAtMs;
    progress.isChunked = head.meaning.isChunked;
    progress.borrower = request.chooseBorrower(afterBody);
    progress.isWhole = !request.hasMoreBody;
    progress.hasOnlyHead = request.bodyStart === request.bodyEnd;
    const values = head.fields.hasAddress ? this.context.rewriter.rewriteRequest(request) : null;
    progress.out = buffers.take(requestWriter.room(request, values));
    // An app that is told so closes with its answer, and would not read on an upload that it answers early.
    const isLast = (progress.borrower === 'nobody' && !request.hasMoreBody) || !pool.reuse.isAllowed;
    progress.outLength = requestWriter.put(progress.out, request, values, isLast);
    if (values !== null && progress.isWhole && hasDestination(head.method)) {
      const asItCame = Buffer.allocUnsafe(requestWriter.room(request));
      progress.asItCame = asItCame.subarray(0, requestWriter.put(asItCame, request, null, isLast));
    }
    if (!head.hasHost) this.#insertHost(requestWriter.lineLength);
    progress.isHead = head.method === 'HEAD';
    progress.hasUpgrade = request.upgrade !== '';
    this.use(pool.take(progress.isRepeatable, this));
    if (this.connection!.isConnected) this.onConnected();
  }

  sendBody(bytes: Buffer, start: number, end: number, isLast: boolean): boolean {
    const { socket } = this.connection!;
    const progress = this.progress;
    if (progress.hasOnlyHead) socket.hearOut();
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
    const { socket } = this.connection!;
    const progress = this.progress;
    progress.isWhole = true;
    if (this.reader?.isSwitched === true) socket.end();
    else if (progress.isChunked) {
      const end = toLastChunk(trailers);
      progress.hasOnlyHead = false;
      socket.write(progress.lastChunk.length === 0 ? end : Buffer.concat([progress.lastChunk, end]));
      progress.lastChunk = EMPTY;
    }
  }

  pause(): void {
    this.connection?.socket.pause();
  }

  resume(): void {
    this.connection?.socket.resume();
  }

  get hasUnsent(): boolean {
    return this.connection === null || this.connection.socket.writableLength > 0;
  }

  get isDataLasting(): boolean {
    return this.connection?.hasOwnBuffer === true;
  }

  keepData(): Buffer {
    return this.connection!.detachBytes();
  }

  returnBuffer(buffer: Buffer): void {
    this.context.pool.bulkBuffers.give(buffer);
  }

  abort(): void {
    this.connection?.destroy();
    this.letGo(false);
  }

  abortSoon(): void {
    this.connection?.destroySoon();
    this.letGo(false);
  }

  close(): void {
    this.context.pool.dropKept(this);
  }

  onConnected(): void {
    const { socket, isReused } = this.connection!;
    const { out, outLength, isWhole, isRetry } = this.progress;
    // What is there of the body leaves together with the head.
    if (!isWhole) socket.cork();
    socket.write(out.subarray(0, outLength));
    if (!isRetry) this.handler.onConnected(isReused);
    if (!isWhole) socket.uncork();
  }

  protected use(connection: UpstreamConnection): void {
    const { borrower } = this.progress;
    this.connection = connection;
    connection.owner = this;
    if (borrower !== 'anybody') connection.borrower = borrower;
  }

  #insertHost(lineLength: number): void {
    const { out, outLength } = this.progress;
    const host = Buffer.from(`Host: ${toHostName(this.context.address)}\r\n`, 'latin1');
    this.progress.out = Buffer.concat([out.subarray(0, lineLength), host, out.subarray(lineLength, outLength)]);
    this.progress.outLength += host.length;
  }
}
