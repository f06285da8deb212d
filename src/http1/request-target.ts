import { COLON, equalsLowerCase, HOST_NAME, IPV6_ADDRESS, isAll, LOWER, parseDigits } from './field-grammar.ts';

const SLASH = 0x2f;
const QUESTION_MARK = 0x3f;
const ASTERISK = 0x2a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** Says whether the bytes are a host with an optional port, as Host and absolute targets hold it. */
export function isHost(bytes: Buffer, start: number, end: number): boolean {
  const nameEnd = findNameEnd(bytes, start, end);
  if (nameEnd <= start) return false;
  if (nameEnd === end) return true;
  const port = end - nameEnd - 1;
  return bytes[nameEnd] === COLON && port <= 5 && (port === 0 || parseDigits(bytes, nameEnd + 1, end) !== -1);
}

/** Where the host's name ends and its port begins; -1 if the name is not one. */
function findNameEnd(bytes: Buffer, start: number, end: number): number {
  if (bytes[start] === OPEN_BRACKET) {
    const close = bytes.subarray(0, end).indexOf(CLOSE_BRACKET, start);
    return close > start + 1 && isAll(IPV6_ADDRESS, bytes, start + 1, close) ? close + 1 : -1;
  }
  let pos = start;
  while (pos < end && HOST_NAME[bytes[pos]!] === 1) pos++;
  return pos;
}

/** What a request target asks for, its authority apart from the path (RFC 9112 section 3.2). */
export class RequestTarget {
  /** The path and query: what the app is asked for. An empty range stands for `/` (or `*` with OPTIONS). */
  pathStart = 0;
  pathEnd = 0;
  /** Of an absolute target; an empty range without one. */
  authorityStart = 0;
  authorityEnd = 0;
  isHttps = false;
  fault = '';

  /** False if the target has none of the forms that may be proxied; its bytes are known to be TARGET bytes. */
  read(bytes: Buffer, start: number, end: number, method: string): boolean {
    this.pathStart = start;
    this.pathEnd = end;
    this.authorityStart = start;
    this.authorityEnd = start;
    if (method === 'CONNECT') return this.#refuse('CONNECT is not served here');
    if (bytes[start] === SLASH) return true;
    if (bytes[start] === ASTERISK && end === start + 1 && method === 'OPTIONS') return true;
    return this.#readAbsolute(bytes, start, end);
  }

  /** Compares the authority with the Host field; a default port may stand on either side. */
  isForHost(bytes: Buffer, hostStart: number, hostEnd: number): boolean {
    const defaultPort = this.isHttps ? ':443' : ':80';
    const end = trimPort(bytes, this.authorityStart, this.authorityEnd, defaultPort);
    const otherEnd = trimPort(bytes, hostStart, hostEnd, defaultPort);
    if (end - this.authorityStart !== otherEnd - hostStart) return false;
    for (let i = 0; i < end - this.authorityStart; i++) {
      if (LOWER[bytes[this.authorityStart + i]!] !== LOWER[bytes[hostStart + i]!]) return false;
    }
    return true;
  }

  #readAbsolute(bytes: Buffer, start: number, end: number): boolean {
    this.isHttps = equalsLowerCase(bytes, start, Math.min(end, start + 8), 'https://');
    const authority = start + (this.isHttps ? 8 : 7);
    if (!this.isHttps && !equalsLowerCase(bytes, start, Math.min(end, authority), 'http://')) {
      return this.#refuse('its target is neither a path nor an http URL');
    }
    let pos = authority;
    while (pos < end && bytes[pos] !== SLASH && bytes[pos] !== QUESTION_MARK) pos++;
    if (!isHost(bytes, authority, pos)) return this.#refuse('the host in its target is not valid');
    this.authorityStart = authority;
    this.authorityEnd = pos;
    this.pathStart = pos;
    return true;
  }

  #refuse(fault: string): false {
    this.fault = fault;
    return false;
  }
}

function trimPort(bytes: Buffer, start: number, end: number, port: string): number {
  const at = end - port.length;
  return at > start && equalsLowerCase(bytes, at, end, port) ? at : end;
}
