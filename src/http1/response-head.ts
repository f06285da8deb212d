import type { BodyFraming } from './body-reader.ts';
import { putAll, putBytes, putLineEnd, putNumber, putText } from './bytes.ts';
import { DATE, type FieldNames, OTHER, X_REQUEST_ID } from './field-name.ts';
import { FieldSection, NEED_MORE, REFUSED } from './field-section.ts';
import { CR, FIELD_VALUE, isBlank, LF, parseDigits, SP } from './grammar.ts';
import { HeadMeaning } from './message-head.ts';
import type { NewValues } from './new-values.ts';

const START = 0;
const START_LF = 1;
const VERSION_AND_STATUS = 2;
const AFTER_STATUS = 3;
const REASON = 4;
const LINE_LF = 5;
const FIELDS = 6;

// Digits stand for themselves; `v` is the minor version, `s` a digit of the status.
const LINE_PATTERN = Buffer.from('HTTP/1.v sss', 'latin1');
const MINOR_VERSION = 0x76;
const STATUS_DIGIT = 0x73;
const FIRST_DIGIT = LINE_PATTERN.indexOf(STATUS_DIGIT);

const VERSION = Buffer.from('HTTP/1.1 ', 'latin1');
const PLAIN_START_LENGTH = VERSION.length + 4;

const NO_STATUS_LINE = 'it does not begin with an HTTP/1 status line';

const ROOM_FOR_STATUS_LINE = 32;

/**
 * The parser of response heads. What both nginx and haproxy take is taken, for the client gets a head that is written anew;
 * what is odder is a broken app, and never repaired. The positions are valid as long as the bytes are.
 */
export class ResponseHead {
  readonly fields: FieldSection;
  readonly meaning: HeadMeaning;
  status = 0;
  isHttp10 = false;
  reasonStart = 0;
  reasonEnd = 0;
  hasDate = false;
  /** The values of X-Request-Id, joined; '' for none, or none that says anything: those do not go on. */
  requestId = '';
  /** Where the head begins. */
  start = 0;
  fault = '';
  readonly #maxBytes: number;
  readonly #isDropped: Uint8Array;
  #state = START;
  /** Blanks before the status, behind the one that belongs there. */
  #blanks = 0;

  constructor(names: FieldNames, maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#isDropped = names.droppedFrom(true);
    this.fields = new FieldSection(names, Number.POSITIVE_INFINITY);
    this.meaning = new HeadMeaning(names);
  }

  /** Makes ready for a head that begins at this position. */
  begin(start: number): void {
    this.start = start;
    this.#state = START;
    this.hasDate = false;
    this.requestId = '';
    this.#blanks = 0;
    this.status = 0;
    this.fault = '';
    this.fields.reset();
  }

