import type { FailureCode } from '../core/failure-code.ts';
import type { HeadLimits } from '../core/proxy-settings.ts';
import { ACCEPT, EXPECT, type FieldNames, HOST_FIELD, MAX_FORWARDS, OTHER } from './field-name.ts';
import { FieldSection, NEED_MORE, REFUSED } from './field-section.ts';
import { CR, equalsLowerCase, isHost, LF, parseDigits, RAW, SLASH, SP, TARGET, TOKEN, toMethod } from './grammar.ts';
import { HeadMeaning } from './message-head.ts';
import { encodeTarget, type RequestTarget, readRareTarget } from './request-target.ts';

const START = 0;
const START_LF = 1;
const LINE_START = 2;
const METHOD = 3;
const IN_TARGET = 4;
const VERSION = 5;
const VERSION_END = 6;
const LINE_LF = 7;
const FIELDS = 8;

const VERSION_PREFIX = Buffer.from('HTTP/1.', 'latin1');

/**
 * The parser of request heads: one pass over the bytes, each looked at once also when they come one by one. After
 * `parse` has returned a position all the rest is known; the positions are valid as long as the bytes are.
 */
export class RequestHead {
  readonly fields: FieldSection;
  readonly meaning: HeadMeaning;
  readonly target: RequestTarget = { pathStart: 0, pathEnd: 0, authorityStart: 0, authorityEnd: 0, isHttps: false };
  method = '';
  isHttp10 = false;
  /** Where the head begins. */
  start = 0;
  targetStart = 0;
  targetEnd = 0;
  /** Bytes over 0x7F stand in the target; whoever is told of it gets them percent-encoded. */
  isTargetRaw = false;
  /** The Host field, or the authority of an absolute target without one; an empty range if HTTP/1.0 has neither. */
  hostStart = 0;
  hostEnd = 0;
  expectsContinue = false;
  /** What Max-Forwards says to TRACE and OPTIONS (RFC 9110 section 7.6.2); -1: nothing that counts. */
  maxForwards = -1;
  /** Indexes of fields, -1 without one. */
  acceptField = -1;
  requestIdField = -1;
  controlPathField = -1;
  faultCode: FailureCode = 'REQUEST_MALFORMED';
  fault = '';
  readonly #names: FieldNames;
  readonly #limits: HeadLimits;
  #state = START;
  #versionStart = 0;
  #hasMaxForwards = false;

  constructor(names: FieldNames, limits: HeadLimits) {
    this.#names = names;
    this.#limits = limits;
    this.fields = new FieldSection(names, limits.fields);
    this.meaning = new HeadMeaning(names);
  }

  /** Makes ready for a head that begins at this position. */
  begin(start: number): void {
    this.start = start;
    this.#state = START;
    this.method = '';
    this.isTargetRaw = false;
    this.fields.reset();
    this.meaning.reset();
    this.hostStart = 0;
    this.hostEnd = 0;
    this.expectsContinue = false;
    this.maxForwards = -1;
    this.acceptField = -1;
    this.requestIdField = -1;
    this.controlPathField = -1;
    this.#hasMaxForwards = false;
  }

  /** Nothing has come yet but an empty line, or a part of one, which old clients send behind a body. */
  get isBlank(): boolean {
    return this.#state <= LINE_START;
  }

  /** False only for an HTTP/1.0 client that names no host. */
  get hasHost(): boolean {
    return this.hostEnd !== this.hostStart;
  }

  /**
   * The body has been gathered: the head tells its length from now on, null for one that still comes in chunks, and asks
   * for no leave to send it.
   */
  settleBody(length: number | null): void {
    this.expectsContinue = false;
    const { fields } = this;
    for (let i = 0; i < fields.count; i++) if (fields.ids[i] === EXPECT) fields.leaveOut(i);
    if (length === null) return;
    this.meaning.isChunked = false;
    this.meaning.contentLength = length;
  }

  /** The target as it came, but for raw bytes. */
  targetOf(bytes: Buffer): string {
    const target = bytes.toString('latin1', this.targetStart, this.targetEnd);
    return this.isTargetRaw ? encodeTarget(target) : target;
  }

