import type { ForwardedLines } from '../core/header-rule.ts';
import { putAll, putBytes, putField, putLineEnd, putNumber, putText, toNameBytes } from './bytes.ts';
import { EXPECT, type FieldNames, MAX_FORWARDS } from './field-name.ts';
import { measureValues, type NewValues } from './new-values.ts';
import type { RequestHead } from './request-head.ts';
import { encodeTarget } from './request-target.ts';

/** More than everything that the writer can add to what came, the request's Host apart. */
const ROOM_FOR_OWN_FIELDS = 768;

const QUESTION_MARK = 0x3f;

const VERSION = Buffer.from(' HTTP/1.1\r\n', 'latin1');
const HOST_NAME = toNameBytes('Host');
const X_FORWARDED_FOR_NAME = toNameBytes('X-Forwarded-For');
const X_FORWARDED_PROTO_NAME = toNameBytes('X-Forwarded-Proto');
const X_FORWARDED_HOST_NAME = toNameBytes('X-Forwarded-Host');
/** Where an app is told that its paths have another beginning in public. */
export const PREFIX_FIELD = 'X-Forwarded-Prefix';
const PREFIX_NAME = toNameBytes(PREFIX_FIELD);
const TRACEPARENT_NAME = toNameBytes('traceparent');
const CONTENT_LENGTH_NAME = toNameBytes('Content-Length');
const MAX_FORWARDS_NAME = toNameBytes('Max-Forwards');
const UPGRADE_NAMES = toNameBytes('Connection: Upgrade\r\nUpgrade');

const TRUSTED = 1;
/** HTTP/1.0 knows no interim responses, so its Expect means nothing (RFC 9110 section 10.1.1). */
const HTTP10 = 2;
/** Its Max-Forwards is written anew. */
const COUNTED = 4;

/** A request as it is to be written. */
export interface RequestContext {
  readonly head: RequestHead;
  /** What the positions of `head` and of the body point into. */
  readonly bytes: Buffer;
  /** A whole body that travels with the head; an empty range for none. */
  readonly bodyStart: number;
  readonly bodyEnd: number;
  readonly requestId: string;
  readonly isTrusted: boolean;
  /** A field of that name which berth adds; '' for none. */
  readonly traceparent: string;
  /** What is put before the path; '' for nothing: then an empty path is written as what it stands for. */
  readonly pathPrefix: string;
  /** What the app is told of the public prefix of its paths; '' for nothing. */
  readonly forwardedPrefix: string;
  /** What the client wants to switch to and may; '' for nothing. */
  readonly upgrade: string;
  /** What the app is told of the hops before it; a host of '' stands for the request's own. */
  toForwarded(): ForwardedLines;
}

/** Writes requests for the app, their heads anew from what was parsed, by the header rules. */
export class RequestWriter {
  readonly #idNames: readonly Buffer[];
  /** What stays behind, by what is true of a request: `TRUSTED`, `HTTP10` and `COUNTED`, added up. */
  readonly #dropped: readonly Uint8Array[];
  /** Length of the request line that `put` wrote last: a Host that the client did not send is put in there. */
  lineLength = 0;

