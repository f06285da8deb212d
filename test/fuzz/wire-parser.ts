import { type BodyFraming, BodyReader } from '../../src/http1/body-reader.ts';
import { createRequestFieldNames, createResponseFieldNames } from '../../src/http1/field-name.ts';
import { type FieldSection, NEED_MORE, REFUSED } from '../../src/http1/field-section.ts';
import { HeadCollector, type HeadParser } from '../../src/http1/message-head.ts';
import { RequestHead } from '../../src/http1/request-head.ts';
import { ResponseHead } from '../../src/http1/response-head.ts';
import type { ParsedMessage, ParseOutcome } from './parsed-message.ts';

const REQUEST_NAMES = createRequestFieldNames(['x-fc-request-id'], []);
const RESPONSE_NAMES = createResponseFieldNames();
const LIMITS = { headBytes: 65_536, fields: 200, requestLineBytes: 16_384, bodyBytes: 0 };

const NOTHING: ReadonlySet<string> = new Set();

type Head = RequestHead | ResponseHead;

/** Parses the first message with berth's parsers, fed with these pieces one after the other. */
export function parseWithWire(pieces: readonly Buffer[], kind: 'request' | 'response'): ParseOutcome {
  const head = kind === 'request' ? new RequestHead(REQUEST_NAMES, LIMITS) : new ResponseHead(RESPONSE_NAMES, 65_536);
  const collector = new HeadCollector();
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i]!;
    const headEnd = collector.feed(head as HeadParser, piece, 0, piece.length);
    if (headEnd === REFUSED) return { kind: 'refused', fault: head.fault };
    if (headEnd === NEED_MORE) continue;
    const body = collector.bytes.subarray(headEnd, collector.end);
    return readBody(head, collector.bytes, [body, ...pieces.slice(i + 1)], Buffer.concat(pieces).length);
  }
  return { kind: 'incomplete' };
}

function readBody(head: Head, headBytes: Buffer, pieces: readonly Buffer[], total: number): ParseOutcome {
  const isResponse = head instanceof ResponseHead;
  const reader = isResponse ? new BodyReader(RESPONSE_NAMES) : new BodyReader(REQUEST_NAMES);
  const { contentLength } = head.meaning;
  const framing = chooseFraming(head);
  reader.begin(framing, Math.max(0, contentLength));
  let body = '';
  let left = pieces.reduce((sum, piece) => sum + piece.length, 0);
  for (const piece of pieces) {
    for (let pos = 0; pos < piece.length && !reader.isDone; ) {
      const next = reader.advance(piece, pos, piece.length);
      if (next === REFUSED) return { kind: 'refused', fault: reader.fault };
      body += piece.toString('latin1', reader.pieceStart, reader.pieceEnd);
      left -= next - pos;
      pos = next;
    }
  }
  if (!reader.isDone && framing !== 'until-close') return { kind: 'incomplete' };
  const trailers = reader.takeTrailers(NOTHING);
  return { kind: 'message', message: toMessage(head, headBytes, body, trailers, total - left) };
}

function chooseFraming(head: Head): BodyFraming {
  const { isChunked, contentLength } = head.meaning;
  if (head instanceof ResponseHead && (head.status < 200 || head.status === 204 || head.status === 304)) return 'none';
  if (isChunked) return 'chunked';
  if (contentLength !== -1) return 'length';
  return head instanceof ResponseHead ? 'until-close' : 'none';
}

function toMessage(
  head: Head,
  bytes: Buffer,
  body: string,
  trailers: ParsedMessage['trailers'],
  length: number,
): ParsedMessage {
  const start =
    head instanceof ResponseHead
      ? String(head.status)
      : `${head.method} ${bytes.toString('latin1', head.targetStart, head.targetEnd)}`;
  return { start, fields: toPairs(head.fields, bytes), body, trailers, length };
}

function toPairs(fields: FieldSection, bytes: Buffer): Array<[string, string]> {
  return Array.from({ length: fields.count }, (_, i) => {
    return [fields.spellingOf(bytes, i), fields.valueOf(bytes, i)];
  });
}
