import type { Socket } from 'node:net';
import { BodyReader } from '../http1/body-reader.ts';
import { ByteQueue } from '../http1/byte-queue.ts';
import { putBytes } from '../http1/byte-writer.ts';
import { CHUNK_OVERHEAD } from '../http1/chunk-writer.ts';
import { REFUSED } from '../http1/field-section.ts';
import type { RequestHead } from '../http1/request-head.ts';
import { hasHost, type RequestContext } from '../http1/request-writer.ts';
import { LAST_CHUNK, toLastChunk } from '../http1/trailer-writer.ts';
import type { Wire } from './wire.ts';

/** Small bodies travel with their head in one write. */
const MOST_BODY_WITH_HEAD = 16_384;

/**
 * The request on its way to the app: the head as it will be sent, and the body as it comes, never faster than the app
 * takes it.
 */
export class RequestSender {
  readonly body: BodyReader;
  readonly #wire: Wire;
  #out: Buffer = EMPTY;
  #outLength = 0;
  #lineLength = 0;
  #lacksHost = false;
  readonly #backlog = new ByteQueue();
  #hasOnlyHead = true;

  constructor(wire: Wire) {
    this.#wire = wire;
    this.body = new BodyReader(wire.requestNames);
  }

  /** True as long as nothing of a body was sent. */
  get hasOnlyHead(): boolean {
    return this.#hasOnlyHead;
  }

  /**
   * Writes the head for the app and takes in what is there of the body; returns where the bytes of this request that
   * are dealt with end. The head's bytes are not needed after this.
   */
  begin(head: RequestHead, context: RequestContext, bytes: Buffer, headEnd: number, end: number): number {
    const { buffers, requestWriter } = this.#wire;
    const { meaning } = head;
    const length = Math.max(0, meaning.contentLength);
    this.body.begin(meaning.isChunked ? 'chunked' : length > 0 ? 'length' : 'none', length);
    const isInHand = length > 0 && length <= MOST_BODY_WITH_HEAD && headEnd + length <= end;
    this.#out = buffers.take(requestWriter.room(headEnd - head.start) + (isInHand ? length : 0));
    this.#outLength = requestWriter.put(this.#out, bytes, head, context);
    this.#lineLength = requestWriter.lineLength;
    this.#lacksHost = !hasHost(head);
    this.#backlog.clear();
    this.#hasOnlyHead = !isInHand;
    if (!isInHand) return headEnd;
    const pos = this.body.advance(bytes, headEnd, headEnd + length);
    this.#outLength = putBytes(this.#out, this.#outLength, bytes, headEnd, pos);
    return pos;
  }

  /** Keeps body bytes that came before they could be sent; returns how many there are now. */
  keep(bytes: Buffer): number {
    this.#backlog.push(bytes);
    return this.#backlog.length;
  }

  get hasBacklog(): boolean {
    return this.#backlog.length > 0;
  }

  /** The bytes that were kept; they are the caller's now. */
  takeBacklog(): Buffer {
    return this.#backlog.take() ?? EMPTY;
  }

  /** Sends the head, and with it a small body. `hostName` is told to the app if the client told none. */
  sendHead(socket: Socket, hostName: string): void {
    if (this.#lacksHost) this.#insertHost(hostName);
    socket.write(this.#out.subarray(0, this.#outLength));
  }

  /** True if the body has more bytes than it may have. */
  get isOversize(): boolean {
    const { bodyBytes } = this.#wire.settings.limits;
    return bodyBytes > 0 && this.body.received + (this.body.framing === 'length' ? this.body.remaining : 0) > bodyBytes;
  }

  /**
   * Sends body bytes; returns the position after the body's part of them. REFUSED if they break the rules or are too
   * many: then nothing of them was sent.
   */
  sendBody(socket: Socket, bytes: Buffer, from: number): number {
    this.#hasOnlyHead = false;
    if (this.body.framing === 'chunked') return this.#sendChunks(socket, bytes, from);
    const pos = this.body.advance(bytes, from, bytes.length);
    if (pos > from) socket.write(pos - from === bytes.length ? bytes : bytes.subarray(from, pos));
    return pos;
  }

  /** Lets go of the buffers. `isIdle`: no write of them is under way, so that they can be used again. */
  release(isIdle: boolean): void {
    if (isIdle) this.#wire.buffers.give(this.#out);
    this.#out = EMPTY;
    this.#backlog.clear();
  }

  #sendChunks(socket: Socket, bytes: Buffer, from: number): number {
    const { chunkWriter, withheld } = this.#wire;
    const { body } = this;
    const out = Buffer.allocUnsafe(bytes.length - from + CHUNK_OVERHEAD);
    let at = chunkWriter.gatherChunk(body, bytes, from, bytes.length, out, 0);
    const { position } = chunkWriter;
    if (position === REFUSED || this.isOversize) return REFUSED;
    const last = body.isDone ? toLastChunk(body.chunked, withheld) : EMPTY;
    if (last === LAST_CHUNK) at = putBytes(out, at, last, 0, last.length);
    if (at > 0) socket.write(out.subarray(0, at));
    if (last !== EMPTY && last !== LAST_CHUNK) socket.write(last);
    return position;
  }

  #insertHost(hostName: string): void {
    this.#lacksHost = false;
    const host = Buffer.from(`Host: ${hostName}\r\n`, 'latin1');
    const rest = this.#out.subarray(this.#lineLength, this.#outLength);
    this.#out = Buffer.concat([this.#out.subarray(0, this.#lineLength), host, rest]);
    this.#outLength = this.#out.length;
  }
}

const EMPTY = Buffer.alloc(0);
