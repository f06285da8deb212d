import { expect, test } from 'vitest';
import type { EventMatch } from '../../src/core/event-settings.ts';
import { matchesEvent } from '../../src/event/event-match.ts';
import { parseEvent } from '../../src/event/event-value.ts';
import { measureCpuMs } from '../helpers/cpu-time.ts';

const matches = (match: EventMatch | Record<string, readonly string[]>, body: string): boolean =>
  matchesEvent(typeof match === 'string' ? match : new Map(Object.entries(match)), parseEvent(Buffer.from(body)));

const EVENT = JSON.stringify({
  name: 'a.b.c',
  number: 42,
  flag: false,
  nothing: null,
  list: [{ key: 'x' }, 'y'],
  payload: '{"job":"mail","deep":{"x":[1]}}',
  words: '[not json',
});

test.for([
  [{ name: ['a.b.c'] }, true],
  [{ name: ['a'] }, false],
  [{ name: ['a*'] }, true],
  [{ name: ['*.b.*'] }, true],
  [{ name: ['a*b*c'] }, true],
  [{ name: ['a.b*b.c'] }, false],
  [{ name: ['*c*c'] }, false],
  [{ name: ['x', 'a.b.c'] }, true],
  [{ number: ['42'] }, true],
  [{ number: ['4*'] }, true],
  [{ flag: ['false'] }, true],
  [{ nothing: ['null'] }, true],
  [{ nothing: ['*'] }, true],
  [{ 'list.0.key': ['x'] }, true],
  [{ 'list.1': ['y'] }, true],
  [{ 'list.2': ['*'] }, false],
  [{ list: ['*'] }, true],
  [{ list: ['**'] }, false],
  [{ 'payload.job': ['mail'] }, true],
  [{ 'payload.deep.x.0': ['1'] }, true],
  [{ 'words.0': ['*'] }, false],
  [{ 'name.0': ['*'] }, false],
  [{ 'nothing.x': ['*'] }, false],
  [{ missing: ['*'] }, false],
  [{ toString: ['*'] }, false],
  [{ 'list.constructor': ['*'] }, false],
  [{ name: ['a.b.c'], number: ['41'] }, false],
  [{}, true],
  ['any', true],
  ['text', false],
] as const)('an event matches %j: %s', ([match, isMatch]) => {
  expect(matches(match as EventMatch, EVENT)).toBe(isMatch);
});

test.for(['plain', '42', '"text"', 'null', '', '{broken', '[1,', '\ufeff{}', '\0\xff'])('%j is a text', (body) => {
  expect([matches('text', body), matches('any', body), matches({}, body)]).toEqual([true, true, false]);
});

test('a pattern of many stars takes no longer than the text is long', () => {
  const text = JSON.stringify({ x: 'a'.repeat(1_000_000) });
  const match = { x: [`${'a*'.repeat(50)}b`] };
  expect(measureCpuMs(() => expect(matches(match, text)).toBe(false))).toBeLessThan(2_000);
});
