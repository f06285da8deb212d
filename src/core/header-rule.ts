/**
 * Fields that belong to one connection and are never forwarded (RFC 9110 section 7.6.1), with the obsolete ones that
 * proxies still meet. Transfer-Encoding and Upgrade are here too: they are written anew where they are needed. Trailer
 * is not: it tells of the message (section 6.6.2).
 */
export const HOP_BY_HOP_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Fields that a `Connection` header may not remove: naming one of them there would let a client strip what a later
 * hop relies on (RFC 9110 section 7.6.1 allows only fields meant for this hop; advisory GHSA-2q7r-29rg-6m5h).
 */
const UNREMOVABLE_HEADERS: ReadonlySet<string> = new Set([
  'host',
  'content-length',
  'content-type',
  'cookie',
  'authorization',
  'x-request-id',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'cache-control',
  'date',
  'forwarded',
  'set-cookie',
  'location',
]);

/** `Proxy` becomes HTTP_PROXY in CGI programs (httpoxy, CVE-2016-5385), so it never reaches the app. */
export const NEVER_FORWARDED: ReadonlySet<string> = new Set(['proxy']);

/** Live credentials that Function Compute puts on every request (custom runtime specification, "common headers"). */
export const FC_CREDENTIAL_HEADERS: readonly string[] = [
  'x-fc-access-key-id',
  'x-fc-access-key-secret',
  'x-fc-security-token',
];

/** The lower-case names that a `Connection` field value asks to remove, without the protected ones. */
export function parseConnectionTokens(value: string): string[] {
  return value
    .split(',')
    .map((token) => token.trim().toLowerCase())
    .filter((token) => token !== '' && !UNREMOVABLE_HEADERS.has(token));
}

/**
 * What proxies say of the client and of the request it made, X-Forwarded-For, -Proto and -Host apart: believed of a
 * trusted peer only.
 */
export const FORWARDING_HEADERS: readonly string[] = [
  'forwarded',
  'x-forwarded',
  'x-forwarded-by',
  'x-forwarded-path',
  'x-forwarded-port',
  'x-forwarded-prefix',
  'x-forwarded-scheme',
  'x-forwarded-server',
  'x-forwarded-ssl',
  'x-forwarded-uri',
  'x-client-ip',
  'x-original-forwarded-for',
  'x-original-host',
  'x-original-url',
  'x-real-ip',
  'x-rewrite-url',
  'true-client-ip',
];

/** What a request says of the hops before us, and what the app is told instead. `''` stands for an absent field. */
export interface ForwardedFields {
  readonly for: string;
  readonly proto: string;
  readonly host: string;
}

/** The same with its first two as they are written. */
export interface ForwardedLines extends ForwardedFields {
  /** Made once for all requests of a connection; null where they are of one request. */
  readonly lines: Buffer | null;
}

/**
 * The X-Forwarded-For, -Proto and -Host of the request to the app. Trusted: what came is kept and the peer appended to
 * -For. Untrusted: all three are replaced. `incoming.for` holds every field of that name, joined with a comma; a host
 * of `''` stands for the request's own Host. `proto` overrides the scheme.
 */
export function toForwardedFields(
  incoming: ForwardedFields,
  peer: string,
  isTrusted: boolean,
  proto: 'http' | 'https' | null,
): ForwardedLines {
  const address = toPeerAddress(peer);
  if (!isTrusted) return withLines({ for: address, proto: proto ?? 'http', host: '' });
  return {
    for: incoming.for === '' ? address : `${incoming.for}, ${address}`,
    proto: proto ?? (incoming.proto === '' ? 'http' : incoming.proto),
    host: incoming.host,
    lines: null,
  };
}

/** Adds the lines to fields that may be written as they are. */
export function withLines(fields: ForwardedFields): ForwardedLines {
  const lines = `X-Forwarded-For: ${fields.for}\r\nX-Forwarded-Proto: ${fields.proto}\r\n`;
  return { ...fields, lines: Buffer.from(lines, 'latin1') };
}

/** An IPv4 peer in IPv4 notation, also when it was accepted on a dual-stack socket (`::ffff:127.0.0.1`). */
export function toPeerAddress(remoteAddress: string): string {
  return remoteAddress.startsWith('::ffff:') && remoteAddress.includes('.') ? remoteAddress.slice(7) : remoteAddress;
}

/** Fields that decide framing, routing, authentication or caching may not come late (RFC 9110 section 6.5.1). */
const FORBIDDEN_TRAILERS: ReadonlySet<string> = new Set([
  'host',
  'content-length',
  'content-encoding',
  'content-type',
  'content-range',
  'authorization',
  'cookie',
  'set-cookie',
  'expect',
  'max-forwards',
  'range',
  'cache-control',
  'age',
  'date',
  'expires',
  'location',
  'retry-after',
  'trailer',
  'vary',
  'warning',
  'www-authenticate',
  'x-request-id',
  'x-berth-request-id',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
]);

/** Says whether a trailer field, by its lower-case name, may be passed on; the others are dropped. */
export function isPassedTrailer(name: string): boolean {
  return !HOP_BY_HOP_HEADERS.has(name) && !NEVER_FORWARDED.has(name) && !FORBIDDEN_TRAILERS.has(name);
}
