import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { HOP_BY_HOP_HEADERS, NEVER_FORWARDED, withLines } from '../../src/core/header-rule.ts';
import { BodyReader } from '../../src/http1/body-reader.ts';
import { CHUNK_OVERHEAD, putChunk, toLastChunk } from '../../src/http1/bytes.ts';
import { createRequestFieldNames, createResponseFieldNames } from '../../src/http1/field-name.ts';
import { RequestHead } from '../../src/http1/request-head.ts';
import { type RequestContext, RequestWriter } from '../../src/http1/request-writer.ts';
import { ResponseHead } from '../../src/http1/response-head.ts';
import { OWN_FIELDS_ROOM, putOwnFields } from '../../src/http1/response-writer.ts';
import { PARAMETERS, RUNS, requestBytes, responseBytes } from './message-arbitrary.ts';
import { parseWithNode } from './node-parser.ts';
import type { ParsedMessage } from './parsed-message.ts';
import { parseWithWire } from './wire-parser.ts';

const TIMEOUT_MS = 120_000 + RUNS;
const NAMES = createRequestFieldNames(['x-fc-request-id'], []);
const LIMITS = { headBytes: 65_536, fields: 200, requestLineBytes: 16_384, bodyBytes: 0 };
const REQUEST_WRITER = new RequestWriter(NAMES);
const FORWARDED = { for: '10.0.0.1', proto: 'http', host: '' };

const STAYS_BEHIND = new Set([...HOP_BY_HOP_HEADERS, ...NEVER_FORWARDED]);
STAYS_BEHIND.delete('transfer-encoding');

/** Fields that the app must be able to rely on: none that looks like one of them may reach it. */
const WRITTEN = new Set(['content-length', 'transfer-encoding', 'x-request-id', 'x-forwarded-for']);

/** What the app gets for a request that is accepted, as it would be sent. */
function rewriteRequest(bytes: Buffer): Buffer {
  const head = new RequestHead(NAMES, LIMITS);
  head.begin(0);
  const headEnd = head.parse(bytes, 0, bytes.length);
  const { isChunked, contentLength } = head.meaning;
  const request: RequestContext = {
    head,
    bytes,
    bodyStart: headEnd,
    bodyEnd: headEnd + Math.max(0, contentLength),
    requestId: 'id',
    isTrusted: false,
    upgrade: '',
    traceparent: '',
    pathPrefix: '',
    forwardedPrefix: '',
    toForwarded: () => withLines(FORWARDED),
  };
  const out = Buffer.alloc(REQUEST_WRITER.room(request));
  const length = REQUEST_WRITER.put(out, request);
  return Buffer.concat([out.subarray(0, length), isChunked ? rewriteChunks(bytes.subarray(headEnd)) : EMPTY]);
}

function rewriteChunks(body: Buffer): Buffer {
  const bytes = Buffer.from(body);
  const reader = new BodyReader(NAMES);
  reader.begin('chunked', -1);
  reader.gather(bytes, 0, bytes.length);
  const out = Buffer.alloc(bytes.length + CHUNK_OVERHEAD);
  const end = putChunk(out, 0, bytes, reader.pieceStart, reader.pieceEnd);
  return Buffer.concat([out.subarray(0, end), toLastChunk(reader.takeTrailers(new Set()))]);
}

const EMPTY = Buffer.alloc(0);

/** The message as Node's parser understands what was written; it must be exactly one. */
function readBack(bytes: Buffer, kind: 'request' | 'response'): ParsedMessage | 'unknown method' {
  const outcome = parseWithNode(bytes, kind);
  if (outcome.kind === 'refused' && outcome.fault === 'HPE_INVALID_METHOD') return 'unknown method';
  if (outcome.kind !== 'message') throw new Error(`not whole: ${JSON.stringify(outcome)}`);
  expect(outcome.message.length).toBe(bytes.length);
  return outcome.message;
}

test('what the app gets is one request, with the body of the client and no field that stays behind', {
  timeout: TIMEOUT_MS,
}, () => {
  void fc.assert(
    fc.property(requestBytes, (bytes) => {
      const ours = parseWithWire([bytes], 'request');
      if (ours.kind !== 'message') return;
      const theirs = readBack(rewriteRequest(bytes), 'request');
      if (theirs === 'unknown method') return;
      expect(theirs.body).toBe(ours.message.body);
      const names = theirs.fields.map(([name]) => name.toLowerCase());
      expect(names.filter((name) => STAYS_BEHIND.has(name))).toEqual([]);
      for (const name of ['host', 'content-length', 'transfer-encoding', 'x-request-id', 'x-forwarded-for']) {
        expect(names.filter((other) => other === name).length).toBeLessThan(2);
      }
      expect(names).toContain('x-request-id');
      expect(names.filter((name) => !WRITTEN.has(name) && WRITTEN.has(name.replace(/[^a-z0-9]/g, '-')))).toEqual([]);
    }),
    { ...PARAMETERS, numRuns: Math.ceil(RUNS / 2) },
  );
});

test('what the client gets is one response head with the fields of the app', { timeout: TIMEOUT_MS }, () => {
  void fc.assert(
    fc.property(responseBytes, (bytes) => {
      const ours = parseWithWire([bytes], 'response');
      if (ours.kind !== 'message' || Number(ours.message.start) < 200) return;
      const head = new ResponseHead(createResponseFieldNames(), 65_536);
      head.begin(0);
      head.parse(bytes, 0, bytes.length);
      const out = Buffer.alloc(head.room + OWN_FIELDS_ROOM);
      const length = putOwnFields(out, head.put(out, 0, bytes), {
        requestId: 'id',
        appRequestId: head.requestId,
        framing: 'nothing',
        contentLength: -1,
        persistence: 'close',
        upgrade: '',
        hasDate: head.hasDate,
      });
      const theirs = readBack(out.subarray(0, length), 'response');
      const kept = ours.message.fields.filter(([name]) =>
        /^(?:server|host|accept|cookie|x-empty|x-space|x-high)$/i.test(name),
      );
      const isNominated = head.meaning.nominated !== null;
      if (!isNominated && theirs !== 'unknown method') expect(theirs.fields).toEqual(expect.arrayContaining(kept));
    }),
    { ...PARAMETERS, numRuns: Math.ceil(RUNS / 2) },
  );
});