  constructor(names: FieldNames) {
    this.#idNames = names.idFields.map(toNameBytes);
    this.#dropped = Array.from({ length: 8 }, (_, facts) => {
      const dropped = names.droppedFrom((facts & TRUSTED) !== 0).slice();
      if ((facts & HTTP10) !== 0) dropped[EXPECT] = 1;
      if ((facts & COUNTED) !== 0) dropped[MAX_FORWARDS] = 1;
      return dropped;
    });
  }

  /** An upper bound of the bytes that `put` writes. */
  room(request: RequestContext, values: NewValues = null): number {
    const { head, bodyStart, bodyEnd, pathPrefix, forwardedPrefix } = request;
    // Host may be told twice, and a field without a space behind its colon gets one.
    const { fields, start, hostStart, hostEnd, targetStart, targetEnd } = head;
    const more = values === null ? 0 : measureValues(values);
    const encoding = head.isTargetRaw ? 2 * (targetEnd - targetStart) : 0;
    const headRoom = fields.end - start + fields.count + hostEnd - hostStart + more + encoding;
    const prefixRoom = pathPrefix.length + forwardedPrefix.length;
    return headRoom + prefixRoom + ROOM_FOR_OWN_FIELDS + bodyEnd - bodyStart;
  }

  /**
   * Writes the head, with these values in place of those that came, and a body that is in hand; returns their length.
   * `isLast`: the connection is not used again.
   */
  put(out: Buffer, request: RequestContext, values: NewValues = null, isLast = false): number {
    const { head, bytes } = request;
    const { meaning } = head;
    let at = putLine(out, bytes, head, request.pathPrefix);
    this.lineLength = at;
    at = head.fields.put(out, at, bytes, this.#chooseDropped(request), meaning.nominated, values);
    if (head.hasHost && head.hostStart === head.target.authorityStart) at = putHost(out, at, HOST_NAME, bytes, head);
    if (meaning.isChunked) at = putText(out, at, 'Transfer-Encoding: chunked\r\n');
    else if (meaning.contentLength !== -1) at = putNumberField(out, at, CONTENT_LENGTH_NAME, meaning.contentLength);
    if (head.maxForwards > 0) at = putNumberField(out, at, MAX_FORWARDS_NAME, head.maxForwards - 1);
    at = putForwarded(out, at, request);
    at = this.#putIds(out, at, request.requestId);
    if (request.forwardedPrefix !== '') at = putField(out, at, PREFIX_NAME, request.forwardedPrefix);
    if (request.traceparent !== '') at = putField(out, at, TRACEPARENT_NAME, request.traceparent);
    if (request.upgrade !== '') at = putField(out, at, UPGRADE_NAMES, request.upgrade);
    else if (isLast) at = putText(out, at, 'Connection: close\r\n');
    return putBytes(out, putLineEnd(out, at), bytes, request.bodyStart, request.bodyEnd);
  }

  // An id has been put together, and is slow to read: it is copied from where it stands already.
  #putIds(out: Buffer, start: number, requestId: string): number {
    const names = this.#idNames;
    const idStart = putAll(out, start, names[0]!);
    const idEnd = putText(out, idStart, requestId);
    let at = putLineEnd(out, idEnd);
    for (let i = 1; i < names.length; i++) {
      at = putAll(out, at, names[i]!);
      at = putLineEnd(out, putBytes(out, at, out, idStart, idEnd));
    }
    return at;
  }

  #chooseDropped({ head, isTrusted }: RequestContext): Uint8Array {
    const trusted = isTrusted ? TRUSTED : 0;
    const http10 = head.isHttp10 ? HTTP10 : 0;
    return this.#dropped[trusted | http10 | (head.maxForwards === -1 ? 0 : COUNTED)]!;
  }
}

function putLine(out: Buffer, bytes: Buffer, head: RequestHead, prefix: string): number {
  const { pathStart, pathEnd } = head.target;
  let at = putText(out, 0, head.method);
  at = putText(out, at, ' ');
  if (prefix !== '') at = putText(out, at, prefix);
  else if (pathStart === pathEnd) at = putText(out, at, head.method === 'OPTIONS' ? '*' : '/');
  else if (bytes[pathStart] === QUESTION_MARK) at = putText(out, at, '/');
  if (head.isTargetRaw) at = putText(out, at, encodeTarget(bytes.toString('latin1', pathStart, pathEnd)));
  else at = putBytes(out, at, bytes, pathStart, pathEnd);
  return putAll(out, at, VERSION);
}

function putForwarded(out: Buffer, start: number, request: RequestContext): number {
  const { head, bytes } = request;
  const forwarded = request.toForwarded();
  const at = putForAndProto(out, start, forwarded);
  if (forwarded.host !== '') return putField(out, at, X_FORWARDED_HOST_NAME, forwarded.host);
  return head.hasHost ? putHost(out, at, X_FORWARDED_HOST_NAME, bytes, head) : at;
}

function putForAndProto(out: Buffer, start: number, { lines, for: hops, proto }: ForwardedLines): number {
  if (lines !== null) return putAll(out, start, lines);
  return putField(out, putField(out, start, X_FORWARDED_FOR_NAME, hops), X_FORWARDED_PROTO_NAME, proto);
}

function putHost(out: Buffer, start: number, nameAndColon: Buffer, bytes: Buffer, head: RequestHead): number {
  const at = putAll(out, start, nameAndColon);
  return putLineEnd(out, putBytes(out, at, bytes, head.hostStart, head.hostEnd));
}

function putNumberField(out: Buffer, at: number, nameAndColon: Buffer, value: number): number {
  return putLineEnd(out, putNumber(out, putAll(out, at, nameAndColon), value));
}
