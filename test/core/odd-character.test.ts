import { describe, expect, test } from 'vitest';
import {
  describeOdd,
  escapeUnseen,
  findBeyondAscii,
  findInvisible,
  findLookAlike,
} from '../../src/core/odd-character.ts';

describe('a character that looks like another', () => {
  test.for([
    ['port：80', 'a full-width colon (： U+FF1A): type : in its place'],
    ['８０', 'a full-width character (８ U+FF18): type 8 in its place'],
    ['a“b', 'a typographic quote (“ U+201C): type " in its place'],
    ['it’s', "a typographic quote (’ U+2019): type ' in its place"],
    ['–port', 'a typographic dash (– U+2013): type - in its place'],
    ['a\u00a0b', 'a no-break space (U+00A0): type an ordinary space in its place'],
    ['\u3000a', 'a full-width space (U+3000): type an ordinary space in its place'],
    ['a\u200b', 'a zero-width space (U+200B): delete it'],
    ['a\ufeff', 'a byte order mark (U+FEFF): delete it'],
    ['a\u2028b', 'a line separator (U+2028): type an ordinary line end in its place'],
    ['a\u202eb', 'a mark of writing direction (U+202E): delete it'],
  ])('%j is told by name, number and what to type', ([text = '', words]) => {
    const odd = findLookAlike(text);
    expect(odd === null ? null : describeOdd(odd)).toBe(words);
  });

  test('is found where it stands', () => {
    expect(findLookAlike('port：')).toEqual({ char: '：', offset: 4 });
  });

  test.for(['', 'port: 80', 'Größe', '价格', '😀'])('%j has none', (text) => {
    expect(findLookAlike(text)).toBeNull();
  });

  test('that is only a letter of another script is told by its number', () => {
    expect(describeOdd(findBeyondAscii('p\u043ert')!)).toBe('о U+043E, which is beyond ASCII');
    expect(findBeyondAscii('port')).toBeNull();
  });
});

describe('a character that nobody sees', () => {
  test('is told from those that belong to a script or an emoji', () => {
    expect(findInvisible('👩\u200d💻')).toBeNull();
    expect(findInvisible('a\u200db')).toEqual({ char: '\u200d', offset: 1 });
    expect(findInvisible('a b\tc\n')).toBeNull();
  });

  test('is written as an escape', () => {
    expect(escapeUnseen('9000\r\n\t\0\u00a0é\u007f')).toBe('9000\\r\\n\\t\\u0000\\u00a0é\\u007f');
  });
});
