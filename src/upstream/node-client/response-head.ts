import { escapeBytes } from '../../core/escape-bytes.ts';
import { isPassedTrailer, parseConnectionTokens } from '../../core/header-rule.ts';
import type { Trailers } from '../transport.ts';
import { ListedHead } from '../upstream-head.ts';

/** What Node's client says of a head. */
export interface ReceivedHead {
  readonly httpVersion: string;
  readonly statusCode?: number | undefined;
  readonly statusMessage?: string | undefined;
  /** Names and values in turn, in latin1. */
  readonly rawHeaders: readonly string[];
}

type Fields = ReadonlyArray<readonly [name: string, value: string]>;

const TOKEN = /^[!#$%&'*+.^_`|~\dA-Za-z-]+$/;

/** What no field may hold (RFC 9110 section 5.5); the lenient parser lets it in. */
const CONTROL = /[^\t\x20-\x7e\x80-\xff]/g;

/** What the client gets for the value of a field, by its lower-case name. */
export type RewriteValue = (name: string, value: string) => string;

const AS_IT_CAME: RewriteValue = (_, value) => value;

/** The final head of a response, or in words why it cannot be trusted. `isHead`: it answers a HEAD request. */
export function toResponseHead(
  received: ReceivedHead,
  isHead: boolean,
  isLenient: boolean,
  rewrite: RewriteValue = AS_IT_CAME,
): ListedHead | string {
  const { statusCode: status = 0 } = received;
  const lengths = findValues(received, 'content-length');
  const codings = findValues(received, 'transfer-encoding');
  const fault = isLenient ? findFault(received, lengths, codings) : null;
  if (fault !== null) return fault;
  const isChunked = codings.some((coding) => coding.toLowerCase().includes('chunked'));
  // A coding beats a length (RFC 9112 section 6.3), also to Node's parser, where the lenient one takes both.
  const contentLength = lengths.length === 0 || codings.length > 0 ? -1 : Number(lengths[0]);
  const isBodiless = isHead || status === 204 || status === 304;
  const framing = isBodiless ? 'none' : contentLength === -1 ? 'streamed' : 'length';
  return new ListedHead({ status, ...toPassed(received, rewrite), framing, contentLength, isChunked });
}

/** The head of a 1xx: it has no body, whatever it announces. */
export function toBodilessHead(received: ReceivedHead, rewrite: RewriteValue = AS_IT_CAME): ListedHead {
  const { statusCode: status = 0 } = received;
  return new ListedHead({
    status,
    ...toPassed(received, rewrite),
    framing: 'none',
    contentLength: -1,
    isChunked: false,
  });
}

/** The trailers that may be passed on. */
export function toTrailers(rawTrailers: readonly string[]): Trailers {
  return toFields(rawTrailers)
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => isPassedTrailer(name));
}

/** The head as the app sent it, near enough, for those who look for what is wrong with it. */
export function escapeHead({ httpVersion, statusCode, statusMessage, rawHeaders }: ReceivedHead): string {
  let text = `HTTP/${httpVersion} ${statusCode} ${statusMessage}\r\n`;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) text += `${rawHeaders[i]}: ${rawHeaders[i + 1]}\r\n`;
  return escapeBytes(Buffer.from(text, 'latin1'));
}

/** What the lenient parser takes, and nobody can rely on. The strict one sees only what berth's own has taken. */
function findFault(
  { statusCode: status = 0 }: ReceivedHead,
  lengths: readonly string[],
  codings: readonly string[],
): string | null {
  if (status < 200 || status > 999) return 'its status is not one of a response';
  if (lengths.some((length) => length !== lengths[0])) return 'its Content-Lengths differ';
  if (lengths.some((length) => !/^\d{1,15}$/.test(length))) return 'its Content-Length is not a plain number';
  // The body would be read as something that it is not.
  const isKnown = codings.every((coding) => /^(chunked|identity|)$/i.test(coding));
  return isKnown ? null : 'its Transfer-Encoding is not exactly "chunked"';
}

/** What of a head is for the client too. Upgrade is so only where it says what else could be spoken. */
function toPassed(received: ReceivedHead, rewrite: RewriteValue): { readonly reason: string; readonly fields: Fields } {
  const { statusCode, statusMessage = '', rawHeaders } = received;
  const nominated = new Set(findValues(received, 'connection').flatMap(parseConnectionTokens));
  const hasUpgrade = statusCode === 101 || statusCode === 426;
  const fields = toFields(rawHeaders).flatMap(([name, value]) => {
    const key = name.toLowerCase();
    const isPassed = key === 'upgrade' ? hasUpgrade : !nominated.has(key);
    return isPassed ? [[name, rewrite(key, value)] as const] : [];
  });
  return { reason: statusMessage.replace(CONTROL, ' '), fields };
}

function toFields(raw: readonly string[]): Fields {
  const fields: Array<[string, string]> = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    if (TOKEN.test(raw[i]!)) fields.push([raw[i]!, raw[i + 1]!.replace(CONTROL, ' ')]);
  }
  return fields;
}

function findValues({ rawHeaders }: ReceivedHead, wanted: string): string[] {
  return rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]!.toLowerCase() === wanted);
}
