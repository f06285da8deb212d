import type { FailureCode } from '../core/failure-code.ts';
import type { HeadLimits } from '../core/settings.ts';
import { CR, equalsLowerCase, LF, SP, TARGET, TOKEN } from './field-grammar.ts';
import { ACCEPT, EXPECT, type FieldNames, HOST_FIELD, OTHER } from './field-name.ts';
import { FieldSection, NEED_MORE, REFUSED } from './field-section.ts';
import { HeadMeaning } from './head-meaning.ts';
import { isHost, RequestTarget } from './request-target.ts';

const START = 0;
const START_LF = 1;
const METHOD = 2;
const TARGET_START = 3;
const IN_TARGET = 4;
const VERSION = 5;
const VERSION_END = 6;
const LINE_LF = 7;
const FIELDS = 8;

const VERSION_PREFIX = Buffer.from('HTTP/1.', 'latin1');
const COMMON_METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH'];

/**
 * The parser of request heads: one pass over the bytes, each looked at once also when they come one by one. After
 * `parse` has returned a position all the rest is known; the positions are valid as long as the bytes are.
 */
export class RequestHead {
  readonly fields: FieldSection;
  readonly meaning: HeadMeaning;
  readonly target = new RequestTarget();
  method = '';
  isHttp10 = false;
  targetStart = 0;
  targetEnd = 0;
  /** The Host field, or the authority of an absolute target without one; an empty range if HTTP/1.0 has neither. */
  hostStart = 0;
  hostEnd = 0;
  expectsContinue = false;
  /** Indexes of fields, -1 without one. */
  acceptField = -1;
  requestIdField = -1;
  controlPathField = -1;
  faultCode: FailureCode = 'REQUEST_MALFORMED';
  fault = '';
  readonly #names: FieldNames;
  readonly #limits: HeadLimits;
  #state = START;
  /** Where the head begins. */
  start = 0;
  #tokenStart = 0;

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
    this.fields.reset();
  }

  /** Goes on with bytes not seen before; the position after the head, or NEED_MORE, or REFUSED. */
  parse(bytes: Buffer, from: number, end: number): number {
    let pos = from;
    if (this.#state !== FIELDS) {
      pos = this.#parseLine(bytes, pos, end);
      if (pos === REFUSED) return REFUSED;
      const lineEnd = pos === NEED_MORE ? end : pos - 2;
      if (lineEnd - this.start > this.#limits.requestLineBytes) return this.#refuse('URI_TOO_LONG', '');
    }
    if (pos !== NEED_MORE) pos = this.fields.parse(bytes, pos, end);
    if ((pos < 0 ? end : pos) - this.start > this.#limits.headBytes) return this.#refuseTooLarge('it is too long');
    if (pos === REFUSED) {
      if (this.fields.isTooMany) return this.#refuseTooLarge(this.fields.fault);
      return this.#refuse('REQUEST_MALFORMED', this.fields.fault);
    }
    return pos === NEED_MORE || this.#understand(bytes) ? pos : REFUSED;
  }

  /** Moves everything found so far, because the bytes were moved. */
  shift(by: number): void {
    this.start += by;
    this.#tokenStart += by;
    this.targetStart += by;
    this.targetEnd += by;
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
            this.#state = this.#state === START ? START_LF : METHOD;
            this.start = ++pos;
          } else if (this.#state === START_LF) return this.#refuseLine('a CR is not followed by an LF');
          else this.#state = METHOD;
          this.#tokenStart = pos;
          break;
        case METHOD:
          while (pos < end && TOKEN[bytes[pos]!] === 1) pos++;
          if (pos === end) break;
          if (bytes[pos] !== SP || pos === this.#tokenStart) return this.#refuseLine('its method is not valid');
          this.method = toMethod(bytes, this.#tokenStart, pos++);
          this.#state = TARGET_START;
          break;
        case TARGET_START:
          this.targetStart = pos;
          this.#state = IN_TARGET;
          break;
        case IN_TARGET:
          while (pos < end && TARGET[bytes[pos]!] === 1) pos++;
          if (pos === end) break;
          if (bytes[pos] !== SP || pos === this.targetStart) return this.#refuseLine('its target is not valid');
          this.targetEnd = pos++;
          this.#tokenStart = pos;
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
      const index = pos - this.#tokenStart;
      if (index < VERSION_PREFIX.length) {
        if (byte !== VERSION_PREFIX[index]) return this.#refuseLine('its HTTP version is not supported');
        return pos + 1;
      }
      if (byte !== 0x31 && byte !== 0x30) return this.#refuseLine('its HTTP version is not supported');
      this.isHttp10 = byte === 0x30;
      this.#state = VERSION_END;
      return pos + 1;
    }
    if (byte !== (this.#state === VERSION_END ? CR : LF)) return this.#refuseLine('its first line has a bad end');
    this.#state = this.#state === VERSION_END ? LINE_LF : FIELDS;
    return pos + 1;
  }

  #understand(bytes: Buffer): boolean {
    const { fields, meaning } = this;
    const { ids, count } = fields;
    meaning.reset();
    this.hostStart = 0;
    this.hostEnd = 0;
    this.expectsContinue = false;
    this.acceptField = -1;
    this.requestIdField = -1;
    this.controlPathField = -1;
    let bestRank = 255;
    for (let i = 0; i < count; i++) {
      const id = ids[i]!;
      if (id === OTHER) continue;
      if (id === HOST_FIELD) {
        if (!this.#readHost(bytes, i)) return false;
      } else if (id === ACCEPT) this.acceptField = i;
      else if (id === this.#names.controlPath && this.controlPathField === -1) this.controlPathField = i;
      else if (id === EXPECT) this.#readExpect(bytes, i);
      else if (!meaning.read(bytes, fields, i)) return this.#isRefused(meaning.fault);
      if (this.#names.requestIdRank[id]! < bestRank && fields.valueOf(bytes, i) !== '') {
        bestRank = this.#names.requestIdRank[id]!;
        this.requestIdField = i;
      }
    }
    if (!meaning.check(this.isHttp10)) return this.#isRefused(meaning.fault);
    return this.#checkTarget(bytes);
  }

  #readHost(bytes: Buffer, index: number): boolean {
    if (this.hostEnd !== 0) return this.#isRefused('it has more than one Host');
    this.hostStart = this.fields.bounds[(index << 2) + 2]!;
    this.hostEnd = this.fields.bounds[(index << 2) + 3]!;
    return isHost(bytes, this.hostStart, this.hostEnd) || this.#isRefused('its Host is not valid');
  }

  #readExpect(bytes: Buffer, index: number): void {
    const at = index << 2;
    this.expectsContinue =
      !this.isHttp10 &&
      equalsLowerCase(bytes, this.fields.bounds[at + 2]!, this.fields.bounds[at + 3]!, '100-continue');
  }

  #checkTarget(bytes: Buffer): boolean {
    const { target } = this;
    if (!target.read(bytes, this.targetStart, this.targetEnd, this.method)) return this.#isRefused(target.fault);
    if (this.hostEnd === 0) {
      if (!this.isHttp10) return this.#isRefused('it has no Host');
      this.hostStart = target.authorityStart;
      this.hostEnd = target.authorityEnd;
      return true;
    }
    if (target.authorityEnd === target.authorityStart) return true;
    return (
      target.isForHost(bytes, this.hostStart, this.hostEnd) || this.#isRefused('its target and its Host name two hosts')
    );
  }

  #isRefused(fault: string): false {
    this.#refuse('REQUEST_MALFORMED', fault);
    return false;
  }

  #refuseLine(fault: string): typeof REFUSED {
    return this.#refuse('REQUEST_MALFORMED', fault);
  }

  #refuseTooLarge(fault: string): typeof REFUSED {
    return this.#refuse('HEADERS_TOO_LARGE', fault);
  }

  #refuse(code: FailureCode, fault: string): typeof REFUSED {
    this.faultCode = code;
    this.fault = fault;
    return REFUSED;
  }
}

function toMethod(bytes: Buffer, start: number, end: number): string {
  for (const method of COMMON_METHODS) {
    if (method.length === end - start && isMethod(bytes, start, method)) return method;
  }
  return bytes.toString('latin1', start, end);
}

function isMethod(bytes: Buffer, start: number, method: string): boolean {
  for (let i = 0; i < method.length; i++) {
    if (bytes[start + i] !== method.charCodeAt(i)) return false;
  }
  return true;
}
