import type { FailureAnswer } from '../failures/answer.ts';
import { putBytes, putField, putLineEnd, putNumber, putText } from './byte-writer.ts';
import type { FieldNames } from './field-name.ts';
import { putFields } from './field-writer.ts';
import type { ResponseHead } from './response-head.ts';

const ROOM_FOR_OWN_FIELDS = 512;

/** How the client is told where the body ends. `given`: the number of the upstream's Content-Length. */
export type ClientFraming = 'nothing' | 'given' | 'chunked';

/** What the client is told of its connection; `default` where the version says it. */
export type ClientPersistence = 'default' | 'close' | 'keep-alive';

/** What the response writer needs besides the parsed head. */
export interface ResponseContext {
  readonly requestId: string;
  readonly framing: ClientFraming;
  readonly persistence: ClientPersistence;
}

/** Writes response heads for the client, anew from what was parsed. */
export class ResponseWriter {
  readonly #isDropped: Uint8Array;

  constructor(names: FieldNames) {
    this.#isDropped = names.isDropped;
  }

  /** An upper bound of the bytes that the writer makes of a head of this many bytes. */
  room(headBytes: number): number {
    return 2 * headBytes + ROOM_FOR_OWN_FIELDS;
  }

  /** Writes the head of a final response at the start of `out` and returns its length. */
  put(out: Buffer, bytes: Buffer, head: ResponseHead, context: ResponseContext): number {
    let at = this.#putLineAndFields(out, bytes, head);
    if (context.framing === 'chunked') at = putText(out, at, 'Transfer-Encoding: chunked\r\n');
    else if (context.framing === 'given') {
      at = putLineEnd(out, putNumber(out, putText(out, at, 'Content-Length: '), head.meaning.contentLength));
    }
    at = putField(out, at, 'X-Request-Id: ', context.requestId);
    if (context.persistence === 'close') at = putText(out, at, 'Connection: close\r\n');
    else if (context.persistence === 'keep-alive') at = putText(out, at, 'Connection: keep-alive\r\n');
    return putLineEnd(out, at);
  }

  /** Writes the head of an interim response (1xx). */
  putInterim(out: Buffer, bytes: Buffer, head: ResponseHead): number {
    return putLineEnd(out, this.#putLineAndFields(out, bytes, head));
  }

  /** Writes the head of a switch of protocols (101); it must have an Upgrade field. */
  putSwitch(out: Buffer, bytes: Buffer, head: ResponseHead, requestId: string): number {
    let at = this.#putLineAndFields(out, bytes, head);
    at = putField(out, at, 'X-Request-Id: ', requestId);
    at = putField(out, at, 'Connection: Upgrade\r\nUpgrade: ', head.fields.valueOf(bytes, head.meaning.upgradeField));
    return putLineEnd(out, at);
  }

  #putLineAndFields(out: Buffer, bytes: Buffer, head: ResponseHead): number {
    let at = putText(out, 0, 'HTTP/1.1 ');
    at = putNumber(out, at, head.status);
    at = putText(out, at, ' ');
    at = putBytes(out, at, bytes, head.reasonStart, head.reasonEnd);
    at = putLineEnd(out, at);
    return putFields(out, at, bytes, head.fields, this.#isDropped, head.meaning.nominated);
  }
}

/** An answer of berth's own as bytes; without its body for HEAD, whose length the head still tells. */
export function toAnswerBytes(answer: FailureAnswer, persistence: ClientPersistence, isHead: boolean): Buffer {
  const lines = [`HTTP/1.1 ${answer.status} ${REASONS[answer.status] ?? ''}`];
  for (const [name, value] of answer.fields) lines.push(`${name}: ${value}`);
  lines.push(`date: ${new Date().toUTCString()}`);
  if (persistence !== 'default') lines.push(`connection: ${persistence}`);
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return isHead ? head : Buffer.concat([head, answer.body]);
}

/** RFC 9110 section 15, for what berth says itself: to a lifecycle hook, and with the statuses of the failure catalogue. */
const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'Bad Request',
  408: 'Request Timeout',
  413: 'Content Too Large',
  414: 'URI Too Long',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};
