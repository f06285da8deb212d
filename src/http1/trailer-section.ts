import { isPassedTrailer } from '../core/header-rule.ts';
import { CONTENT_LENGTH, type FieldNames, OTHER, TRANSFER_ENCODING } from './field-name.ts';
import { FieldSection, NEED_MORE, REFUSED } from './field-section.ts';

const MOST_TRAILERS = 64;
const MOST_TRAILER_BYTES = 16_384;

/** Names in lower case and values, in order. */
export type TrailerList = ReadonlyArray<readonly [name: string, value: string]>;

export const NO_TRAILERS: TrailerList = Object.freeze([]);

/** The fields behind a chunked body. They are rare: their bytes are gathered first, whatever the pieces they come in. */
export class TrailerSection {
  fault = '';
  readonly #fields: FieldSection;
  #bytes: Buffer = EMPTY;

  constructor(names: FieldNames) {
    this.#fields = new FieldSection(names, MOST_TRAILERS);
  }

  /** Goes on with bytes not seen before; the position after the empty line, or NEED_MORE, or REFUSED. */
  parse(bytes: Buffer, from: number, end: number): number {
    const fields = this.#fields;
    const known = this.#bytes.length;
    this.#bytes = Buffer.concat([this.#bytes, bytes.subarray(from, end)]);
    const { length } = this.#bytes;
    const parsed = fields.parse(this.#bytes, known, length);
    if (parsed === REFUSED) return this.#refuse(`in its trailers, ${fields.fault}`);
    if ((parsed === NEED_MORE ? length : parsed) > MOST_TRAILER_BYTES) return this.#refuse('its trailers are too long');
    if (parsed === NEED_MORE) return NEED_MORE;
    if (saysLength(fields)) return this.#refuse('its trailers say how long it is');
    return from + parsed - known;
  }

  /** Those that may be passed on (RFC 9110 section 6.5.1): none whose name means something to a parser, or is a twin. */
  list(withheld: ReadonlySet<string>): TrailerList {
    const fields = this.#fields;
    const list: Array<readonly [string, string]> = [];
    for (let i = 0; i < fields.count; i++) {
      const name = fields.nameOf(this.#bytes, i);
      if (fields.ids[i] !== OTHER || !isPassedTrailer(name) || withheld.has(name)) continue;
      list.push([name, fields.valueOf(this.#bytes, i)]);
    }
    return list.length === 0 ? NO_TRAILERS : list;
  }

  #refuse(fault: string): typeof REFUSED {
    this.fault = fault;
    return REFUSED;
  }
}

function saysLength({ ids, count }: FieldSection): boolean {
  for (let i = 0; i < count; i++) {
    if (ids[i] === CONTENT_LENGTH || ids[i] === TRANSFER_ENCODING) return true;
  }
  return false;
}

const EMPTY = Buffer.alloc(0);
