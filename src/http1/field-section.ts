import { putBytes, putLineEnd, putText } from './bytes.ts';
import { ADDRESS, type FieldNames, TWIN } from './field-name.ts';
import { COLON, CR, FIELD_VALUE, HTAB, LF, SP, TOKEN } from './grammar.ts';
import type { NewValues } from './new-values.ts';

/** Results of a parse step that are not a position: give more bytes; `fault` says what is wrong. */
export const NEED_MORE = -1;
export const REFUSED = -2;

/** Enough for nearly every head. */
const FIRST_CAPACITY = 64;

const LINE = 0;
const NAME = 1;
const GAP = 2;
const VALUE = 3;
const VALUE_LF = 4;
const END_LF = 5;
/** Behind a name that a blank ends: what comes tells what it was. */
const NAME_GAP = 6;

/**
 * The field lines of a head or of trailers, up to and with the empty line: where each name and value lies, nothing is
 * copied. Strict (RFC 9112 section 5): no folding, no space before the colon, no control characters; a client's lines end
 * with CRLF, an app's may end with a bare LF.
 */
export class FieldSection {
  count = 0;
  /** Four positions for each field: name start, name end, value start, value end (white space around it left out). */
  bounds: Uint32Array = new Uint32Array(4 * FIRST_CAPACITY);
  ids: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  /** There is a field that addresses are looked for in. */
  hasAddress = false;
  /** Where the empty line begins. */
  end = 0;
  /** In plain words, never with bytes of the message; `isTooMany` tells the one fault that is a limit. */
  fault = '';
  isTooMany = false;
  readonly #names: FieldNames;
  readonly #maxFields: number;
  readonly #takesBareLf: boolean;
  #state = LINE;

  constructor(names: FieldNames, maxFields: number) {
    this.#names = names;
    this.#maxFields = maxFields;
    this.#takesBareLf = names.from === 'app';
  }

  reset(): void {
    this.count = 0;
    this.hasAddress = false;
    this.fault = '';
    this.isTooMany = false;
    this.#state = LINE;
  }

