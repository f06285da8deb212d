import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { chunkedRequestBytes, chunkedResponseBytes } from './chunked-arbitrary.ts';
import { cuts, PARAMETERS, RUNS, requestBytes, responseBytes } from './message-arbitrary.ts';
import { parseWithNode } from './node-parser.ts';
import type { ParseOutcome } from './parsed-message.ts';
import { toPlainResponse } from './plain-response.ts';
import { parseWithWire } from './wire-parser.ts';

/** What Node's parser refuses although it is an HTTP/1.1 request: it knows a list of methods only. */
const STRICTER_IN_NODE = new Set(['HPE_INVALID_METHOD']);

const TIMEOUT_MS = 120_000 + RUNS;

const REQUESTS = { head: requestBytes, body: chunkedRequestBytes } as const;
const RESPONSES = { head: responseBytes, body: chunkedResponseBytes } as const;
const PLACES = ['head', 'body'] as const;

test.for(PLACES)('whatever request wire accepts means the same to Node (odd %s)', { timeout: TIMEOUT_MS }, (place) => {
  let accepted = 0;
  void fc.assert(
    fc.property(REQUESTS[place], (bytes) => {
      const ours = parseWithWire([bytes], 'request');
      if (ours.kind !== 'message') return;
      const theirs = parseWithNode(bytes.subarray(0, ours.message.length), 'request');
      if (theirs.kind === 'refused' && STRICTER_IN_NODE.has(theirs.fault)) return;
      accepted += 1;
      expect(theirs).toEqual(ours);
    }),
    PARAMETERS,
  );
  // A property that accepts nothing proves nothing.
  expect(accepted).toBeGreaterThan(RUNS / 20);
});

test.for(PLACES)('whatever response wire accepts means the same to Node (odd %s)', { timeout: TIMEOUT_MS }, (place) => {
  let accepted = 0;
  void fc.assert(
    fc.property(RESPONSES[place], (bytes) => {
      const ours = parseWithWire([bytes], 'response');
      if (ours.kind !== 'message') return;
      accepted += 1;
      const plain = toPlainResponse(bytes.subarray(0, ours.message.length));
      expect(withoutLength(parseWithNode(plain, 'response'))).toEqual(
        withoutLength({ ...ours, message: { ...ours.message, length: plain.length } }),
      );
    }),
    PARAMETERS,
  );
  expect(accepted).toBeGreaterThan(RUNS / 20);
});

test.for([
  ['request', 'head', requestBytes],
  ['request', 'body', chunkedRequestBytes],
  ['response', 'head', responseBytes],
  ['response', 'body', chunkedResponseBytes],
] as const)(
  'a %s means the same in whatever pieces it comes (odd %s)',
  { timeout: TIMEOUT_MS },
  ([kind, , messageBytes]) => {
    const outcomes = new Set<ParseOutcome['kind']>();
    void fc.assert(
      fc.property(messageBytes, cuts, (bytes, places) => {
        const whole = parseWithWire([bytes], kind);
        outcomes.add(whole.kind);
        expect(parseWithWire(cut(bytes, places), kind)).toEqual(whole);
        expect(parseWithWire(cut(bytes, null), kind)).toEqual(whole);
      }),
      { ...PARAMETERS, numRuns: Math.ceil(RUNS / 4) },
    );
    expect(outcomes).toEqual(new Set(['message', 'incomplete', 'refused']));
  },
);

/** Of an app, a length may be told twice. */
function withoutLength(outcome: ParseOutcome): ParseOutcome {
  if (outcome.kind !== 'message') return outcome;
  const fields = outcome.message.fields.filter(([name]) => name.toLowerCase() !== 'content-length');
  return { ...outcome, message: { ...outcome.message, fields } };
}

/** Cuts at places given as parts of 10 000; null: after every byte. */
function cut(bytes: Buffer, places: readonly number[] | null): Buffer[] {
  if (places === null) return Array.from(bytes, (_, i) => bytes.subarray(i, i + 1));
  const at = places.map((place) => Math.floor((place / 10_000) * bytes.length)).sort((a, b) => a - b);
  return [0, ...at].map((from, i) => bytes.subarray(from, at[i] ?? bytes.length));
}
