import { putBytes } from './bytes.ts';
import { ChunkedReader } from './chunked-reader.ts';
import type { FieldNames } from './field-name.ts';
import { REFUSED } from './field-section.ts';
import { NO_TRAILERS, type TrailerList } from './trailer-section.ts';

/** How a message says where its body ends. */
export type BodyFraming = 'none' | 'length' | 'chunked' | 'until-close';

/** Finds a body's data and its end in a stream of bytes, whatever its framing. */
export class BodyReader {
  framing: BodyFraming = 'none';
  /** The data found by the last `advance` or `gather`. */
  pieceStart = 0;
  pieceEnd = 0;
  /** With `length`: bytes still to come. */
  remaining = 0;
  isDone = true;
  /** Data bytes so far. */
  received = 0;
  readonly #names: FieldNames;
  // Made for the first chunked body: most connections never have one.
  #chunked: ChunkedReader | null = null;

  constructor(names: FieldNames) {
    this.#names = names;
  }

  get fault(): string {
    return this.#chunked === null ? '' : this.#chunked.fault;
  }

  begin(framing: BodyFraming, length: number): void {
    this.framing = framing;
    this.remaining = length;
    this.received = 0;
    this.isDone = framing === 'none' || (framing === 'length' && length === 0);
    if (framing !== 'chunked') return;
    this.#chunked ??= new ChunkedReader(this.#names);
    this.#chunked.reset();
  }

  /**
   * Reads on to the end of the next piece of data, of the body or of the bytes: the new position, or REFUSED. The piece
   * is empty where the step found none.
   */
  advance(bytes: Buffer, from: number, end: number): number {
    if (this.framing === 'chunked') return this.#advanceChunked(this.#chunked!, bytes, from, end);
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

  /**
   * Reads on to the end of the body or of the bytes: the new position, or REFUSED. All data found is one piece then: that
   * of several chunks is moved together in place, over their framing.
   */
  gather(bytes: Buffer, from: number, end: number): number {
    let pos = this.advance(bytes, from, end);
    let { pieceStart, pieceEnd } = this;
    while (pos < end && pos !== REFUSED && !this.isDone) {
      pos = this.advance(bytes, pos, end);
      pieceEnd = putBytes(bytes, pieceEnd, bytes, this.pieceStart, this.pieceEnd);
    }
    this.pieceStart = pieceStart;
    this.pieceEnd = pieceEnd;
    return pos;
  }

  /** The trailers of a body that is done, without those that may not be passed on or are withheld; they are forgotten. */
  takeTrailers(withheld: ReadonlySet<string>): TrailerList {
    return this.#chunked === null ? NO_TRAILERS : this.#chunked.takeTrailers(withheld);
  }

  #advanceChunked(chunked: ChunkedReader, bytes: Buffer, from: number, end: number): number {
    const pos = chunked.advance(bytes, from, end);
    this.pieceStart = chunked.pieceStart;
    this.pieceEnd = chunked.pieceEnd;
    this.received += this.pieceEnd - this.pieceStart;
    this.isDone = chunked.isDone;
    return pos;
  }
}