  /** Goes on with bytes not seen before; the position after the head, or NEED_MORE, or REFUSED. */
  parse(bytes: Buffer, from: number, end: number): number {
    let pos = from;
    if (this.#state !== FIELDS) {
      pos = this.#parseLine(bytes, pos, end);
      if (pos === REFUSED) return REFUSED;
      const lineEnd = pos === NEED_MORE ? end : pos - 2;
      if (lineEnd - this.start > this.#limits.requestLineBytes) return this.#refuse('', 'URI_TOO_LONG');
    }
    const { fields } = this;
    if (pos !== NEED_MORE) pos = fields.parse(bytes, pos, end);
    const isTooLong = (pos < 0 ? end : pos) - this.start > this.#limits.headBytes;
    if (isTooLong) return this.#refuse('it is too long', 'HEADERS_TOO_LARGE');
    if (pos === REFUSED) return this.#refuse(fields.fault, fields.isTooMany ? 'HEADERS_TOO_LARGE' : undefined);
    const fault = pos === NEED_MORE ? '' : this.#understand(bytes);
    return fault === '' ? pos : this.#refuse(fault);
  }

  /** Moves everything found so far, because the bytes were moved; also of a head that is whole. */
  shift(by: number): void {
    const { target } = this;
    this.start += by;
    this.#versionStart += by;
    this.targetStart += by;
    this.targetEnd += by;
    this.hostStart += by;
    this.hostEnd += by;
    target.pathStart += by;
    target.pathEnd += by;
    target.authorityStart += by;
    target.authorityEnd += by;
    this.fields.shift(by);
  }

  #parseLine(bytes: Buffer, from: number, end: number): number {
    let pos = from;
    while (pos < end) {
      switch (this.#state) {
        case START:
        case START_LF:
          // One empty line before a request is forgiven: old clients send it behind a body (RFC 9112 section 2.2).
          if (bytes[pos] === (this.#state === START ? CR : LF)) {
            this.#state = this.#state === START ? START_LF : LINE_START;
            this.start = ++pos;
          } else if (this.#state === START_LF) return this.#refuse('a CR is not followed by an LF');
          else this.#state = LINE_START;
          break;
        case LINE_START:
          this.#state = METHOD;
          break;
        case METHOD:
          while (pos < end && TOKEN[bytes[pos]!] === 1) pos++;
          if (pos === end) break;
          if (bytes[pos] !== SP || pos === this.start) return this.#refuse('its method is not valid');
          this.method = toMethod(bytes, this.start, pos++);
          this.targetStart = pos;
          this.#state = IN_TARGET;
          break;
        case IN_TARGET:
          while (pos < end && TARGET[bytes[pos]!] === 1) pos++;
          if (pos === end) break;
          if (TARGET[bytes[pos]!] === RAW) {
            this.isTargetRaw = true;
            pos++;
            break;
          }
          if (bytes[pos] !== SP || pos === this.targetStart) return this.#refuse('its target is not valid');
          this.targetEnd = pos++;
          this.#versionStart = pos;
          this.#state = VERSION;
          break;
        default:
          pos = this.#parseVersion(bytes, pos);
          if (pos === REFUSED || this.#state === FIELDS) return pos;
      }
    }
    return NEED_MORE;
  }

  /** One byte at a time: the end of the line is short. */
  #parseVersion(bytes: Buffer, pos: number): number {
    const byte = bytes[pos]!;
    if (this.#state === VERSION) {
      const index = pos - this.#versionStart;
      const isMinor = index === VERSION_PREFIX.length;
      const isGood = isMinor ? byte >= 0x30 && byte <= 0x39 : byte === VERSION_PREFIX[index];
      if (!isGood) return this.#refuse('its HTTP version is not supported');
      if (!isMinor) return pos + 1;
      // Higher minor versions are read as 1.1, the highest one we know (RFC 9110 section 2.5).
      this.isHttp10 = byte === 0x30;
      this.#state = VERSION_END;
      return pos + 1;
    }
    if (byte !== (this.#state === VERSION_END ? CR : LF)) return this.#refuse('its first line has a bad end');
    this.#state = this.#state === VERSION_END ? LINE_LF : FIELDS;
    return pos + 1;
  }

  /** Finds out what the whole head says; returns what is wrong with it, '' for nothing. */
  #understand(bytes: Buffer): string {
    const { fields, meaning } = this;
    const { ids, count } = fields;
    let bestRank = 255;
    for (let i = 0; i < count; i++) {
      const id = ids[i]!;
      if (id === OTHER) continue;
      if (id === HOST_FIELD) {
        const fault = this.#readHost(bytes, i);
        if (fault !== '') return fault;
      } else if (id === ACCEPT) this.acceptField = i;
      else if (id === this.#names.controlPath && this.controlPathField === -1) this.controlPathField = i;
      else if (id === EXPECT) this.#readExpect(bytes, i);
      else if (id === MAX_FORWARDS) this.#readMaxForwards(bytes, i);
      else if (!meaning.read(bytes, fields, i)) return meaning.fault;
      if (this.#names.requestIdRank[id]! < bestRank && fields.valueOf(bytes, i) !== '') {
        bestRank = this.#names.requestIdRank[id]!;
        this.requestIdField = i;
      }
    }
    return meaning.check(this.isHttp10) ? this.#checkTarget(bytes) : meaning.fault;
  }

  #readHost(bytes: Buffer, index: number): string {
    if (this.hasHost) return 'it has more than one Host';
    this.hostStart = this.fields.bounds[(index << 2) + 2]!;
    this.hostEnd = this.fields.bounds[(index << 2) + 3]!;
    return isHost(bytes, this.hostStart, this.hostEnd) ? '' : 'its Host is not valid';
  }

  #readExpect(bytes: Buffer, index: number): void {
    const { bounds } = this.fields;
    const at = index << 2;
    this.expectsContinue = !this.isHttp10 && equalsLowerCase(bytes, bounds[at + 2]!, bounds[at + 3]!, '100-continue');
  }

  /** Several of them count as none. */
  #readMaxForwards(bytes: Buffer, index: number): void {
    if (this.method !== 'TRACE' && this.method !== 'OPTIONS') return;
    const { bounds } = this.fields;
    const at = index << 2;
    this.maxForwards = this.#hasMaxForwards ? -1 : parseDigits(bytes, bounds[at + 2]!, bounds[at + 3]!);
    this.#hasMaxForwards = true;
  }

  #checkTarget(bytes: Buffer): string {
    const { target, targetStart } = this;
    target.pathStart = targetStart;
    target.pathEnd = this.targetEnd;
    target.authorityStart = targetStart;
    target.authorityEnd = targetStart;
    if (bytes[targetStart] !== SLASH || this.method === 'CONNECT') {
      const fault = readRareTarget(target, bytes, this.method, this.hostStart, this.hostEnd);
      if (fault !== '') return fault;
    }
    if (this.hasHost) return '';
    if (!this.isHttp10) return 'it has no Host';
    this.hostStart = target.authorityStart;
    this.hostEnd = target.authorityEnd;
    return '';
  }

  #refuse(fault: string, code: FailureCode = 'REQUEST_MALFORMED'): typeof REFUSED {
    this.faultCode = code;
    this.fault = fault;
    return REFUSED;
  }
}
