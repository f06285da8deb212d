import type { IncomingMessage } from 'node:http';
import { escapeBytes } from '../../core/escape-bytes.ts';
import { HOP_BY_HOP_HEADERS, parseConnectionTokens } from '../../core/header-rule.ts';
import { findValues } from './request-grammar.ts';

/** The head of a response as the client gets it. */
export interface ResponseHead {
  readonly status: number;
  readonly reason: string;
  /** Names and values in turn. */
  readonly fields: string[];
  /** Bytes of body that must come; null where only the framing tells the end. */
  readonly lengthBytes: number | null;
}

/** The head for the client by the header rules, or in words why the upstream's response cannot be trusted. */
export function toResponseHead(response: IncomingMessage, requestId: string, isHead: boolean): ResponseHead | string {
  const { rawHeaders, statusCode: status = 0, statusMessage: reason = '' } = response;
  const lengths = findValues(rawHeaders, 'content-length');
  const codings = findValues(rawHeaders, 'transfer-encoding');
  if (lengths.length + codings.length > 1) return 'its length is given more than once';
  if (codings.length > 0 && codings[0]!.toLowerCase() !== 'chunked') return 'a transfer coding other than chunked';
  if (lengths.length === 1 && !Number.isSafeInteger(Number(lengths[0]))) return 'the content length is not a number';
  if (codings.length > 0 && response.httpVersion === '1.0') return 'a transfer coding in HTTP/1.0';
  if (findValues(rawHeaders, 'upgrade').length > 1) return 'more than one Upgrade field';
  if (status < 200 || status > 999) return 'its status is not one of a response';
  if (/[^\t\x20-\x7e\x80-\xff]/.test(reason)) return 'its status line has a character that is not allowed';
  const isBodiless = isHead || status === 204 || status === 304;
  const fields = toClientFields(rawHeaders, requestId, status === 204);
  const lengthBytes = isBodiless ? 0 : lengths.length === 1 ? Number(lengths[0]) : null;
  return { status, reason, fields, lengthBytes };
}

/** The fields that go on to the client, without those of this hop, with the request id. */
export function toClientFields(rawHeaders: readonly string[], requestId: string, isWithoutLength = false): string[] {
  const removed = new Set(findValues(rawHeaders, 'connection').flatMap(parseConnectionTokens));
  const fields: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const key = rawHeaders[i]!.toLowerCase();
    if (HOP_BY_HOP_HEADERS.has(key) || removed.has(key) || key === 'x-request-id') continue;
    // Forbidden there (RFC 9110 section 8.6); some clients would wait for the body it promises.
    if (isWithoutLength && key === 'content-length') continue;
    fields.push(rawHeaders[i]!, rawHeaders[i + 1]!);
  }
  fields.push('X-Request-Id', requestId);
  return fields;
}

/** The bytes of a head that Node's response object cannot write: interim responses and 101. */
export function formatHead(status: number, reason: string, fields: readonly string[]): string {
  return `HTTP/1.1 ${status} ${reason}\r\n${formatFields(fields)}\r\n`;
}

/** The head as the upstream sent it, near enough, for those who look for what is wrong with it. */
export function escapeHead(response: IncomingMessage): string {
  const { httpVersion, statusCode, statusMessage, rawHeaders } = response;
  return escapeBytes(
    Buffer.from(`HTTP/${httpVersion} ${statusCode} ${statusMessage}\r\n${formatFields(rawHeaders)}`, 'latin1'),
  );
}

/** Field lines from names and values in turn. */
export function formatFields(fields: readonly string[]): string {
  let lines = '';
  for (let i = 0; i + 1 < fields.length; i += 2) lines += `${fields[i]}: ${fields[i + 1]}\r\n`;
  return lines;
}

/** True for a status that a gateway gives when what is behind it fails. */
export function isGatewayStatus(status: number): boolean {
  return status >= 502 && status <= 504;
}
