import type { ForwardedFields } from '../core/header-rule.ts';
import { putBytes, putField, putLineEnd, putNumber, putText } from './bytes.ts';
import { EXPECT, type FieldNames, MAX_FORWARDS } from './field-name.ts';
import { measureValues, type NewValues } from './new-values.ts';
import type { RequestHead } from './request-head.ts';
import { encodeTarget } from './request-target.ts';

/** More than everything that the writer can add to what came, the request's Host apart. */
const ROOM_FOR_OWN_FIELDS = 768;

const QUESTION_MARK = 0x3f;

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
  /** What the client wants to switch to and may; '' for nothing. */
  readonly upgrade: string;
  /** What the app is told of the hops before it; a host of '' stands for the request's own. */
  toForwarded(): ForwardedFields;
}

/** Writes requests for the app, their heads anew from what was parsed, by the header rules. */
export class RequestWriter {
  /** Each with its colon. */
  readonly #idFields: readonly string[];
  /** What stays behind, by what is true of a request: `TRUSTED`, `HTTP10` and `COUNTED`, added up. */
  readonly #dropped: readonly Uint8Array[];
  /** Length of the request line that `put` wrote last: a Host that the client did not send is put in there. */
  lineLength = 0;

  constructor(names: FieldNames) {
    this.#idFields = names.idFields.map((name) => `${name}: `);
    this.#dropped = Array.from({ length: 8 }, (_, facts) => {
      const dropped = names.droppedFrom((facts & TRUSTED) !== 0).slice();
      if ((facts & HTTP10) !== 0) dropped[EXPECT] = 1;
      if ((facts & COUNTED) !== 0) dropped[MAX_FORWARDS] = 1;
      return dropped;
    });
  }

  /** An upper bound of the bytes that `put` writes. */
  room({ head, bodyStart, bodyEnd }: RequestContext, values: NewValues = null): number {
    // Host may be told twice, and a field without a space behind its colon gets one.
    const { fields, start, hostStart, hostEnd, targetStart, targetEnd } = head;
    const more = values === null ? 0 : measureValues(values);
    const encoding = head.isTargetRaw ? 2 * (targetEnd - targetStart) : 0;
    const headRoom = fields.end - start + fields.count + hostEnd - hostStart + more + encoding;
    return headRoom + ROOM_FOR_OWN_FIELDS + bodyEnd - bodyStart;
  }

  /**
   * Writes the head, with these values in place of those that came, and a body that is in hand; returns their length.
   * `isLast`: the connection is not used again.
   */
  put(out: Buffer, request: RequestContext, values: NewValues = null, isLast = false): number {
    const { head, bytes } = request;
    const { meaning } = head;
    let at = putLine(out, bytes, head);
    this.lineLength = at;
    at = head.fields.put(out, at, bytes, this.#chooseDropped(request), meaning.nominated, values);
    if (head.hasHost && head.hostStart === head.target.authorityStart) at = putHost(out, at, 'Host: ', bytes, head);
    if (meaning.isChunked) at = putText(out, at, 'Transfer-Encoding: chunked\r\n');
    else if (meaning.contentLength !== -1) at = putNumberField(out, at, 'Content-Length: ', meaning.contentLength);
    if (head.maxForwards > 0) at = putNumberField(out, at, 'Max-Forwards: ', head.maxForwards - 1);
    at = putForwarded(out, at, request);
    for (const field of this.#idFields) at = putField(out, at, field, request.requestId);
    if (request.upgrade !== '') at = putField(out, at, 'Connection: Upgrade\r\nUpgrade: ', request.upgrade);
    else if (isLast) at = putText(out, at, 'Connection: close\r\n');
    return putBytes(out, putLineEnd(out, at), bytes, request.bodyStart, request.bodyEnd);
  }

  #chooseDropped({ head, isTrusted }: RequestContext): Uint8Array {
    const trusted = isTrusted ? TRUSTED : 0;
    const http10 = head.isHttp10 ? HTTP10 : 0;
    return this.#dropped[trusted | http10 | (head.maxForwards === -1 ? 0 : COUNTED)]!;
  }
}

function putLine(out: Buffer, bytes: Buffer, head: RequestHead): number {
  const { pathStart, pathEnd } = head.target;
  let at = putText(out, 0, head.method);
  at = putText(out, at, ' ');
  if (pathStart === pathEnd) at = putText(out, at, head.method === 'OPTIONS' ? '*' : '/');
  else if (bytes[pathStart] === QUESTION_MARK) at = putText(out, at, '/');
  if (head.isTargetRaw) at = putText(out, at, encodeTarget(bytes.toString('latin1', pathStart, pathEnd)));
  else at = putBytes(out, at, bytes, pathStart, pathEnd);
  return putText(out, at, ' HTTP/1.1\r\n');
}

function putForwarded(out: Buffer, start: number, request: RequestContext): number {
  const { head, bytes } = request;
  const forwarded = request.toForwarded();
  let at = putField(out, start, 'X-Forwarded-For: ', forwarded.for);
  at = putField(out, at, 'X-Forwarded-Proto: ', forwarded.proto);
  if (forwarded.host !== '') return putField(out, at, 'X-Forwarded-Host: ', forwarded.host);
  return head.hasHost ? putHost(out, at, 'X-Forwarded-Host: ', bytes, head) : at;
}

function putHost(out: Buffer, start: number, nameAndColon: string, bytes: Buffer, head: RequestHead): number {
  const at = putText(out, start, nameAndColon);
  return putLineEnd(out, putBytes(out, at, bytes, head.hostStart, head.hostEnd));
}

function putNumberField(out: Buffer, at: number, nameAndColon: string, value: number): number {
  return putLineEnd(out, putNumber(out, putText(out, at, nameAndColon), value));
}
