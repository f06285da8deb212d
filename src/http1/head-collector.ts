import { NEED_MORE } from './field-section.ts';

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
