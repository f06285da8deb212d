import type { BufferPool } from '../http1/bytes.ts';
import { CHUNK_OVERHEAD, putBytes, putChunk, toLastChunk } from '../http1/bytes.ts';
import { type ClientPersistence, OWN_FIELDS_ROOM, putOwnFields } from '../http1/response-writer.ts';
import type { StreamSocket } from '../socket/stream-socket.ts';
import type { RoundTrip, Trailers } from '../upstream/transport.ts';
import type { UpstreamHead } from '../upstream/upstream-head.ts';
import type { FailureVerdict } from './failure-verdict.ts';

/** What is asked of a response, and how far it is on its way to the client. */
export interface ResponseProgress {
  readonly requestId: string;
  readonly isHead: boolean;
  readonly isHttp10: boolean;
  readonly persistence: ClientPersistence;
  /** Of the final response, 0 before it. */
  status: number;
  bytesOut: number;
  /** The client may have seen something of the final response. */
  isBegun: boolean;
  isChunkedOut: boolean;
  /** With a known length: what is still to come; else Infinity. */
  remaining: number;
  /** Nothing leaves before `send`. */
  isHeld: boolean;
}

/**
 * A response on its way to the client, in the client's framing: sent on as it comes, except for its last bytes, which wait
 * for `send`. What is in hand is a buffer that is being filled, or a piece of a read buffer taken over uncopied; buffers
 * are used again as soon as the kernel has their bytes.
 */
export class Download {
  readonly #socket: StreamSocket;
  readonly #buffers: BufferPool;
  readonly #verdict: FailureVerdict | null;
  /** Of the response whose head was taken last. */
  #progress!: ResponseProgress;
  #buffer: Buffer | null = null;
  #length = 0;
  #piece: Buffer | null = null;
  #pieceBuffer: Buffer | null = null;
  /** Who lent the buffer of the piece, and those that the kernel has not taken whole. */
  #lender: RoundTrip | null = null;
  readonly #lent: Buffer[] = [];

  constructor(socket: StreamSocket, buffers: BufferPool, verdict: FailureVerdict | null = null) {
    this.#verdict = verdict;
    this.#socket = socket;
    this.#buffers = buffers;
  }

  /** Forgets what was not sent yet. */
  drop(): void {
    this.#buffer = null;
    this.#length = 0;
    this.#piece = null;
    this.#pieceBuffer = null;
  }

  /** Sends a 1xx at once. */
  sendInterim(head: UpstreamHead): void {
    const out = Buffer.allocUnsafe(head.room + 2);
    const end = head.put(out, 0);
    out.write('\r\n', end, 'latin1');
    this.#socket.write(out.subarray(0, end + 2));
  }

