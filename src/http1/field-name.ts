import { FORWARDING_HEADERS, HOP_BY_HOP_HEADERS, NEVER_FORWARDED } from '../core/header-rule.ts';
import { LOWER, WORD } from './grammar.ts';

/** What a parser calls a field name it knows; 0 is any other name. */
export type FieldId = number;

export const OTHER = 0;
/** A name that differs from a known one in its separators only, see `createRequestFieldNames`; always left out. */
export const TWIN = 1;
export const HOST_FIELD = 2;
export const CONTENT_LENGTH = 3;
export const TRANSFER_ENCODING = 4;
export const CONNECTION = 5;
export const UPGRADE = 6;
export const EXPECT = 7;
export const ACCEPT = 8;
export const MAX_FORWARDS = 9;
export const DATE = 10;
export const X_FORWARDED_FOR = 11;
export const X_FORWARDED_PROTO = 12;
export const X_FORWARDED_HOST = 13;
export const X_REQUEST_ID = 14;
/** One of the fields in which addresses stand, if they are looked for. */
export const ADDRESS = 15;
const FIRST_FREE_ID = 16;
const LAST_ID = 255;

const KNOWN_NAMES: ReadonlyArray<readonly [string, FieldId]> = [
  ['host', HOST_FIELD],
  ['content-length', CONTENT_LENGTH],
  ['transfer-encoding', TRANSFER_ENCODING],
  ['connection', CONNECTION],
  ['upgrade', UPGRADE],
  ['expect', EXPECT],
  ['accept', ACCEPT],
  ['max-forwards', MAX_FORWARDS],
  ['date', DATE],
  ['x-forwarded-for', X_FORWARDED_FOR],
  ['x-forwarded-proto', X_FORWARDED_PROTO],
  ['x-forwarded-host', X_FORWARDED_HOST],
  ['x-request-id', X_REQUEST_ID],
];

/** The field names that mean something to a parser, each with a small number, found without making a string. */
export class FieldNames {
  /**
   * Whose messages they are of. A client's must read the same to everybody, and names that only their separators tell from a
   * known one are `TWIN`, not `OTHER`. What an app says is written anew for the client: it may be as odd as both nginx and
   * haproxy let it be.
   */
  readonly from: 'client' | 'app';
  /** By id: the field's place among the platform's request-id headers, 255 for the others. */
  readonly requestIdRank = new Uint8Array(256).fill(255);
  /** The id of the field that tells lifecycle hooks from calls; OTHER: there is none. */
  controlPath: FieldId = OTHER;
  /** The fields in which the app is told the request id, as they are spelled. */
  readonly idFields: string[] = ['X-Request-Id'];
  /** The fields that may carry a trace, the strongest first; none where nobody asks. */
  readonly traceFields: Array<{ readonly name: string; readonly id: FieldId }> = [];
  readonly #droppedFromTrusted = new Uint8Array(256);
  readonly #droppedFromOthers = new Uint8Array(256);
  readonly #ids = new Map<string, FieldId>();
  // One slot for each length and last letter: nearly every name of an everyday head finds its slot empty.
  readonly #slots: Array<Array<{ readonly name: Uint8Array; readonly id: FieldId }> | undefined>;
  #nextId = FIRST_FREE_ID;

  constructor(from: 'client' | 'app') {
    this.from = from;
    this.#slots = new Array(64 * 32).fill(undefined);
    this.#droppedFromTrusted[TWIN] = 1;
    this.#droppedFromOthers[TWIN] = 1;
    for (const [name, id] of KNOWN_NAMES) this.#put(name, id);
  }

  /** Makes a lower-case name known, if it is not yet. It must end with a letter or digit. */
  add(name: string): FieldId {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const id = this.#nextId++;
    if (id > LAST_ID) throw new RangeError(`BUG: more than ${LAST_ID + 1 - FIRST_FREE_ID} field names`);
    this.#put(name, id);
    return id;
  }

  /** The fields of these names, the strongest first, are `traceFields`. */
  lookForTraces(names: readonly string[]): void {
    for (const name of names) this.traceFields.push({ name, id: this.add(name) });
  }

