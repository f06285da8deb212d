import { parseConnectionTokens } from '../core/header-rule.ts';
import { CONNECTION, CONTENT_LENGTH, type FieldNames, TRANSFER_ENCODING, UPGRADE } from './field-name.ts';
import { type FieldSection, NEED_MORE } from './field-section.ts';
import { COMMA, equalsLowerCase, isAll, isBlank, LINE_TAIL, parseDigits } from './grammar.ts';

/**
 * What the framing fields of a head say (RFC 9112 sections 6, 7 and 9). Anything that two parsers could read differently is
 * a fault: there is no order of precedence and no repair. Of an app, a length that is told twice is one, and a coding may
 * stand in HTTP/1.0.
 */
export class HeadMeaning {
  /** -1: no Content-Length. */
  contentLength = -1;
  isChunked = false;
  wantsClose = false;
  wantsKeepAlive = false;
  /** `Connection` holds the token `upgrade`. */
  offersUpgrade = false;
  /** Index of the only Upgrade field, -1 without one. */
  upgradeField = -1;
  /** Lower-case names that `Connection` asks to remove; null for none. */
  nominated: ReadonlySet<string> | null = null;
  fault = '';
  readonly #names: FieldNames;

  constructor(names: FieldNames) {
    this.#names = names;
  }

  reset(): void {
    this.contentLength = -1;
    this.isChunked = false;
    this.wantsClose = false;
    this.wantsKeepAlive = false;
    this.offersUpgrade = false;
    this.upgradeField = -1;
    this.nominated = null;
    this.fault = '';
  }

  /** Takes in one field; false if it makes the head ambiguous. */
  read(bytes: Buffer, fields: FieldSection, index: number): boolean {
    const start = fields.bounds[(index << 2) + 2]!;
    const end = fields.bounds[(index << 2) + 3]!;
    switch (fields.ids[index]) {
      case CONTENT_LENGTH:
        return this.#readContentLength(bytes, start, end, fields.lineEnd(index));
      case TRANSFER_ENCODING:
        return this.#readTransferEncoding(bytes, start, end);
      case CONNECTION:
        this.#readConnection(bytes, start, end);
        return true;
      case UPGRADE:
        if (this.upgradeField !== -1) return this.#refuse('it has more than one Upgrade field');
        this.upgradeField = index;
        return true;
      default:
        return true;
    }
  }

  /** Checks what only the whole head shows. */
  check(isHttp10: boolean): boolean {
    if (!this.isChunked) return true;
    if (this.contentLength !== -1) return this.#refuse('it has both Content-Length and Transfer-Encoding');
    const isKnown = !isHttp10 || this.#names.from === 'app';
    return isKnown || this.#refuse('Transfer-Encoding does not exist in HTTP/1.0');
  }

  #readContentLength(bytes: Buffer, start: number, end: number, lineEnd: number): boolean {
    if (this.#names.from === 'app') {
      const length = this.contentLength === -1 ? parseDigits(bytes, start, end) : -1;
      if (length === -1) return this.#readLengths(bytes, start, end);
      this.contentLength = length;
      return true;
    }
    if (this.contentLength !== -1) return this.#refuse('it has more than one Content-Length');
    // A tab behind the number is white space by RFC 9110 section 5.5, but not to every parser.
    const isPlain = isAll(LINE_TAIL, bytes, end, lineEnd);
    this.contentLength = isPlain ? parseDigits(bytes, start, end) : -1;
    return this.contentLength === -1 ? this.#refuse('its Content-Length is not a plain number') : true;
  }

  /** A length, or the same one several times over, as filters and proxies behind each other make of it (RFC 9110 section 8.6). */
  #readLengths(bytes: Buffer, start: number, end: number): boolean {
    let from = start;
    while (from <= end) {
      const comma = bytes.subarray(0, end).indexOf(COMMA, from);
      const to = comma === -1 ? end : comma;
      const length = parseTrimmed(bytes, from, to);
      if (length === -1) return this.#refuse('its Content-Length is not a plain number');
      if (this.contentLength !== -1 && this.contentLength !== length) return this.#refuse('its Content-Lengths differ');
      this.contentLength = length;
      from = to + 1;
    }
    return true;
  }

  #readTransferEncoding(bytes: Buffer, start: number, end: number): boolean {
    if (this.isChunked) return this.#refuse('it has more than one Transfer-Encoding');
    this.isChunked = equalsLowerCase(bytes, start, end, 'chunked');
    return this.isChunked ? true : this.#refuse('its Transfer-Encoding is not exactly "chunked"');
  }

  #readConnection(bytes: Buffer, start: number, end: number): void {
    if (equalsLowerCase(bytes, start, end, 'keep-alive')) this.wantsKeepAlive = true;
    else if (equalsLowerCase(bytes, start, end, 'close')) this.wantsClose = true;
    else if (equalsLowerCase(bytes, start, end, 'upgrade')) this.offersUpgrade = true;
    else this.#readConnectionTokens(bytes.toString('latin1', start, end));
  }

  #readConnectionTokens(value: string): void {
    for (const token of parseConnectionTokens(value)) {
      if (token === 'keep-alive') this.wantsKeepAlive = true;
      else if (token === 'close') this.wantsClose = true;
      else if (token === 'upgrade') this.offersUpgrade = true;
      else this.#nominate(token);
    }
  }

  #nominate(name: string): void {
    const bytes = Buffer.from(name, 'latin1');
    const isDropped = this.#names.droppedFrom(true);
    if (isDropped[this.#names.find(bytes, 0, bytes.length)] === 1) return;
    this.nominated = new Set(this.nominated ?? []).add(name);
  }

  #refuse(fault: string): false {
    this.fault = fault;
    return false;
  }
}