  /** Takes the final head, and holds it for what follows; returns how long it is for the client. */
  takeHead(head: UpstreamHead, progress: ResponseProgress): number {
    const { requestId, isHead, isHttp10, persistence } = progress;
    this.#progress = progress;
    const { status, framing, contentLength } = head;
    const hasLength = contentLength !== -1 && status !== 204;
    progress.status = status;
    progress.isChunkedOut = framing === 'streamed' && !isHttp10;
    progress.remaining = framing === 'streamed' ? Number.POSITIVE_INFINITY : framing === 'length' ? contentLength : 0;
    const saysChunked = progress.isChunkedOut || (isHead && head.isChunked && !isHttp10);
    const verdict = this.#verdict;
    const out = this.#room(head.room + OWN_FIELDS_ROOM + (verdict === null ? 0 : verdict.room));
    const headEnd = head.put(out, 0);
    this.#length = putOwnFields(out, verdict === null ? headEnd : verdict.put(out, headEnd, status), {
      requestId,
      appRequestId: head.requestId,
      // A response without a body may still say how long it would be, except 204 (RFC 9110 section 8.6).
      framing: saysChunked ? 'chunked' : hasLength ? 'given' : 'nothing',
      contentLength,
      persistence,
      upgrade: status === 426 ? head.upgrade : '',
      hasDate: head.hasDate,
    });
    return this.#length;
  }

  /** Sends the head of a switch of protocols. */
  sendSwitch(head: UpstreamHead, progress: ResponseProgress): void {
    const { upgrade, hasDate, requestId: appRequestId } = head;
    const ids = { requestId: progress.requestId, appRequestId };
    this.#progress = progress;
    const out = this.#room(head.room + OWN_FIELDS_ROOM);
    const own = { ...ids, framing: 'nothing', contentLength: -1, persistence: 'default', upgrade, hasDate } as const;
    this.#length = putOwnFields(out, head.put(out, 0), own);
    progress.status = 101;
    this.send();
  }

  /**
   * Takes data of the body; `isLast` holds it for the end. False if it is more than the head has announced: nothing of it
   * was taken then.
   */
  takeData(bytes: Buffer, start: number, end: number, isLast: boolean, from: RoundTrip): boolean {
    const progress = this.#progress;
    const size = end - start;
    if (size > progress.remaining) return false;
    progress.bytesOut += size;
    progress.remaining -= size;
    const mustWait = isLast || progress.remaining === 0 || progress.isHeld;
    if (this.#canPassOn(from)) this.#passOn(bytes.subarray(start, end), mustWait, from);
    else {
      const out = this.#room(size + CHUNK_OVERHEAD);
      this.#length = progress.isChunkedOut
        ? putChunk(out, this.#length, bytes, start, end)
        : putBytes(out, this.#length, bytes, start, end);
      if (!mustWait) this.send();
    }
    return true;
  }

  /** The response is whole, and its last bytes are in hand. False if the head has announced more. */
  takeEnd(trailers: Trailers): boolean {
    const { isChunkedOut, remaining } = this.#progress;
    if (remaining > 0 && remaining !== Number.POSITIVE_INFINITY) return false;
    if (isChunkedOut) {
      const last = toLastChunk(trailers);
      this.#length = putBytes(this.#room(last.length), this.#length, last, 0, last.length);
    }
    return true;
  }

  /** Sends what is in hand. */
  send(): void {
    this.#progress.isBegun = true;
    const piece = this.#piece;
    const pieceBuffer = this.#pieceBuffer;
    const buffer = this.#buffer;
    const length = this.#length;
    this.drop();
    if (piece !== null) {
      this.#socket.write(piece);
      if (pieceBuffer !== null) this.#lend(pieceBuffer);
    }
    if (buffer === null || length === 0) return;
    this.#socket.write(buffer.subarray(0, length));
    if (this.#socket.writableLength === 0) this.#buffers.give(buffer);
  }

  /** The client has taken everything: lent buffers go back. */
  onDrain(): void {
    if (this.#lent.length === 0 || this.#socket.writableLength > 0) return;
    for (const buffer of this.#lent.splice(0)) this.#lender!.returnBuffer(buffer);
  }

  #canPassOn(from: RoundTrip): boolean {
    const { isChunkedOut, isHeld } = this.#progress;
    return from.isDataLasting && !isChunkedOut && !isHeld && this.#length === 0 && this.#piece === null;
  }

  /** Sends bulk data as it lies in the read buffer, or holds it there. */
  #passOn(piece: Buffer, mustWait: boolean, from: RoundTrip): void {
    this.onDrain();
    if (from !== this.#lender) this.#lent.length = 0;
    this.#lender = from;
    if (mustWait) {
      this.#piece = piece;
      this.#pieceBuffer = from.keepData();
      return;
    }
    this.#socket.write(piece);
    if (this.#socket.writableLength === 0) return;
    const buffer = from.keepData();
    if (buffer !== null) this.#lent.push(buffer);
  }

  #lend(buffer: Buffer): void {
    this.#lent.push(buffer);
    this.onDrain();
  }

  /** The buffer, with room for so many bytes behind what is filled in. */
  #room(more: number): Buffer {
    const before = this.#buffer;
    if (before !== null && before.length - this.#length >= more) return before;
    const buffer = this.#buffers.take(this.#length + more);
    if (before !== null) {
      before.copy(buffer, 0, 0, this.#length);
      this.#buffers.give(before);
    }
    this.#buffer = buffer;
    return buffer;
  }
}
