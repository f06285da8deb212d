import type { Socket } from 'node:net';
import type { BufferPool } from '../http1/buffer-pool.ts';
import { putBytes } from '../http1/byte-writer.ts';

/**
 * What is in hand for the client and not sent yet: a buffer that is being filled, or a piece of a read buffer that was
 * taken over uncopied. Buffers are used again as soon as the kernel has their bytes.
 */
export class ResponseOutput {
  /** The client may have seen something of the final response. */
  isBegun = false;
  /** Bytes filled in. */
  length = 0;
  readonly #socket: Socket;
  readonly #buffers: BufferPool;
  readonly #bulkBuffers: BufferPool;
  readonly #lent: Buffer[] = [];
  #buffer: Buffer | null = null;
  #piece: Buffer | null = null;
  #pieceBuffer: Buffer | null = null;

  constructor(socket: Socket, buffers: BufferPool, bulkBuffers: BufferPool) {
    this.#socket = socket;
    this.#buffers = buffers;
    this.#bulkBuffers = bulkBuffers;
  }

  get isEmpty(): boolean {
    return this.length === 0;
  }

  /** Makes ready for the next response. */
  begin(): void {
    this.isBegun = false;
    this.drop();
  }

  /** Forgets what is in hand. */
  drop(): void {
    this.#buffer = null;
    this.length = 0;
    this.#piece = null;
    this.#pieceBuffer = null;
  }

  /** The buffer, with room for so many bytes behind `length`. */
  room(more: number): Buffer {
    const before = this.#buffer;
    if (before !== null && before.length - this.length >= more) return before;
    const buffer = this.#buffers.take(this.length + more);
    if (before !== null) {
      before.copy(buffer, 0, 0, this.length);
      this.#buffers.give(before);
    }
    this.#buffer = buffer;
    return buffer;
  }

  put(bytes: Buffer): void {
    this.length = putBytes(this.room(bytes.length), this.length, bytes, 0, bytes.length);
  }

  /** Holds a piece of a buffer that is the output's from now on. */
  hold(piece: Buffer, buffer: Buffer): void {
    this.#piece = piece;
    this.#pieceBuffer = buffer;
  }

  /** Sends a piece of a buffer that is not the output's; false if the buffer must be handed over with `lend`. */
  pass(piece: Buffer): boolean {
    this.reclaim();
    this.#socket.write(piece);
    return this.#socket.writableLength === 0;
  }

  /** Takes over a buffer that the kernel has not taken whole. */
  lend(buffer: Buffer): void {
    this.#lent.push(buffer);
  }

  /** Gives lent buffers back once the client has taken everything. */
  reclaim(): void {
    if (this.#lent.length === 0 || this.#socket.writableLength > 0) return;
    for (const buffer of this.#lent.splice(0)) this.#bulkBuffers.give(buffer);
  }

  /** Sends what is in hand, if there is anything. */
  send(): void {
    this.isBegun = true;
    if (this.#piece !== null) this.#write(this.#piece, this.#bulkBuffers, this.#pieceBuffer!);
    else if (this.length > 0) this.#write(this.#buffer!.subarray(0, this.length), this.#buffers, this.#buffer!);
    this.drop();
  }

  #write(bytes: Buffer, pool: BufferPool, buffer: Buffer): void {
    this.#socket.write(bytes);
    if (this.#socket.writableLength === 0) pool.give(buffer);
  }
}