  /** Goes on from where the last call stopped; the position after the empty line, or NEED_MORE, or REFUSED. */
  parse(bytes: Buffer, from: number, end: number): number {
    let { bounds } = this;
    let state = this.#state;
    let pos = from;
    while (pos < end) {
      const at = this.count << 2;
      if (state === LINE) {
        const byte = bytes[pos]!;
        if (byte === CR) {
          this.end = pos++;
          state = END_LF;
          continue;
        }
        if (byte === LF && this.#takesBareLf) {
          this.end = pos;
          return pos + 1;
        }
        if (TOKEN[byte] === 0) return this.#refuse(describeBadNameStart(byte));
        bounds[at] = pos++;
        state = NAME;
      }
      if (state === NAME) {
        while (pos < end && TOKEN[bytes[pos]!] === 1) pos++;
        if (pos === end) break;
        if (bytes[pos] === COLON) {
          bounds[at + 1] = pos++;
          state = GAP;
        } else state = NAME_GAP;
      }
      if (state === GAP) {
        while (pos < end && (bytes[pos] === SP || bytes[pos] === HTAB)) pos++;
        if (pos === end) break;
        bounds[at + 2] = pos;
        state = VALUE;
      }
      if (state === VALUE) {
        while (pos < end && FIELD_VALUE[bytes[pos]!] === 1) pos++;
        if (pos === end) break;
        bounds[at + 3] = pos;
        if (bytes[pos] === CR) pos++;
        else if (bytes[pos] !== LF || !this.#takesBareLf) return this.#refuse(describeBadValue(bytes[pos]!));
        state = VALUE_LF;
        if (pos === end) break;
      }
      if (state === NAME_GAP) {
        while (pos < end && (bytes[pos] === SP || bytes[pos] === HTAB)) pos++;
        if (pos === end) break;
        return this.#refuse(describeBadNameEnd(bytes[pos]!));
      }
      if (bytes[pos++] !== LF) return this.#refuse('a CR is not followed by an LF');
      if (state === END_LF) return pos;
      if (!this.#closeField(bytes, at)) return REFUSED;
      bounds = this.bounds;
      state = LINE;
    }
    this.#state = state;
    return NEED_MORE;
  }

  /** Moves everything found so far, because the bytes were moved. */
  shift(by: number): void {
    for (let i = 0; i < (this.count + 1) << 2; i++) this.bounds[i]! += by;
    this.end += by;
  }

  /** Makes sure that a field does not go on to the other side. */
  leaveOut(index: number): void {
    this.ids[index] = TWIN;
  }

  /** Where the line of a field ends, its end included. */
  lineEnd(index: number): number {
    return index + 1 === this.count ? this.end : this.bounds[(index + 1) << 2]!;
  }

  /** The name as it came. */
  spellingOf(bytes: Buffer, index: number): string {
    return bytes.toString('latin1', this.bounds[index << 2], this.bounds[(index << 2) + 1]);
  }

  nameOf(bytes: Buffer, index: number): string {
    return this.spellingOf(bytes, index).toLowerCase();
  }

  valueOf(bytes: Buffer, index: number): string {
    return bytes.toString('latin1', this.bounds[(index << 2) + 2], this.bounds[(index << 2) + 3]);
  }

  /**
   * Writes the fields that go on to the other side, in their order and spelling, and returns the position after them.
   * Neighbours that already stand in the plain form `name: value CRLF` are copied together, the others one by one.
   * `isDropped` by id, `nominated` by lower-case name; `values` has those that are not written as they came.
   */
  put(
    out: Buffer,
    start: number,
    bytes: Buffer,
    isDropped: Uint8Array,
    nominated: ReadonlySet<string> | null,
    values: NewValues = null,
  ): number {
    const { ids, bounds, count } = this;
    let at = start;
    let runStart = -1;
    for (let i = 0; i < count; i++) {
      const lineStart = bounds[i << 2]!;
      const isKept = isDropped[ids[i]!] === 0 && (nominated === null || !nominated.has(this.nameOf(bytes, i)));
      if (isKept && this.#isPlain(bytes, i) && values?.has(i) !== true) {
        if (runStart === -1) runStart = lineStart;
        continue;
      }
      if (runStart !== -1) at = putBytes(out, at, bytes, runStart, lineStart);
      runStart = -1;
      if (isKept) at = this.#putAnew(out, at, bytes, i, values);
    }
    return runStart === -1 ? at : putBytes(out, at, bytes, runStart, this.end);
  }

  /** Writes one field in the plain form. */
  #putAnew(out: Buffer, start: number, bytes: Buffer, index: number, values: NewValues): number {
    const { bounds } = this;
    const base = index << 2;
    const at = putBytes(out, start, bytes, bounds[base]!, bounds[base + 1]!);
    const valueAt = putText(out, at, ': ');
    const value = values?.get(index);
    if (value !== undefined) return putLineEnd(out, putText(out, valueAt, value));
    return putLineEnd(out, putBytes(out, valueAt, bytes, bounds[base + 2]!, bounds[base + 3]!));
  }

  #isPlain(bytes: Buffer, index: number): boolean {
    const { bounds } = this;
    const base = index << 2;
    const valueStart = bounds[base + 2]!;
    return (
      valueStart - bounds[base + 1]! === 2 &&
      bytes[valueStart - 1] === SP &&
      bytes[bounds[base + 3]!] === CR &&
      this.lineEnd(index) - bounds[base + 3]! === 2
    );
  }

  #closeField(bytes: Buffer, at: number): boolean {
    const bounds = this.bounds;
    const valueStart = bounds[at + 2]!;
    let valueEnd = bounds[at + 3]!;
    while (valueEnd > valueStart && (bytes[valueEnd - 1] === SP || bytes[valueEnd - 1] === HTAB)) valueEnd--;
    bounds[at + 3] = valueEnd;
    if (this.count === this.#maxFields) {
      this.isTooMany = true;
      this.#refuse('it has too many fields');
      return false;
    }
    const id = this.#names.find(bytes, bounds[at]!, bounds[at + 1]!);
    if (id === ADDRESS) this.hasAddress = true;
    this.ids[this.count++] = id;
    if (this.count === this.ids.length) this.#grow();
    return true;
  }

  #grow(): void {
    const { bounds, ids } = this;
    this.bounds = new Uint32Array(2 * bounds.length);
    this.bounds.set(bounds);
    this.ids = new Uint8Array(2 * ids.length);
    this.ids.set(ids);
  }

  #refuse(fault: string): typeof REFUSED {
    this.fault = fault;
    return REFUSED;
  }
}

function describeBadNameStart(byte: number): string {
  if (byte === SP || byte === HTAB) return 'a field line is folded';
  if (byte === COLON) return 'a field has no name';
  if (byte === LF) return 'a line ends with a bare LF';
  return 'a field name holds a character that is not allowed';
}

function describeBadNameEnd(byte: number): string {
  if (byte === COLON) return 'a space stands before the colon of a field';
  if (byte === CR || byte === LF) return 'a field line has no colon';
  return 'a field name holds a character that is not allowed';
}

function describeBadValue(byte: number): string {
  if (byte === LF) return 'a line ends with a bare LF';
  if (byte === 0) return 'a field value holds a NUL';
  return 'a field value holds a control character';
}
