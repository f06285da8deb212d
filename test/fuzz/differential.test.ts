import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cuts, PARAMETERS, RUNS, requestBytes, responseBytes } from './message-arbitrary.ts';
import { parseWithNode } from './node-parser.ts';
import type { ParseOutcome } from './parsed-message.ts';
import { parseWithWire } from './wire-parser.ts';

/** What Node's parser refuses although it is an HTTP/1.1 request: it knows a list of methods only. */
const STRICTER_IN_NODE = new Set(['HPE_INVALID_METHOD']);

const TIMEOUT_MS = 120_000 + RUNS;

test('whatever request wire accepts means the same to the parser of Node', { timeout: TIMEOUT_MS }, () => {
  let accepted = 0;
  void fc.assert(
    fc.property(requestBytes, (bytes) => {
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

test('whatever response wire accepts means the same to the parser of Node', { timeout: TIMEOUT_MS }, () => {
  let accepted = 0;
  void fc.assert(
    fc.property(responseBytes, (bytes) => {
      const ours = parseWithWire([bytes], 'response');
      if (ours.kind !== 'message') return;
      accepted += 1;
      expect(parseWithNode(bytes.subarray(0, ours.message.length), 'response')).toEqual(ours);
    }),
    PARAMETERS,
  );
  expect(accepted).toBeGreaterThan(RUNS / 20);
});

test.for(['request', 'response'] as const)(
  'a %s means the same in whatever pieces it comes',
  { timeout: TIMEOUT_MS },
  (kind) => {
    const outcomes = new Set<ParseOutcome['kind']>();
    void fc.assert(
      fc.property(kind === 'request' ? requestBytes : responseBytes, cuts, (bytes, places) => {
        const whole = parseWithWire([bytes], kind);
        outcomes.add(whole.kind);
        expect(parseWithWire(cut(bytes, places), kind)).toEqual(whole);
        expect(parseWithWire(cut(bytes, null), kind)).toEqual(whole);
      }),
      { ...PARAMETERS, numRuns: Math.ceil(RUNS / 2) },
    );
    expect(outcomes).toEqual(new Set(['message', 'incomplete', 'refused']));
  },
);

/** Cuts at places given as parts of 10 000; null: after every byte. */
function cut(bytes: Buffer, places: readonly number[] | null): Buffer[] {
  if (places === null) return Array.from(bytes, (_, i) => bytes.subarray(i, i + 1));
  const at = places.map((place) => Math.floor((place / 10_000) * bytes.length)).sort((a, b) => a - b);
  return [0, ...at].map((from, i) => bytes.subarray(from, at[i] ?? bytes.length));
}
