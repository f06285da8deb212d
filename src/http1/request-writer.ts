import { toForwardedFields } from '../core/header-rule.ts';
import type { ForwardedSettings } from '../core/settings.ts';
import { putBytes, putField, putLineEnd, putNumber, putText } from './byte-writer.ts';
import { EXPECT, type FieldNames, X_FORWARDED_FOR, X_FORWARDED_HOST, X_FORWARDED_PROTO } from './field-name.ts';
import { putFields } from './field-writer.ts';
import type { RequestHead } from './request-head.ts';

/** More than everything that the writer can add to what came, the request id and the forwarded fields apart. */
const ROOM_FOR_OWN_FIELDS = 768;

/** What the request writer needs besides the parsed head. */
export interface RequestContext {
  readonly requestId: string;
  /** The client's address. */
  readonly peer: string;
  readonly keepsUpstream: boolean;
  readonly isUpgrade: boolean;
}

/** Writes request heads for the app, anew from what was parsed, by the shared header rules. */
export class RequestWriter {
  readonly #forwarded: ForwardedSettings;
  readonly #isDropped: Uint8Array;
  /** HTTP/1.0 knows no interim responses, so its Expect means nothing (RFC 9110 section 10.1.1). */
  readonly #isDroppedFromHttp10: Uint8Array;
  /** Length of the request line that `put` wrote last: a Host that the client did not send is put in there. */
  lineLength = 0;

  constructor(names: FieldNames, forwarded: ForwardedSettings) {
    this.#forwarded = forwarded;
    this.#isDropped = names.isDropped.slice();
    this.#isDropped[X_FORWARDED_FOR] = 1;
    this.#isDropped[X_FORWARDED_PROTO] = 1;
    this.#isDropped[X_FORWARDED_HOST] = 1;
    this.#isDroppedFromHttp10 = this.#isDropped.slice();
    this.#isDroppedFromHttp10[EXPECT] = 1;
  }

  /** An upper bound of the bytes that `put` writes for a head of this many bytes. */
  room(headBytes: number): number {
    return 2 * headBytes + ROOM_FOR_OWN_FIELDS;
  }

  /** Writes the head at the start of `out` and returns its length. */
  put(out: Buffer, bytes: Buffer, head: RequestHead, context: RequestContext): number {
    const { fields, meaning } = head;
    let at = this.#putLine(out, bytes, head);
    this.lineLength = at;
    const isDropped = head.isHttp10 ? this.#isDroppedFromHttp10 : this.#isDropped;
    at = putFields(out, at, bytes, fields, isDropped, meaning.nominated);
    if (hasOnlyTargetHost(head)) at = this.#putHost(out, at, 'Host: ', bytes, head);
    if (meaning.isChunked) at = putText(out, at, 'Transfer-Encoding: chunked\r\n');
    else if (meaning.contentLength !== -1) {
      at = putLineEnd(out, putNumber(out, putText(out, at, 'Content-Length: '), meaning.contentLength));
    }
    at = this.#putForwarded(out, at, bytes, head, context.peer);
    at = putField(out, at, 'X-Request-Id: ', context.requestId);
    if (context.isUpgrade) {
      at = putField(out, at, 'Connection: Upgrade\r\nUpgrade: ', fields.valueOf(bytes, meaning.upgradeField));
    } else if (!context.keepsUpstream) at = putText(out, at, 'Connection: close\r\n');
    return putLineEnd(out, at);
  }

  #putLine(out: Buffer, bytes: Buffer, head: RequestHead): number {
    const { pathStart, pathEnd } = head.target;
    let at = putText(out, 0, head.method);
    at = putText(out, at, ' ');
    if (pathStart === pathEnd) at = putText(out, at, head.method === 'OPTIONS' ? '*' : '/');
    else if (bytes[pathStart] === QUESTION_MARK) at = putText(out, at, '/');
    at = putBytes(out, at, bytes, pathStart, pathEnd);
    return putText(out, at, ' HTTP/1.1\r\n');
  }

  #putHost(out: Buffer, start: number, name: string, bytes: Buffer, head: RequestHead): number {
    const at = putText(out, start, name);
    return putLineEnd(out, putBytes(out, at, bytes, head.hostStart, head.hostEnd));
  }

  #putForwarded(out: Buffer, start: number, bytes: Buffer, head: RequestHead, peer: string): number {
    const incoming = this.#forwarded.trust ? readForwarded(bytes, head) : NOTHING_FORWARDED;
    const fields = toForwardedFields(incoming, peer, '', this.#forwarded);
    let at = putField(out, start, 'X-Forwarded-For: ', fields.for);
    at = putField(out, at, 'X-Forwarded-Proto: ', fields.proto);
    if (fields.host !== '') return putField(out, at, 'X-Forwarded-Host: ', fields.host);
    return hasHost(head) ? this.#putHost(out, at, 'X-Forwarded-Host: ', bytes, head) : at;
  }
}

const QUESTION_MARK = 0x3f;
const NOTHING_FORWARDED = { for: '', proto: '', host: '' };

/** False only for an HTTP/1.0 client that names no host. */
export function hasHost(head: RequestHead): boolean {
  return head.hostEnd !== head.hostStart;
}

function hasOnlyTargetHost(head: RequestHead): boolean {
  return hasHost(head) && head.hostStart === head.target.authorityStart;
}

function readForwarded(bytes: Buffer, head: RequestHead): { for: string; proto: string; host: string } {
  const { fields } = head;
  const incoming = { for: '', proto: '', host: '' };
  for (let i = 0; i < fields.count; i++) {
    const id = fields.ids[i];
    if (id === X_FORWARDED_FOR) incoming.for = join(incoming.for, fields.valueOf(bytes, i));
    else if (id === X_FORWARDED_PROTO) incoming.proto = join(incoming.proto, fields.valueOf(bytes, i));
    else if (id === X_FORWARDED_HOST) incoming.host = join(incoming.host, fields.valueOf(bytes, i));
  }
  return incoming;
}

function join(before: string, value: string): string {
  return before === '' || value === '' ? before + value : `${before}, ${value}`;
}
