import { equalsLowerCase, isHost, LOWER, SLASH } from './grammar.ts';

const QUESTION_MARK = 0x3f;
const ASTERISK = 0x2a;

/** What a request target asks for, its authority apart from the path (RFC 9112 section 3.2). */
export interface RequestTarget {
  /** The path and query: what the app is asked for. An empty range stands for `/` (or `*` with OPTIONS). */
  pathStart: number;
  pathEnd: number;
  /** Of an absolute target; an empty range without one. */
  authorityStart: number;
  authorityEnd: number;
  isHttps: boolean;
}

/** Percent-encodes bytes over 0x7F, which nobody may send as they are (RFC 3986 section 2.1). The text is latin1. */
export function encodeTarget(target: string): string {
  return target.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`);
}

/**
 * Reads a target that is not just a path: the range of the path covers all of it before, and its bytes are known to be
 * TARGET bytes. Returns what is wrong with it or with the Host field (an empty range without one), '' for nothing.
 */
export function readRareTarget(
  target: RequestTarget,
  bytes: Buffer,
  method: string,
  hostStart: number,
  hostEnd: number,
): string {
  const { pathStart: start, pathEnd: end } = target;
  if (method === 'CONNECT') return 'CONNECT is not served here';
  if (bytes[start] === ASTERISK && end === start + 1 && method === 'OPTIONS') return '';
  target.isHttps = equalsLowerCase(bytes, start, Math.min(end, start + 8), 'https://');
  const authority = start + (target.isHttps ? 8 : 7);
  if (!target.isHttps && !equalsLowerCase(bytes, start, Math.min(end, authority), 'http://')) {
    return 'its target is neither a path nor an http URL';
  }
  let pos = authority;
  while (pos < end && bytes[pos] !== SLASH && bytes[pos] !== QUESTION_MARK) pos++;
  if (!isHost(bytes, authority, pos)) return 'the host in its target is not valid';
  target.authorityStart = authority;
  target.authorityEnd = pos;
  target.pathStart = pos;
  const isSame = hostEnd === hostStart || isForHost(target, bytes, hostStart, hostEnd);
  return isSame ? '' : 'its target and its Host name two hosts';
}

/** Compares the authority of an absolute target with the Host field; a default port may stand on either side. */
function isForHost(target: RequestTarget, bytes: Buffer, hostStart: number, hostEnd: number): boolean {
  const { authorityStart } = target;
  const defaultPort = target.isHttps ? ':443' : ':80';
  const end = trimPort(bytes, authorityStart, target.authorityEnd, defaultPort);
  const otherEnd = trimPort(bytes, hostStart, hostEnd, defaultPort);
  if (end - authorityStart !== otherEnd - hostStart) return false;
  for (let i = 0; i < end - authorityStart; i++) {
    if (LOWER[bytes[authorityStart + i]!] !== LOWER[bytes[hostStart + i]!]) return false;
  }
  return true;
}

function trimPort(bytes: Buffer, start: number, end: number, port: string): number {
  const at = end - port.length;
  return at > start && equalsLowerCase(bytes, at, end, port) ? at : end;
}
