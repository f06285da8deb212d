import { expect, test } from 'vitest';
import { diagnoseStall } from '../../../src/failures/diagnosis/stall.ts';

test.for([
  ['end', false, /^The one-shot still runs\.$/, /a server is no one-shot/],
  ['end', true, /^The one-shot still runs\.$/, /a server is no one-shot/],
  ['sign', true, /what `ready` waits for has not come: no line\.$/, /the pattern of `ready\.log`/],
  ['listener', true, /listens where it is expected, but no line\.$/, /`ready: \{ tcp: … \}`/],
  ['listener', false, /listens on nothing\.$/, /a command that is no server/],
] as const)(
  'a start that waits for its %s while it listens: %s is told as it was seen',
  ([awaited, isListening, cause, cure]) => {
    const diagnosis = diagnoseStall({ awaited, isListening, missing: 'no line', left: [] });
    expect(diagnosis.cause).toMatch(cause);
    expect(diagnosis.cure).toMatch(cure);
    expect(diagnosis).toMatchObject({ certainty: 'certain', isPreliminary: true });
  },
);

test('an app that listens and is not understood is told of the key that chooses between plain HTTP and TLS', () => {
  const missing = '127.0.0.1:8443 does not answer in TLS';
  const { cause, cure } = diagnoseStall({ awaited: 'listener', isListening: true, missing, left: [] });
  expect(cause).toContain(missing);
  expect(cure).toMatch(/`upstream\.scheme` to `https` .* to `http` /);
});

test('a start of which only a shell and what keeps it are left is told of the server that is gone', () => {
  const { cause, cure } = diagnoseStall({
    awaited: 'listener',
    isListening: false,
    missing: 'x',
    left: ['sh', 'sleep'],
  });
  expect(cause).toContain('nothing is left of the app but sh and sleep,');
  expect(cure).toContain('`exec`');
});
