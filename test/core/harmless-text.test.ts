import { expect, test } from 'vitest';
import { toHarmless } from '../../src/core/harmless-text.ts';

test.for([
  ['plain words, 漢字 and a\ttab', 'plain words, 漢字 and a\ttab'],
  ['\u001b[1;31mred\u001b[0m', 'red'],
  ['\u001b]0;title\u0007\u001b[2J\r', '·]0;title··[2J·'],
  ['\u009b31mred\u0000\u007f', '·31mred··'],
  ['abc\u202ecba\u2066\u2028', 'abc·cba··'],
  ['one\ntwo', 'one·two'],
] as const)('%j is shown as %j', ([line, shown]) => {
  expect(toHarmless(line)).toBe(shown);
});
