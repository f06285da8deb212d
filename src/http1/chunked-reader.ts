import type { FieldNames } from './field-name.ts';
import { NEED_MORE, REFUSED } from './field-section.ts';
import { CR, FIELD_VALUE, HEX_VALUE, isBlank, LF, SEMICOLON } from './grammar.ts';
import { NO_TRAILERS, type TrailerList, TrailerSection } from './trailer-section.ts';

const SIZE_START = 0;
const SIZE = 1;
const BLANK = 2;
const EXTENSION = 3;
const SIZE_LF = 4;
const DATA = 5;
const DATA_CR = 6;
const DATA_LF = 7;
const TRAILERS = 8;
const DONE = 9;

/** 52 bits: every size stays an exact number. */
const MOST_SIZE_DIGITS = 13;
const MOST_LINE_BYTES = 1_024;

const NO_SIZE = 'a chunk size is not a plain hexadecimal number';
const LONG_LINE = 'the line of a chunk size is too long';

/**
 * Reads a chunked body (RFC 9112 section 7.1) as it streams. A client's must be plain: extensions have no use, and servers
 * disagree on where they end. Those of an app are ignored, as are blanks and zeros around a size, and its lines may end with
 * a bare LF.
 */
export class ChunkedReader {
  pieceStart = 0;
  pieceEnd = 0;
  fault = '';
  readonly #names: FieldNames;
  readonly #isStrict: boolean;
  #state = SIZE_START;
  #remaining = 0;
  #digits = 0;
  #lineBytes = 0;
  /** null: there are none. */
  #trailers: TrailerSection | null = null;

  constructor(names: FieldNames) {
    this.#names = names;
    this.#isStrict = names.from === 'client';
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
        this.#lineBytes = 0;
        this.#state = SIZE;
        return this.#takeSizeByte(byte);
      case SIZE:
        return this.#takeSizeByte(byte);
      case BLANK:
      case EXTENSION:
        return this.#takeExtensionByte(byte);
      case SIZE_LF:
        return byte === LF ? this.#endSize() : this.#refuse('a chunk size is not followed by CRLF');
      case DATA_CR:
        if (byte === LF && !this.#isStrict) this.#state = SIZE_START;
        else this.#state = DATA_LF;
        return byte === CR || this.#state === SIZE_START || this.#refuse('a chunk is longer than its size');
      default:
        this.#state = SIZE_START;
        return byte === LF || this.#refuse('a chunk is longer than its size');
    }
  }

  #endSize(): true {
    this.#state = this.#remaining === 0 ? TRAILERS : DATA;
    return true;
  }

  #takeSizeByte(byte: number): boolean {
    const value = HEX_VALUE[byte]!;
    if (value === 255) return this.#digits > 0 ? this.#takeSizeEnd(byte) : this.#refuse(NO_SIZE);
    const isLeadingZero = this.#remaining === 0 && this.#digits > 0 && !this.#isStrict;
    if (isLeadingZero && ++this.#lineBytes > MOST_LINE_BYTES) return this.#refuse(LONG_LINE);
    if (!isLeadingZero && ++this.#digits > MOST_SIZE_DIGITS) return this.#refuse('a chunk size is too large');
    this.#remaining = this.#remaining * 16 + value;
    return true;
  }

  #takeSizeEnd(byte: number): boolean {
    if (byte === CR) this.#state = SIZE_LF;
    else if (this.#isStrict) return this.#refuse(NO_SIZE);
    else if (byte === LF) return this.#endSize();
    else if (isBlank(byte)) this.#state = BLANK;
    else if (byte === SEMICOLON) this.#state = EXTENSION;
    else return this.#refuse(NO_SIZE);
    return true;
  }

  #takeExtensionByte(byte: number): boolean {
    if (++this.#lineBytes > MOST_LINE_BYTES) return this.#refuse(LONG_LINE);
    if (this.#state === BLANK) return this.#takeSizeEnd(byte);
    if (byte === LF) return this.#endSize();
    if (byte === CR) this.#state = SIZE_LF;
    return byte === CR || FIELD_VALUE[byte] === 1 || this.#refuse('a chunk extension holds a control character');
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
