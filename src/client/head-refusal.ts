import type { RefusedHead } from '../call/dispatcher.ts';
import { formatDuration } from '../core/duration.ts';
import { escapeBytes } from '../core/escape-bytes.ts';
import type { ProxySettings } from '../core/proxy-settings.ts';
import { formatSize } from '../core/size.ts';
import type { FailureAnswer } from '../failures/answer.ts';
import { describeDescriptorLimit, MOST_DESCRIPTORS } from '../failures/descriptor-limit.ts';
import { diagnoseUnknownBytes, recogniseForeignRequest } from '../failures/diagnosis/bad-request.ts';
import { Failure } from '../failures/failure.ts';
import { isAll, TOKEN } from '../http1/grammar.ts';
import type { RequestHead } from '../http1/request-head.ts';
import { toAnswerBytes } from '../http1/response-writer.ts';

/** How much of a refused head its record shows. */
const MOST_METHOD_BYTES = 32;
const MOST_PATH_BYTES = 256;

/** Enough to see a version behind an everyday target. */
const MOST_LINE_BYTES = 512;

/** berth's own needs: connections to the app and to what its probes ask, files, pipes of a process that starts. */
const MOST_OWN_DESCRIPTORS = 32;

/** From this descriptor on a connection is answered that it is one too many, as long as there are any for that. */
export const MOST_CLIENT_DESCRIPTORS: number =
  MOST_DESCRIPTORS - Math.min(MOST_OWN_DESCRIPTORS, Math.floor(MOST_DESCRIPTORS / 8));

/** What the log is told once, when it has come so far. */
export function toShortageWarning(): string {
  return `nearly all of ${describeDescriptorLimit('EMFILE')} open files are in use: idle connections of clients are closed for new ones, and calls are refused when there are none; raise the limit where berth is started (\`ulimit -n\`)`;
}

/** The failure of a connection that is one too many. */
export function toTooManyRefusal(): Failure {
  const limit = describeDescriptorLimit('EMFILE')!;
  return new Failure('DESCRIPTORS_EXHAUSTED', { task: 'A connection of a client could not be served', limit });
}

/** The failure of a head that the parser refused; `bytes` are what its positions point into. */
export function toHeadRefusal(head: RequestHead, bytes: Buffer, { limits }: ProxySettings): Failure {
  if (head.faultCode === 'URI_TOO_LONG') {
    return new Failure('URI_TOO_LONG', { limit: formatSize(limits.requestLineBytes) });
  }
  if (head.faultCode === 'REQUEST_MALFORMED') return toMalformed(head, bytes, head.fault);
  const reason = head.fields.isTooMany
    ? `more than ${limits.fields} fields`
    : `more than ${formatSize(limits.headBytes)}`;
  return new Failure('HEADERS_TOO_LARGE', { reason });
}

/** The failure of a head that did not come in time. */
export function toHeadTimeout({ clientTimeouts }: ProxySettings): Failure {
  const limit = formatDuration(clientTimeouts.headMs);
  return new Failure('REQUEST_TIMEOUT', { phase: 'the request head', limit, key: 'head' });
}

/** The failure of a head that a client broke off. */
export function toHeadCut(head: RequestHead, bytes: Buffer): Failure {
  return toMalformed(head, bytes, 'it ends in the middle of its head');
}

/** What was read of a refused head, so far as it came. */
export function readRefusedHead(head: RequestHead, bytes: Buffer, client: string): RefusedHead {
  return { client, method: readMethod(head, bytes), path: readPath(head, bytes), accept: readAccept(head, bytes) };
}

/** The bytes that tell a client of the refusal of its head. Nearly whatever it speaks, it says so when it meets HTTP/1. */
export function toRefusalBytes(answer: FailureAnswer, { method, path }: RefusedHead): Buffer {
  return method === 'PRI' && path === '*' ? toGoaway(answer.body) : toAnswerBytes(answer, 'close', method === 'HEAD');
}

/** In HTTP/2: the settings that must come first, and GOAWAY with HTTP_1_1_REQUIRED (RFC 9113 sections 3.4 and 6.8). */
function toGoaway(debugData: Buffer): Buffer {
  const settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
  const head = Buffer.from([...settings, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, HTTP_1_1_REQUIRED]);
  head.writeUIntBE(8 + debugData.length, settings.length, 3);
  return Buffer.concat([head, debugData]);
}

const HTTP_1_1_REQUIRED = 0x0d;

function toMalformed(head: RequestHead, bytes: Buffer, fault: string): Failure {
  const line = bytes.subarray(head.start);
  const foreign = recogniseForeignRequest(escapeBytes(line, MOST_LINE_BYTES));
  if (foreign !== null) return new Failure('REQUEST_MALFORMED', { reason: foreign.reason }, foreign);
  const isBegun = head.method !== '' || isAll(TOKEN, bytes, head.start, head.start + 1);
  const diagnosis = isBegun ? null : diagnoseUnknownBytes(escapeBytes(line));
  return new Failure('REQUEST_MALFORMED', { reason: fault }, { diagnosis });
}

function readMethod({ start }: RequestHead, bytes: Buffer): string {
  let end = start;
  while (end < bytes.length && TOKEN[bytes[end]!] === 1) end++;
  return escapeBytes(bytes.subarray(start, end), MOST_METHOD_BYTES);
}

/**
 * Without what a target may hold of secrets: its query, and a name and password before its host. Other protocols say
 * passwords in their first words (`AUTH …`, `PASS …`).
 */
function readPath({ method, targetStart }: RequestHead, bytes: Buffer): string {
  if (method === '') return '';
  const rest = bytes.toString('latin1', targetStart, Math.min(bytes.length, targetStart + 2 * MOST_LINE_BYTES));
  const isTarget = method === 'CONNECT' || /^(?:\/|\*(?:\s|$)|\w+:\/\/|[^\r\n]* HTTP\/)/.test(rest);
  if (!isTarget) return '';
  const path = rest.replace(/[ \r\n?].*$/s, '').replace(/^(\w+:\/\/)[^/]*@/, '$1');
  return escapeBytes(Buffer.from(path, 'latin1'), MOST_PATH_BYTES);
}

function readAccept(head: RequestHead, bytes: Buffer): string {
  for (let i = 0; i < head.fields.count; i++) {
    if (head.fields.nameOf(bytes, i) === 'accept') return head.fields.valueOf(bytes, i);
  }
  return '';
}
