import { expect, test } from 'vitest';
import { indexByFirstCharacter } from '../../../src/failures/recogniser/first-character.ts';
import { PREFIXES } from '../../../src/failures/recogniser/log-prefix.ts';
import { listCapturedOutputs } from '../../helpers/captured-output.ts';

test.for([
  [/^\[a/, '[a', 'a'],
  [/^\d+ x/, '1 x', 'x'],
  [/^[a-f]{2}/, 'ab', 'xy'],
  [/^[^\s\d]{2}/, 'ab', '1b'],
  [/^(?<level>warn|error):/i, 'Warn:', 'info:'],
] as const)('%s is only tried where it may match', ([pattern, matching, other]) => {
  const list = indexByFirstCharacter([pattern]);
  expect(list(matching)).toEqual([pattern]);
  expect(list(other)).toEqual([]);
});

test.for([[/^\[?a/], [/^(?:a|b)?c/], [/^(?!x)\w/], [/^\d*x/], [/^(?:a-b|c) /]] as const)(
  '%s, which may begin otherwise, is tried on all',
  ([pattern]) => {
    expect(indexByFirstCharacter([pattern])('z')).toEqual([pattern]);
  },
);

test('a text that begins with another letter than those of ASCII, or not at all, is tried with all', () => {
  const list = indexByFirstCharacter([/^a/, /^b/]);
  expect(list('é')).toHaveLength(2);
  expect(list('')).toHaveLength(2);
});

test('no prefix of a log is missed so', () => {
  const list = indexByFirstCharacter(PREFIXES);
  const lines = [...listCapturedOutputs(), ...listCapturedOutputs('healthy')].flatMap(({ lines }) => lines);
  for (const line of new Set(lines.map((line) => line.slice(0, 200)))) {
    expect(list(line).find((pattern) => pattern.test(line))).toBe(PREFIXES.find((pattern) => pattern.test(line)));
  }
});
