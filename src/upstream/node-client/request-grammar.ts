import type { IncomingMessage } from 'node:http';
import type { HeadLimits } from '../../core/settings.ts';
import { formatSize } from '../../core/size.ts';
import { Failure } from '../../failures/failure.ts';

// The sub-delimiters of RFC 3986 are left out on purpose: no host has them.
const HOST_PATTERN = /^(?:\[[0-9A-Za-z:.%]+\]|[\w.~%-]+)(?::\d{0,5})?$/;
const ABSOLUTE_FORM = /^https?:\/\/([^/?#]*)([^#]*)$/i;

/** Where a request goes, once its head is known to be right. */
export interface CheckedHead {
  /** The target in origin form (`/path?query`, or `*`). */
  readonly target: string;
  /** `''` only for HTTP/1.0. */
  readonly host: string;
  readonly isChunked: boolean;
  readonly lengthBytes: number;
}

/**
 * Checks what Node's parser lets through: limits it does not know, a Host that is missing, doubled or wrong, lengths
 * that two parsers could read differently, targets of a foreign host. Returns the failure to refuse the request with.
 */
export function checkRequestHead(req: IncomingMessage, limits: HeadLimits): CheckedHead | Failure {
  const oversize = findOversize(req, limits);
  if (oversize !== null) return oversize;
  if (req.httpVersion !== '1.1' && req.httpVersion !== '1.0') return malformed('the version is neither 1.1 nor 1.0');
  if (findValues(req.rawHeaders, 'upgrade').length > 1) return malformed('more than one Upgrade field');
  const framing = checkFraming(req);
  if (typeof framing === 'string') return malformed(framing);
  const place = checkPlace(req);
  if (typeof place === 'string') return malformed(place);
  return { ...framing, ...place };
}

/** A failure for a request that two parsers could read differently; `reason` never quotes the request. */
export function malformed(reason: string): Failure {
  return new Failure('REQUEST_MALFORMED', { reason });
}

function findOversize(req: IncomingMessage, limits: HeadLimits): Failure | null {
  const { rawHeaders } = req;
  const lineBytes = `${req.method} ${req.url} HTTP/1.1`.length;
  if (lineBytes > limits.requestLineBytes) {
    return new Failure('URI_TOO_LONG', { limit: formatSize(limits.requestLineBytes) });
  }
  if (rawHeaders.length / 2 > limits.fields) {
    return new Failure('HEADERS_TOO_LARGE', { reason: `more than ${limits.fields} fields` });
  }
  // Every field costs its colon, a space and a line end besides its text.
  const headBytes = rawHeaders.reduce((sum, text) => sum + text.length + 2, lineBytes + 4);
  return headBytes > limits.headBytes ? headTooLarge(limits) : null;
}

/** A failure for a head over the byte limit. */
export function headTooLarge(limits: HeadLimits): Failure {
  return new Failure('HEADERS_TOO_LARGE', { reason: `more than ${formatSize(limits.headBytes)}` });
}

function checkFraming(req: IncomingMessage): Pick<CheckedHead, 'isChunked' | 'lengthBytes'> | string {
  const lengths = findValues(req.rawHeaders, 'content-length');
  const codings = findValues(req.rawHeaders, 'transfer-encoding');
  if (lengths.length + codings.length > 1) return 'its length is given more than once';
  const coding = codings[0];
  if (coding !== undefined) {
    if (coding.toLowerCase() !== 'chunked') return 'a transfer coding other than chunked';
    if (req.httpVersion === '1.0') return 'a transfer coding in HTTP/1.0';
    return { isChunked: true, lengthBytes: 0 };
  }
  const length = lengths[0] ?? '0';
  if (!/^\d+$/.test(length) || !Number.isSafeInteger(Number(length))) return 'the content length is not a number';
  return { isChunked: false, lengthBytes: Number(length) };
}

function checkPlace(req: IncomingMessage): Pick<CheckedHead, 'target' | 'host'> | string {
  const hosts = findValues(req.rawHeaders, 'host');
  if (hosts.length > 1) return 'more than one Host field';
  const host = hosts[0] ?? '';
  if (hosts.length === 0 && req.httpVersion === '1.1') return 'the Host field is missing';
  if (hosts.length > 0 && !HOST_PATTERN.test(host)) return 'the Host field is not a host';
  const target = req.url ?? '';
  if (target.includes('#')) return 'the target has a fragment';
  if (target.startsWith('/') || (target === '*' && req.method === 'OPTIONS')) return { target, host };
  const absolute = ABSOLUTE_FORM.exec(target);
  if (absolute === null) return 'the target is not a path';
  const [, authority = '', rest = ''] = absolute;
  if (!HOST_PATTERN.test(authority)) return 'the host in the target is not a host';
  if (hosts.length > 0 && trimPort(authority, target) !== trimPort(host, target)) {
    return 'the target and the Host field differ';
  }
  if (rest === '' && req.method === 'OPTIONS') return { target: '*', host: authority };
  return { target: rest.startsWith('/') ? rest : `/${rest}`, host: authority };
}

/** A host as it is compared: in small letters, without the default port of the target's scheme. */
function trimPort(host: string, target: string): string {
  return host.toLowerCase().replace(/^https:/i.test(target) ? /:443$/ : /:80$/, '');
}

/** Every value of a field, by its lower-case name. */
export function findValues(rawHeaders: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (rawHeaders[i]!.length === name.length && rawHeaders[i]!.toLowerCase() === name) values.push(rawHeaders[i + 1]!);
  }
  return values;
}
