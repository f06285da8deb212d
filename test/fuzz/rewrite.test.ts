import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isWithheldFromApp } from '../../src/core/header-rule.ts';
import { BodyReader } from '../../src/http1/body-reader.ts';
import { CHUNK_OVERHEAD, ChunkWriter } from '../../src/http1/chunk-writer.ts';
import { createRequestFieldNames, createResponseFieldNames } from '../../src/http1/field-name.ts';
import { RequestHead } from '../../src/http1/request-head.ts';
import { RequestWriter } from '../../src/http1/request-writer.ts';
import { ResponseHead } from '../../src/http1/response-head.ts';
import { ResponseWriter } from '../../src/http1/response-writer.ts';
import { toLastChunk } from '../../src/http1/trailer-writer.ts';
import { PARAMETERS, RUNS, requestBytes, responseBytes } from './message-arbitrary.ts';
import { parseWithNode } from './node-parser.ts';
import type { ParsedMessage } from './parsed-message.ts';
import { parseWithWire } from './wire-parser.ts';

const TIMEOUT_MS = 120_000 + RUNS;
const NAMES = createRequestFieldNames(['x-fc-request-id'], []);
const LIMITS = { headBytes: 65_536, fields: 200, requestLineBytes: 16_384, bodyBytes: 0 };
const REQUEST_WRITER = new RequestWriter(NAMES, { trust: false, proto: null });
const RESPONSE_WRITER = new ResponseWriter(createResponseFieldNames());
const CONTEXT = { requestId: 'id', peer: '10.0.0.1', keepsUpstream: true, isUpgrade: false };

/** What the app gets for a request that is accepted, as the engine would send it. */
function rewriteRequest(bytes: Buffer): Buffer {
  const head = new RequestHead(NAMES, LIMITS);
  head.begin(0);
  const headEnd = head.parse(bytes, 0, bytes.length);
  const out = Buffer.alloc(REQUEST_WRITER.room(headEnd));
  const length = REQUEST_WRITER.put(out, bytes, head, CONTEXT);
  const { isChunked, contentLength } = head.meaning;
  return Buffer.concat([out.subarray(0, length), rewriteBody(bytes.subarray(headEnd), isChunked, contentLength)]);
}

function rewriteBody(bytes: Buffer, isChunked: boolean, contentLength: number): Buffer {
  if (!isChunked) return bytes.subarray(0, Math.max(0, contentLength));
  const reader = new BodyReader(NAMES);
  reader.begin('chunked', -1);
  const out = Buffer.alloc(bytes.length + CHUNK_OVERHEAD);
  const end = new ChunkWriter().gatherChunk(reader, bytes, 0, bytes.length, out, 0);
  return Buffer.concat([out.subarray(0, end), toLastChunk(reader.chunked, new Set())]);
}

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
      for (const name of names) expect(name === 'transfer-encoding' || !isWithheldFromApp(name, new Set())).toBe(true);
      for (const name of ['host', 'content-length', 'transfer-encoding', 'x-request-id', 'x-forwarded-for']) {
        expect(names.filter((other) => other === name).length).toBeLessThan(2);
      }
      expect(names).toContain('x-request-id');
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
      const headEnd = head.parse(bytes, 0, bytes.length);
      const out = Buffer.alloc(RESPONSE_WRITER.room(headEnd));
      const length = RESPONSE_WRITER.put(out, bytes, head, {
        requestId: 'id',
        framing: 'nothing',
        persistence: 'close',
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
