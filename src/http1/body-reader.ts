import { putBytes } from './bytes.ts';
import { BAD_EXTENSION, EXTENSION_END, EXTENSION_START, readExtensionByte } from './chunk-extension.ts';
import type { FieldNames } from './field-name.ts';
import { NEED_MORE, REFUSED } from './field-section.ts';
import { CR, HEX_VALUE, LF, SEMICOLON } from './grammar.ts';
import { NO_TRAILERS, type TrailerList, TrailerSection } from './trailer-section.ts';

/** How a message says where its body ends. */
export type BodyFraming = 'none' | 'length' | 'chunked' | 'until-close';

/** What is done with the extensions of chunks: they have no use, and servers disagree on where they end. */
export type ChunkExtensions = 'refused' | 'ignored';

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
  readonly #extensions: ChunkExtensions;
  // Made for the first chunked body: most connections never have one.
  #chunked: ChunkedReader | null = null;

  constructor(names: FieldNames, extensions: ChunkExtensions = 'refused') {
    this.#names = names;
    this.#extensions = extensions;
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
    this.#chunked ??= new ChunkedReader(this.#names, this.#extensions);
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

const SIZE_START = 0;
const SIZE = 1;
const EXTENSION = 2;
const SIZE_LF = 3;
const DATA = 4;
const DATA_CR = 5;
const DATA_LF = 6;
const TRAILERS = 7;
const DONE = 8;

/** 52 bits: every size stays an exact number. */
const MOST_SIZE_DIGITS = 13;
const MOST_EXTENSION_BYTES = 1_024;

/** Reads a chunked body (RFC 9112 section 7.1) as it streams. */
class ChunkedReader {
  pieceStart = 0;
  pieceEnd = 0;
  fault = '';
  readonly #names: FieldNames;
  readonly #extensions: ChunkExtensions;
  #state = SIZE_START;
  #remaining = 0;
  #digits = 0;
  #extension = EXTENSION_START;
  #extensionBytes = 0;
  /** null: there are none. */
  #trailers: TrailerSection | null = null;

  constructor(names: FieldNames, extensions: ChunkExtensions) {
    this.#names = names;
    this.#extensions = extensions;
  }

  get isDone(): boolean {
    return this.#state === DONE;
  }

  reset(): void {
    this.fault = '';
    this.#trailers = null;
    this.#state = SIZE_START;
  }

  takeTrailers(withheld: ReadonlySet<string>): TrailerList {
    const trailers = this.#trailers;
    this.#trailers = null;
    return trailers === null ? NO_TRAILERS : trailers.list(withheld);
  }

  /** As `BodyReader.advance`. */
  advance(bytes: Buffer, from: number, end: number): number {
    let pos = from;
    this.pieceStart = from;
    this.pieceEnd = from;
    while (pos < end) {
      switch (this.#state) {
        case DATA:
          return this.#takeData(pos, end);
        case TRAILERS:
          pos = this.#takeTrailerBytes(bytes, pos, end);
          if (pos === REFUSED || this.isDone) return pos;
          break;
        case DONE:
          return pos;
        default:
          if (!this.#takeFramingByte(bytes[pos++]!)) return REFUSED;
      }
    }
    return pos;
  }

  #takeData(pos: number, end: number): number {
    const size = Math.min(this.#remaining, end - pos);
    this.#remaining -= size;
    if (this.#remaining === 0) this.#state = DATA_CR;
    this.pieceStart = pos;
    this.pieceEnd = pos + size;
    return pos + size;
  }

  #takeFramingByte(byte: number): boolean {
    switch (this.#state) {
      case SIZE_START:
        this.#remaining = 0;
        this.#digits = 0;
        this.#extensionBytes = 0;
        this.#state = SIZE;
        return this.#takeSizeByte(byte);
      case SIZE:
        return this.#takeSizeByte(byte);
      case EXTENSION:
        return this.#takeExtensionByte(byte);
      case SIZE_LF:
        this.#state = this.#remaining === 0 ? TRAILERS : DATA;
        return byte === LF || this.#refuse('a chunk size is not followed by CRLF');
      case DATA_CR:
        this.#state = DATA_LF;
        return byte === CR || this.#refuse('a chunk is longer than its size');
      default:
        this.#state = SIZE_START;
        return byte === LF || this.#refuse('a chunk is longer than its size');
    }
  }

  #takeSizeByte(byte: number): boolean {
    if (byte === CR && this.#digits > 0) {
      this.#state = SIZE_LF;
      return true;
    }
    if (byte === SEMICOLON && this.#digits > 0 && this.#extensions === 'ignored') {
      this.#state = EXTENSION;
      this.#extension = EXTENSION_START;
      return true;
    }
    const value = HEX_VALUE[byte]!;
    if (value === 255) return this.#refuse('a chunk size is not a plain hexadecimal number');
    if (++this.#digits > MOST_SIZE_DIGITS) return this.#refuse('a chunk size is too large');
    this.#remaining = this.#remaining * 16 + value;
    return true;
  }

  #takeExtensionByte(byte: number): boolean {
    if (++this.#extensionBytes > MOST_EXTENSION_BYTES) return this.#refuse('the extensions of a chunk are too long');
    this.#extension = readExtensionByte(this.#extension, byte);
    if (this.#extension === BAD_EXTENSION) return this.#refuse('the extensions of a chunk are not well formed');
    if (this.#extension === EXTENSION_END) this.#state = SIZE_LF;
    return true;
  }

  #takeTrailerBytes(bytes: Buffer, from: number, end: number): number {
    if (this.#trailers === null && end - from >= 2 && bytes[from] === CR && bytes[from + 1] === LF) {
      this.#state = DONE;
      return from + 2;
    }
    this.#trailers ??= new TrailerSection(this.#names);
    const pos = this.#trailers.parse(bytes, from, end);
    if (pos === NEED_MORE) return end;
    if (pos === REFUSED) this.fault = this.#trailers.fault;
    else this.#state = DONE;
    return pos;
  }

  #refuse(fault: string): false {
    this.fault = fault;
    return false;
  }
}