  /** The fields of these names are `ADDRESS`. */
  lookForAddresses(names: readonly string[]): void {
    for (const name of names) this.#put(name, ADDRESS);
  }

  /** Makes sure that the field is never copied to the other side; it may be written anew. */
  drop(name: string): void {
    this.#droppedFromTrusted[this.add(name)] = 1;
    this.dropFromOthers(name);
  }

  /** The same, where the field comes from a peer that is not trusted. */
  dropFromOthers(name: string): void {
    this.#droppedFromOthers[this.add(name)] = 1;
  }

  /** By id: 1 if the field is never copied to the other side when it comes from a peer that is trusted, or not. */
  droppedFrom(isTrusted: boolean): Uint8Array {
    return isTrusted ? this.#droppedFromTrusted : this.#droppedFromOthers;
  }

  /** The id of the name at these bytes, whatever its case. */
  find(bytes: Uint8Array, start: number, end: number): FieldId {
    const candidates = this.#slots[(((end - start) & 63) << 5) | (bytes[end - 1]! & 31)];
    if (candidates === undefined) return OTHER;
    let found = OTHER;
    for (const { name, id } of candidates) {
      if (name.length !== end - start) continue;
      const likeness = compare(name, bytes, start);
      if (likeness === SAME) return id;
      if (likeness === LIKE && this.from === 'client') found = TWIN;
    }
    return found;
  }

  #put(name: string, id: FieldId): void {
    this.#ids.set(name, id);
    const slot = ((name.length & 63) << 5) | (name.charCodeAt(name.length - 1) & 31);
    this.#slots[slot] ??= [];
    this.#slots[slot].push({ name: Buffer.from(name, 'latin1'), id });
  }
}

/**
 * The names that matter in a request, with those that never reach the app. Neither do their twins, such as
 * `X_Forwarded_For`: CGI and WSGI fold `_` to `-`, lighttpd whatever is neither letter nor digit, and an app behind them
 * takes the one for the other.
 */
export function createRequestFieldNames(
  requestIdHeaders: readonly string[],
  withheldHeaders: readonly string[],
  hookHeader: string | null = null,
  ownIdHeader: string | null = null,
): FieldNames {
  const names = new FieldNames('client');
  if (ownIdHeader !== null) {
    names.idFields.push(ownIdHeader);
    names.drop(ownIdHeader.toLowerCase());
  }
  if (hookHeader !== null) names.controlPath = names.add(hookHeader);
  requestIdHeaders.forEach((name, rank) => {
    names.requestIdRank[names.add(name)] = rank;
  });
  for (const name of [...HOP_BY_HOP_HEADERS, ...NEVER_FORWARDED, ...withheldHeaders, ...WRITTEN_FOR_APP]) {
    names.drop(name);
  }
  for (const name of FORWARDING_HEADERS) names.dropFromOthers(name);
  return names;
}

/** The names that matter in a response, with those that never reach the client. */
export function createResponseFieldNames(): FieldNames {
  const names = new FieldNames('app');
  for (const name of [...HOP_BY_HOP_HEADERS, ...WRITTEN_FOR_CLIENT]) names.drop(name);
  return names;
}

/** Written anew: from the call, from the parsed number, by the rule for forwarded fields. */
const WRITTEN_FOR_APP = ['content-length', 'x-request-id', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host'];

/** Written anew: from the parsed number, from the call. An X-Request-Id of the app's own stays. */
export const WRITTEN_FOR_CLIENT: readonly string[] = ['content-length', 'x-berth-request-id'];

const DIFFERENT = 0;
const LIKE = 1;
const SAME = 2;

function compare(name: Uint8Array, bytes: Uint8Array, start: number): number {
  let likeness = SAME;
  for (let i = 0; i < name.length; i++) {
    const byte = LOWER[bytes[start + i]!]!;
    if (byte === name[i]) continue;
    if (WORD[byte] === 1 || WORD[name[i]!] === 1) return DIFFERENT;
    likeness = LIKE;
  }
  return likeness;
}
