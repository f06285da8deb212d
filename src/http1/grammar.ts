/** Byte classes of RFC 9110 and 9112: one table look-up decides a byte. Entries are 1 for a member, else 0. */
export type ByteClass = Uint8Array;

export const CR = 0x0d;
export const LF = 0x0a;
export const SP = 0x20;
export const HTAB = 0x09;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;
export const SLASH = 0x2f;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';

/** RFC 9110 section 5.6.2, `tchar`: methods and field names. */
export const TOKEN: ByteClass = toClass(`${LETTERS}${DIGITS}!#$%&'*+-.^_\`|~`);

/** Letters and digits: what survives of a field name everywhere. */
export const WORD: ByteClass = toClass(`${LETTERS}${DIGITS}`);

/** RFC 9110 section 5.5: VCHAR, SP, HTAB and obs-text. No control character, so no CR, LF or NUL. */
export const FIELD_VALUE: ByteClass = toRange(0x20, 0xff);
FIELD_VALUE[HTAB] = 1;
FIELD_VALUE[0x7f] = 0;

/** A byte over 0x7F in a target: old clients send them as they are, and servers take them for different things. */
export const RAW = 2;

/**
 * Visible ASCII without `#`, and `RAW` bytes. Wider than RFC 3986, because browsers send `[ ] { } | \ ^` in queries as they
 * are, and nginx takes `" < > \`` too; but a fragment never travels.
 */
export const TARGET: ByteClass = toRange(0x21, 0x7e).fill(RAW, 0x80);
TARGET[0x23] = 0;

/** Host names and IPv4 addresses; the sub-delimiters of RFC 3986 are left out on purpose: no host has them. */
const HOST_NAME: ByteClass = toClass(`${LETTERS}${DIGITS}-._~%`);

/** What stands between the brackets of an IPv6 address, zone included. */
const IPV6_ADDRESS: ByteClass = toClass(`${LETTERS}${DIGITS}:.%`);

/** What every parser drops behind a value: spaces and the line's end. */
export const LINE_TAIL: ByteClass = toClass(' \r\n');

/** The value of a hexadecimal digit, 255 for any other byte. */
export const HEX_VALUE = new Uint8Array(256).fill(255);
for (let value = 0; value < 16; value++) {
  HEX_VALUE[value.toString(16).charCodeAt(0)] = value;
  HEX_VALUE[value.toString(16).toUpperCase().charCodeAt(0)] = value;
}

/** Each byte with ASCII capitals made small. */
export const LOWER = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) LOWER[byte] = byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;

/** Compares bytes with a lower-case ASCII text, whatever the case of the bytes. */
export function equalsLowerCase(bytes: Uint8Array, start: number, end: number, text: string): boolean {
  if (end - start !== text.length) return false;
  for (let i = 0; i < text.length; i++) {
    if (LOWER[bytes[start + i]!] !== text.charCodeAt(i)) return false;
  }
  return true;
}

/** A space or a tab. */
export function isBlank(byte: number): boolean {
  return byte === SP || byte === HTAB;
}

/** Says whether all bytes belong to the class; true for no bytes at all. */
export function isAll(byteClass: ByteClass, bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    if (byteClass[bytes[i]!] === 0) return false;
  }
  return true;
}

/** The value of 1 to 15 decimal digits and nothing else; -1 for anything else. */
export function parseDigits(bytes: Uint8Array, start: number, end: number): number {
  if (end === start || end - start > 15) return -1;
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = bytes[i]! - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** Says whether the bytes are a host with an optional port, as Host and absolute targets hold it. */
export function isHost(bytes: Uint8Array, start: number, end: number): boolean {
  const nameEnd = findNameEnd(bytes, start, end);
  if (nameEnd <= start) return false;
  if (nameEnd === end) return true;
  const port = end - nameEnd - 1;
  return bytes[nameEnd] === COLON && port <= 5 && (port === 0 || parseDigits(bytes, nameEnd + 1, end) !== -1);
}

/** Where the host's name ends and its port begins; -1 if the name is not one. */
function findNameEnd(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] === OPEN_BRACKET) {
    const close = bytes.subarray(0, end).indexOf(CLOSE_BRACKET, start);
    return close > start + 1 && isAll(IPV6_ADDRESS, bytes, start + 1, close) ? close + 1 : -1;
  }
  let pos = start;
  while (pos < end && HOST_NAME[bytes[pos]!] === 1) pos++;
  return pos;
}

/** The method that these bytes name; no string is made for one that is in everyday use. */
export function toMethod(bytes: Buffer, start: number, end: number): string {
  for (const method of COMMON_METHODS) {
    if (method.length === end - start && isMethod(bytes, start, method)) return method;
  }
  return bytes.toString('latin1', start, end);
}

const COMMON_METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH'];

function isMethod(bytes: Uint8Array, start: number, method: string): boolean {
  for (let i = 0; i < method.length; i++) {
    if (bytes[start + i] !== method.charCodeAt(i)) return false;
  }
  return true;
}

function toClass(members: string): ByteClass {
  const table = new Uint8Array(256);
  for (const member of members) table[member.charCodeAt(0)] = 1;
  return table;
}

function toRange(from: number, to: number): ByteClass {
  return new Uint8Array(256).fill(1, from, to + 1);
}
