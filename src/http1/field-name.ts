import { HOP_BY_HOP_HEADERS, isWithheldFromApp } from '../core/header-rule.ts';
import { LOWER } from './field-grammar.ts';

/** What a parser calls a field name it knows; 0 is any other name. */
export type FieldId = number;

export const OTHER = 0;
export const HOST_FIELD = 1;
export const CONTENT_LENGTH = 2;
export const TRANSFER_ENCODING = 3;
export const CONNECTION = 4;
export const UPGRADE = 5;
export const EXPECT = 6;
export const ACCEPT = 7;
export const X_FORWARDED_FOR = 8;
export const X_FORWARDED_PROTO = 9;
export const X_FORWARDED_HOST = 10;
export const X_REQUEST_ID = 11;
const FIRST_FREE_ID = 12;

const KNOWN_NAMES: ReadonlyArray<readonly [string, FieldId]> = [
  ['host', HOST_FIELD],
  ['content-length', CONTENT_LENGTH],
  ['transfer-encoding', TRANSFER_ENCODING],
  ['connection', CONNECTION],
  ['upgrade', UPGRADE],
  ['expect', EXPECT],
  ['accept', ACCEPT],
  ['x-forwarded-for', X_FORWARDED_FOR],
  ['x-forwarded-proto', X_FORWARDED_PROTO],
  ['x-forwarded-host', X_FORWARDED_HOST],
  ['x-request-id', X_REQUEST_ID],
];

/** The field names that mean something to a parser, each with a small number, found without making a string. */
export class FieldNames {
  /** By id: 1 if the field is never copied to the other side (it may be written anew). */
  readonly isDropped = new Uint8Array(256);
  /** By id: the field's place among the platform's request-id headers, 255 for the others. */
  readonly requestIdRank = new Uint8Array(256).fill(255);
  /** The id of the field that tells lifecycle hooks from calls; OTHER: there is none. */
  controlPath: FieldId = OTHER;
  readonly #ids = new Map<string, FieldId>();
  // One slot for each length and last letter: nearly every name of an everyday head finds its slot empty.
  readonly #slots: Array<Array<{ readonly name: Uint8Array; readonly id: FieldId }> | undefined>;
  #nextId = FIRST_FREE_ID;

  constructor() {
    this.#slots = new Array(64 * 32).fill(undefined);
    for (const [name, id] of KNOWN_NAMES) this.#put(name, id);
  }

  /** Makes a lower-case name known, if it is not yet. */
  add(name: string): FieldId {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const id = this.#nextId++;
    if (id > 255) throw new RangeError('More than 243 header names in withheldHeaders and requestIdHeaders.');
    this.#put(name, id);
    return id;
  }

  /** The id of the name at these bytes, whatever its case. */
  find(bytes: Uint8Array, start: number, end: number): FieldId {
    const candidates = this.#slots[(((end - start) & 63) << 5) | (bytes[end - 1]! & 31)];
    if (candidates === undefined) return OTHER;
    for (const { name, id } of candidates) {
      if (name.length === end - start && isSame(name, bytes, start)) return id;
    }
    return OTHER;
  }

  #put(name: string, id: FieldId): void {
    this.#ids.set(name, id);
    const slot = ((name.length & 63) << 5) | (name.charCodeAt(name.length - 1) & 31);
    this.#slots[slot] ??= [];
    this.#slots[slot].push({ name: Buffer.from(name, 'latin1'), id });
  }
}

/** The names that matter in a request, with those that never reach the app. */
export function createRequestFieldNames(
  requestIdHeaders: readonly string[],
  withheldHeaders: readonly string[],
  hookHeader: string | null = null,
): FieldNames {
  const names = new FieldNames();
  if (hookHeader !== null) names.controlPath = names.add(hookHeader);
  const withheld = new Set(withheldHeaders);
  requestIdHeaders.forEach((name, rank) => {
    names.requestIdRank[names.add(name)] = rank;
  });
  for (const name of [...HOP_BY_HOP_HEADERS, 'proxy', ...withheld, ...requestIdHeaders]) {
    if (isWithheldFromApp(name, withheld)) names.isDropped[names.add(name)] = 1;
  }
  // Written anew: from the call, from the parsed number.
  names.isDropped[X_REQUEST_ID] = 1;
  names.isDropped[CONTENT_LENGTH] = 1;
  names.isDropped[HOST_FIELD] = 0;
  return names;
}

/** The names that matter in a response, with those that never reach the client. */
export function createResponseFieldNames(): FieldNames {
  const names = new FieldNames();
  for (const name of HOP_BY_HOP_HEADERS) names.isDropped[names.add(name)] = 1;
  names.isDropped[X_REQUEST_ID] = 1;
  names.isDropped[CONTENT_LENGTH] = 1;
  return names;
}

function isSame(name: Uint8Array, bytes: Uint8Array, start: number): boolean {
  for (let i = 0; i < name.length; i++) {
    if (LOWER[bytes[start + i]!] !== name[i]) return false;
  }
  return true;
}
