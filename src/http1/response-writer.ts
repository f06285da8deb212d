import type { FailureAnswer } from '../failures/answer.ts';
import { putAll, putField, putLineEnd, putNumber, putText, toNameBytes } from './bytes.ts';

/** How the client is told where the body ends. `given`: by the number of the upstream's Content-Length. */
export type ClientFraming = 'nothing' | 'given' | 'chunked';

/** What the client is told of its connection; `default` where the version says it. */
export type ClientPersistence = 'default' | 'close' | 'keep-alive';

/** What a response for the client has besides the app's own fields. */
export interface OwnFields {
  readonly requestId: string;
  /** What the app itself says in X-Request-Id, which stays; '' for nothing. */
  readonly appRequestId: string;
  readonly framing: ClientFraming;
  /** For the framing `given`. */
  readonly contentLength: number;
  readonly persistence: ClientPersistence;
  /** What a 101 switches to or a 426 asks for (RFC 9110 section 15.5.22), else ''. */
  readonly upgrade: string;
  /** The app has dated its response; if not, we do (RFC 9110 section 6.6.1). */
  readonly hasDate: boolean;
}

const CONTENT_LENGTH_NAME = toNameBytes('Content-Length');
const DATE_NAME = toNameBytes('Date');
const X_REQUEST_ID_NAME = toNameBytes('X-Request-Id');
const X_BERTH_REQUEST_ID_NAME = toNameBytes('X-Berth-Request-Id');

/** An upper bound of the bytes that `putOwnFields` writes, the value of Upgrade apart. */
export const OWN_FIELDS_ROOM = 384;

/** Writes the fields of berth's own behind those of the app, and the empty line. Returns the position after it. */
export function putOwnFields(out: Buffer, start: number, own: OwnFields): number {
  let at = start;
  if (own.framing === 'chunked') at = putText(out, at, 'Transfer-Encoding: chunked\r\n');
  else if (own.framing === 'given') {
    at = putLineEnd(out, putNumber(out, putAll(out, at, CONTENT_LENGTH_NAME), own.contentLength));
  }
  if (!own.hasDate) at = putField(out, at, DATE_NAME, clock.read());
  if (own.appRequestId === '') at = putField(out, at, X_REQUEST_ID_NAME, own.requestId);
  else if (own.appRequestId !== own.requestId) at = putField(out, at, X_BERTH_REQUEST_ID_NAME, own.requestId);
  if (own.upgrade !== '') at = putField(out, at, CONNECTION_AND_UPGRADE[own.persistence], own.upgrade);
  else if (own.persistence === 'close') at = putText(out, at, 'Connection: close\r\n');
  else if (own.persistence === 'keep-alive') at = putText(out, at, 'Connection: keep-alive\r\n');
  return putLineEnd(out, at);
}

const CONNECTION_AND_UPGRADE: Readonly<Record<ClientPersistence, Buffer>> = {
  default: toNameBytes('Connection: Upgrade\r\nUpgrade'),
  close: toNameBytes('Connection: close, Upgrade\r\nUpgrade'),
  'keep-alive': toNameBytes('Connection: keep-alive, Upgrade\r\nUpgrade'),
};

/** An answer of berth's own as bytes; without its body for HEAD, whose length the head still tells. */
export function toAnswerBytes(answer: FailureAnswer, persistence: ClientPersistence, isHead: boolean): Buffer {
  const lines = [`HTTP/1.1 ${answer.status} ${REASONS[answer.status] ?? ''}`];
  for (const [name, value] of answer.fields) lines.push(`${name}: ${value}`);
  lines.push(`date: ${clock.read()}`);
  if (persistence !== 'default') lines.push(`connection: ${persistence}`);
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return isHead ? head : Buffer.concat([head, answer.body]);
}

/** The time as Date tells it, made once a second: one string serves all responses. */
class DateClock {
  #second = 0;
  #text = '';

  read(): string {
    const second = Math.floor(Date.now() / 1_000);
    if (second !== this.#second) {
      this.#second = second;
      this.#text = new Date(second * 1_000).toUTCString();
    }
    return this.#text;
  }
}

const clock = new DateClock();

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