  /** Goes on with bytes not seen before; the position after the head, or NEED_MORE, or REFUSED. */
  parse(bytes: Buffer, from: number, end: number): number {
    let pos = from;
    if (this.#state === START && this.#isPlainStart(bytes, pos, end)) pos += PLAIN_START_LENGTH;
    if (this.#state <= START_LF) pos = this.#skipEmptyLine(bytes, pos, end);
    if (pos >= 0 && this.#state !== FIELDS) pos = this.#parseLine(bytes, pos, end);
    if (pos >= 0) pos = this.fields.parse(bytes, pos, end);
    if (pos === REFUSED) {
      this.fault ||= this.fields.fault;
      return REFUSED;
    }
    if ((pos < 0 ? end : pos) - this.start > this.#maxBytes) return this.#refuse('its head is too long');
    return pos === NEED_MORE || this.#understand(bytes) ? pos : REFUSED;
  }

  /** Moves everything found so far, because the bytes were moved. */
  shift(by: number): void {
    this.start += by;
    this.reasonStart += by;
    this.reasonEnd += by;
    this.fields.shift(by);
  }

  /** How the body behind the head ends (RFC 9112 section 6.3). `isHead`: it was asked for by HEAD. */
  framingOf(isHead: boolean): BodyFraming {
    const { status, meaning } = this;
    if (isHead || status === 204 || status === 304) return 'none';
    if (meaning.isChunked) return 'chunked';
    return meaning.contentLength === -1 ? 'until-close' : 'length';
  }

  /** The value of the only Upgrade field, '' without one. */
  upgradeOf(bytes: Buffer): string {
    const { upgradeField } = this.meaning;
    return upgradeField === -1 ? '' : this.fields.valueOf(bytes, upgradeField);
  }

  /** An upper bound of the bytes that `put` writes without new values, and of the value of Upgrade behind them. */
  get room(): number {
    // A field without a space behind its colon gets one, and one that ends with a bare LF a CR.
    return this.fields.end - this.start + 2 * this.fields.count + ROOM_FOR_STATUS_LINE;
  }

  /**
   * Writes the status line and the fields that go on to the client, each with its CRLF: nothing that belongs to the
   * app's connection or that its Connection nominates, no Content-Length. Returns the position after.
   */
  put(out: Buffer, start: number, bytes: Buffer, values: NewValues = null): number {
    let at = putAll(out, start, VERSION);
    at = putNumber(out, at, this.status);
    at = putText(out, at, ' ');
    at = putBytes(out, at, bytes, this.reasonStart, this.reasonEnd);
    return this.fields.put(out, putLineEnd(out, at), bytes, this.#isDropped, this.meaning.nominated, values);
  }

  /** Nearly every head begins like this, and is then read at once: `HTTP/1.1 200 `. */
  #isPlainStart(bytes: Buffer, from: number, end: number): boolean {
    if (end - from < PLAIN_START_LENGTH || bytes[from + PLAIN_START_LENGTH - 1] !== SP) return false;
    for (let i = 0; i < VERSION.length; i++) if (bytes[from + i] !== VERSION[i]) return false;
    const status = parseDigits(bytes, from + VERSION.length, from + PLAIN_START_LENGTH - 1);
    if (status < 100) return false;
    this.status = status;
    this.isHttp10 = false;
    this.reasonStart = from + PLAIN_START_LENGTH;
    this.#state = REASON;
    return true;
  }

  /** One empty line is skipped: aiohttp, for one, writes it behind 100 Continue. */
  #skipEmptyLine(bytes: Buffer, from: number, end: number): number {
    let pos = from;
    if (this.#state === START && pos < end) {
      const isBare = bytes[pos] === LF;
      this.#state = bytes[pos] === CR || isBare ? START_LF : VERSION_AND_STATUS;
      if (this.#state === START_LF && !isBare) pos++;
    }
    if (this.#state === START_LF && pos < end) {
      if (bytes[pos] !== LF) return this.#refuse(NO_STATUS_LINE);
      this.#state = VERSION_AND_STATUS;
      this.start = ++pos;
    }
    return pos;
  }

  #parseLine(bytes: Buffer, from: number, end: number): number {
    let pos = from;
    while (pos < end) {
      const byte = bytes[pos]!;
      switch (this.#state) {
        case VERSION_AND_STATUS:
          do {
            if (!this.#takeLineByte(bytes[pos]!, pos - this.start - this.#blanks)) return this.#refuse(NO_STATUS_LINE);
          } while (++pos < end && this.#state === VERSION_AND_STATUS);
          break;
        case AFTER_STATUS:
          // The space belongs there even without a reason (RFC 9112 section 4), but much old software leaves it out.
          if (!isBlank(byte) && byte !== CR && byte !== LF)
            return this.#refuse('its status is not a three-digit number');
          if (isBlank(byte)) pos++;
          this.reasonStart = pos;
          this.#state = REASON;
          break;
        case REASON:
          while (pos < end && FIELD_VALUE[bytes[pos]!] === 1) pos++;
          if (pos === end) break;
          if (bytes[pos] !== CR && bytes[pos] !== LF)
            return this.#refuse('its status line holds a character that is not allowed');
          this.reasonEnd = pos;
          if (bytes[pos] === CR) pos++;
          this.#state = LINE_LF;
          break;
        default:
          if (byte !== LF) return this.#refuse('its status line has a bad end');
          this.#state = FIELDS;
          return pos + 1;
      }
    }
    return NEED_MORE;
  }

  #takeLineByte(byte: number, index: number): boolean {
    const expected = LINE_PATTERN[index]!;
    if (index === LINE_PATTERN.length - 1) this.#state = AFTER_STATUS;
    if (expected === MINOR_VERSION) {
      // Higher minor versions are read as 1.1, the highest one we know (RFC 9110 section 2.5).
      this.isHttp10 = byte === 0x30;
      return byte >= 0x30 && byte <= 0x39;
    }
    if (expected === SP) return isBlank(byte);
    if (index === FIRST_DIGIT && isBlank(byte)) return ++this.#blanks > 0;
    if (expected !== STATUS_DIGIT) return byte === expected;
    this.status = this.status * 10 + byte - 0x30;
    return byte >= (index === FIRST_DIGIT ? 0x31 : 0x30) && byte <= 0x39;
  }

  #understand(bytes: Buffer): boolean {
    const { fields, meaning } = this;
    const { ids, count } = fields;
    meaning.reset();
    for (let i = 0; i < count; i++) {
      if (ids[i] === OTHER) continue;
      if (ids[i] === DATE) this.hasDate = true;
      else if (ids[i] === X_REQUEST_ID) this.#readRequestId(bytes, i);
      else if (!meaning.read(bytes, fields, i)) return this.#isRefused(meaning.fault);
    }
    return meaning.check(this.isHttp10) || this.#isRefused(meaning.fault);
  }

  #readRequestId(bytes: Buffer, index: number): void {
    const value = this.fields.valueOf(bytes, index);
    if (value === '') this.fields.leaveOut(index);
    else this.requestId = this.requestId === '' ? value : `${this.requestId}, ${value}`;
  }

  #isRefused(fault: string): false {
    this.fault = fault;
    return false;
  }

  #refuse(fault: string): typeof REFUSED {
    this.fault = fault;
    return REFUSED;
  }
}
