import { ChunkedReader } from './chunked.ts';
import type { FieldNames } from './field-name.ts';

/** How a message says where its body ends. */
export type BodyFraming = 'none' | 'length' | 'chunked' | 'until-close';

/** Finds a body's data and its end in a stream of bytes, whatever its framing. */
export class BodyReader {
  framing: BodyFraming = 'none';
  /** The data found by the last `advance`. */
  pieceStart = 0;
  pieceEnd = 0;
  /** With `length`: bytes still to come. */
  remaining = 0;
  isDone = true;
  /** Data bytes so far. */
  received = 0;
  readonly chunked: ChunkedReader;

  constructor(names: FieldNames) {
    this.chunked = new ChunkedReader(names);
  }

  get fault(): string {
    return this.chunked.fault;
  }

  begin(framing: BodyFraming, length: number): void {
    this.framing = framing;
    this.remaining = length;
    this.received = 0;
    this.isDone = framing === 'none' || (framing === 'length' && length === 0);
    if (framing === 'chunked') this.chunked.reset();
  }

  /** Reads on to the end of the next piece, of the body or of the bytes: the new position, or REFUSED. */
  advance(bytes: Buffer, from: number, end: number): number {
    if (this.framing === 'chunked') return this.#advanceChunked(bytes, from, end);
    const size = this.framing === 'until-close' ? end - from : Math.min(this.remaining, end - from);
    this.pieceStart = from;
    this.pieceEnd = from + size;
    this.received += size;
    if (this.framing === 'length') {
      this.remaining -= size;
      this.isDone = this.remaining === 0;
    }
    return from + size;
  }

  #advanceChunked(bytes: Buffer, from: number, end: number): number {
    const { chunked } = this;
    const pos = chunked.advance(bytes, from, end);
    this.pieceStart = chunked.pieceStart;
    this.pieceEnd = chunked.pieceEnd;
    this.received += this.pieceEnd - this.pieceStart;
    this.isDone = chunked.isDone;
    return pos;
  }
}