/** As `parseDigits`, with white space around them. */
function parseTrimmed(bytes: Buffer, start: number, end: number): number {
  let from = start;
  let to = end;
  while (from < to && isBlank(bytes[from]!)) from++;
  while (to > from && isBlank(bytes[to - 1]!)) to--;
  return parseDigits(bytes, from, to);
}

/** A parser of heads that can go on where it stopped, also after its bytes were moved. */
export interface HeadParser {
  begin(start: number): void;
  parse(bytes: Buffer, from: number, end: number): number;
  shift(by: number): void;
}

/** Feeds a parser; gathers the bytes of a head only if it comes in pieces. */
export class HeadCollector {
  /** Where the positions of a finished head point to, and the end of what was fed: the body begins between. */
  bytes: Buffer = EMPTY;
  end = 0;
  #gathered: Buffer | null = null;
  #length = 0;

  /** The parser's result for these bytes and all since the last finished head. */
  feed(parser: HeadParser, bytes: Buffer, start: number, end: number): number {
    if (this.#gathered !== null) return this.#feedMore(this.#gathered, parser, bytes, start, end);
    parser.begin(start);
    const result = parser.parse(bytes, start, end);
    if (result === NEED_MORE) {
      parser.shift(-start);
      this.#gathered = Buffer.allocUnsafe(Math.max(1024, 2 * (end - start)));
      this.#length = bytes.copy(this.#gathered, 0, start, end);
    }
    this.bytes = bytes;
    this.end = end;
    return result;
  }

  /** All that was fed since the last finished head; the parser's positions point to it. */
  get seen(): Buffer {
    const gathered = this.#gathered;
    return gathered === null ? this.bytes.subarray(0, this.end) : gathered.subarray(0, this.#length);
  }

  /** Forgets a head that will not be finished, and lets go of the bytes. */
  clear(): void {
    this.bytes = EMPTY;
    this.#gathered = null;
  }

  #feedMore(gathered: Buffer, parser: HeadParser, bytes: Buffer, start: number, end: number): number {
    const known = this.#length;
    const length = known + end - start;
    let room = gathered;
    if (length > room.length) {
      room = Buffer.allocUnsafe(2 * length);
      gathered.copy(room, 0, 0, known);
      this.#gathered = room;
    }
    bytes.copy(room, known, start, end);
    this.#length = length;
    const result = parser.parse(room, known, length);
    if (result === NEED_MORE) return NEED_MORE;
    this.bytes = room;
    this.end = length;
    this.#gathered = null;
    return result;
  }
}

/** More than this many heads at the same time in the middle are rare, and a parser costs kilobytes. */
const MOST_KEPT_PARSERS = 256;

/** Parsers that wait for a head. A connection has one only while it reads a head: idle ones would cost kilobytes. */
export class ParserStock<Parser> {
  readonly #create: () => Parser;
  readonly #stock: Parser[] = [];

  constructor(create: () => Parser) {
    this.#create = create;
  }

  take(): Parser {
    return this.#stock.pop() ?? this.#create();
  }

  /** Gives a parser back; it must not be used by the giver any more. */
  give(parser: Parser): void {
    if (this.#stock.length < MOST_KEPT_PARSERS) this.#stock.push(parser);
  }
}

const EMPTY = Buffer.alloc(0);
