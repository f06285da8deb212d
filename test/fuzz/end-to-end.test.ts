import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  HOP_BY_HOP_HEADERS,
  isPassedTrailer,
  NEVER_FORWARDED,
  parseConnectionTokens,
} from '../../src/core/header-rule.ts';
import { openFrontDoor } from '../helpers/front-door-harness.ts';
import { chunkedRequestBytes, chunkedResponseBytes } from './chunked-arbitrary.ts';
import { converse, type RecordedRequest, startNodeRecorder, startScriptedApp } from './engine-scene.ts';
import { cuts, PARAMETERS, RUNS, requestBytes, responseBytes } from './message-arbitrary.ts';
import { parseWithNode } from './node-parser.ts';
import type { ParsedMessage } from './parsed-message.ts';
import { toPlainResponse } from './plain-response.ts';

const RUNS_HERE = { ...PARAMETERS, numRuns: Math.ceil(RUNS / 20) };
const TIMEOUT_MS = 120_000 + RUNS;

/** Written anew by the transport, or told apart by the version of a client that a parsed message does not show. */
const OWN_FIELDS = new Set([
  'host',
  'content-length',
  'x-request-id',
  'x-fc-request-id',
  'x-berth-request-id',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'expect',
  'date',
  'max-forwards',
]);

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = places.map((place) => Math.floor((place / 10_000) * bytes.length)).sort((a, b) => a - b);
  return [0, ...at].map((from, i) => bytes.subarray(from, at[i] ?? bytes.length));
}

/** The fields that go on to the other side, by the rules alone. */
function findKept(fields: RecordedRequest['fields']): Array<readonly [string, string]> {
  const nominated = new Set(
    fields.flatMap(([name, value]) => (name.toLowerCase() === 'connection' ? parseConnectionTokens(value) : [])),
  );
  return fields.filter(([field]) => {
    const name = field.toLowerCase();
    const folded = name.replace(/[^a-z0-9]/g, '-');
    return (
      ![OWN_FIELDS, HOP_BY_HOP_HEADERS, NEVER_FORWARDED].some((names) => names.has(folded)) && !nominated.has(name)
    );
  });
}

/** What the app must be asked for, as Node's parser understands the client. */
function toExpected({ start, fields, body, trailers }: ParsedMessage): RecordedRequest {
  const [method = '', target = ''] = start.split(' ');
  const path = /^https?:\/\/[^/?]*(.*)$/i.exec(target)?.[1] ?? target;
  const isOptions = method === 'OPTIONS';
  const asked = path.startsWith('?') ? `/${path}` : path === '' ? (isOptions ? '*' : '/') : path;
  return {
    start: `${method} ${asked.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`)}`,
    fields: findKept(fields),
    body,
    trailers: trailers
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .filter(([name]) => isPassedTrailer(name)),
  };
}

/** Every request in what a client sent, as Node's parser understands it. */
function readAll(bytes: Buffer): RecordedRequest[] {
  const messages: RecordedRequest[] = [];
  for (let at = 0; at < bytes.length; ) {
    const outcome = parseWithNode(bytes.subarray(at), 'request');
    if (outcome.kind !== 'message') break;
    messages.push(toExpected(outcome.message));
    at += outcome.message.length;
  }
  return messages;
}

/** What follows the responses that only say that one will come. */
function skipInterim(bytes: Buffer): Buffer {
  const [interim = ''] = /^(?:HTTP\/1\.1 1(?!01)\d\d.*?\r\n\r\n)*/s.exec(bytes.toString('latin1')) ?? [];
  return bytes.subarray(interim.length);
}

const countAnswers = (bytes: Buffer | null, status: number): number =>
  bytes === null ? 0 : bytes.toString('latin1').split(`HTTP/1.1 ${status} `).length - 1;

test('the app is asked exactly what Node would have understood of the client, in order', {
  timeout: TIMEOUT_MS,
}, async () => {
  const recorder = await startNodeRecorder();
  const door = await openFrontDoor({ transport: 'h1', upstream: recorder.address });
  let served = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(requestBytes, chunkedRequestBytes), cuts, async (bytes, places) => {
      const answers = await converse(door.port, cut(bytes, places));
      const seen = recorder.take().map((request) => ({ ...request, fields: findKept(request.fields) }));
      expect(seen).toEqual(readAll(bytes).slice(0, seen.length));
      expect(countAnswers(answers, 200)).toBe(seen.length);
      served += seen.length;
    }),
    RUNS_HERE,
  );
  expect(served).toBeGreaterThan(RUNS_HERE.numRuns / 10);
  // The one request that wire forwards and Node's server refuses has a method that Node does not know.
  expect(new Set(recorder.faults)).toEqual(new Set(['HPE_INVALID_METHOD']));
});

test('the client gets what Node would have understood of the app, or a failure', { timeout: TIMEOUT_MS }, async () => {
  const app = await startScriptedApp();
  const door = await openFrontDoor({ transport: 'h1', upstream: app.address });
  const request = Buffer.from('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  const seen = { whole: 0, refused: 0, broken: 0 };
  await fc.assert(
    fc.asyncProperty(fc.oneof(responseBytes, chunkedResponseBytes), cuts, async (bytes, places) => {
      app.say(cut(bytes, places));
      const said = await converse(door.port, [request]);
      if (said === null) {
        seen.broken += 1;
        return;
      }
      const answer = skipInterim(said);
      const ours = parseWithNode(answer, 'response');
      if (ours.kind !== 'message') throw new Error(`not whole: ${answer.toString('latin1')}`);
      expect(ours.message.length).toBe(answer.length);
      if (ours.message.fields.some(([name]) => name === 'x-berth-error')) {
        seen.refused += 1;
        return;
      }
      seen.whole += 1;
      const theirs = parseWithNode(toPlainResponse(skipInterim(bytes)), 'response');
      if (theirs.kind !== 'message') throw new Error(`Node refuses it: ${bytes.toString('latin1')}`);
      expect([ours.message.start, ours.message.body]).toEqual([theirs.message.start, theirs.message.body]);
      expect(findKept(ours.message.fields)).toEqual(findKept(theirs.message.fields));
    }),
    RUNS_HERE,
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(RUNS_HERE.numRuns / 50);
});
