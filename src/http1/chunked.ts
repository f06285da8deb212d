import { CR, HEX_VALUE, LF } from './field-grammar.ts';
import { CONTENT_LENGTH, type FieldNames, TRANSFER_ENCODING } from './field-name.ts';
import { FieldSection, NEED_MORE, REFUSED } from './field-section.ts';

const SIZE_START = 0;
const SIZE = 1;
const SIZE_LF = 2;
const DATA = 3;
const DATA_CR = 4;
const DATA_LF = 5;
const TRAILERS = 6;
const DONE = 7;

/** 52 bits: every size stays an exact number. */
const MOST_SIZE_DIGITS = 13;
const MOST_TRAILERS = 64;
const MOST_TRAILER_BYTES = 16_384;

/**
 * Reads a chunked body (RFC 9112 section 7.1) as it streams, without extensions: they have no use, and servers disagree
 * on where they end. Every piece of data is told by `pieceStart` and `pieceEnd`.
 */
export class ChunkedReader {
  pieceStart = 0;
  pieceEnd = 0;
  fault = '';
  /** The trailers, once `isDone`; null for none. Their positions are in `trailerBytes`. */
  trailers: FieldSection | null = null;
  trailerBytes: Buffer = EMPTY;
  readonly #names: FieldNames;
  #state = SIZE_START;
  #remaining = 0;
  #digits = 0;

  constructor(names: FieldNames) {
    this.#names = names;
  }

  get isDone(): boolean {
    return this.#state === DONE;
  }

  reset(): void {
    this.fault = '';
    this.trailers = null;
    this.trailerBytes = EMPTY;
    this.#state = SIZE_START;
  }

  /**
   * Reads on to the end of the next piece of data, of the body or of the bytes: the new position, or REFUSED. The piece
   * is empty where the step found none.
   */
  advance(bytes: Buffer, from: number, end: number): number {
    let pos = from;
    this.pieceStart = from;
    this.pieceEnd = from;
    while (pos < end) {
      switch (this.#state) {
        case DATA:
          return this.#takeData(pos, end);
        case TRAILERS:
          pos = this.#takeTrailers(bytes, pos, end);
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
        this.#state = SIZE;
        return this.#takeSizeByte(byte);
      case SIZE:
        return this.#takeSizeByte(byte);
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
    const value = HEX_VALUE[byte]!;
    if (value === 255) return this.#refuse('a chunk size is not a plain hexadecimal number');
    if (++this.#digits > MOST_SIZE_DIGITS) return this.#refuse('a chunk size is too large');
    this.#remaining = this.#remaining * 16 + value;
    return true;
  }

  // Trailers are rare: their bytes are gathered first, whatever the pieces they come in.
  #takeTrailers(bytes: Buffer, from: number, end: number): number {
    if (this.trailers === null) {
      if (end - from >= 2 && bytes[from] === CR && bytes[from + 1] === LF) {
        this.#state = DONE;
        return from + 2;
      }
      this.trailers = new FieldSection(this.#names, MOST_TRAILERS);
    }
    const known = this.trailerBytes.length;
    this.trailerBytes = Buffer.concat([this.trailerBytes, bytes.subarray(from, end)]);
    const parsed = this.trailers.parse(this.trailerBytes, known, this.trailerBytes.length);
    if (parsed === REFUSED) return this.#isRefused(`in its trailers, ${this.trailers.fault}`);
    if ((parsed === NEED_MORE ? this.trailerBytes.length : parsed) > MOST_TRAILER_BYTES) {
      return this.#isRefused('its trailers are too long');
    }
    if (parsed === NEED_MORE) return end;
    if (saysLength(this.trailers)) return this.#isRefused('its trailers say how long it is');
    this.#state = DONE;
    return from + parsed - known;
  }

  #isRefused(fault: string): typeof REFUSED {
    this.fault = fault;
    return REFUSED;
  }

  #refuse(fault: string): false {
    this.fault = fault;
    return false;
  }
}

function saysLength({ ids, count }: FieldSection): boolean {
  for (let i = 0; i < count; i++) {
    if (ids[i] === CONTENT_LENGTH || ids[i] === TRANSFER_ENCODING) return true;
  }
  return false;
}

const EMPTY = Buffer.alloc(0);
