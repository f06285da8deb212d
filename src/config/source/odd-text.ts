import { describeOdd, findInvisible, findLookAlike } from '../../core/odd-character.ts';

/** What looks like YAML and is not, at an offset of a file. */
export interface OddText {
  readonly offset: number;
  readonly message: string;
}

// Quoted texts and comments may hold any character. Of the same length, so that offsets stay.
const FREE_TEXT = /"(?:\\.|[^"\\\n])*"|'[^'\n]*'|(?<=^|\s)#.*/gm;

const WIDE_COLON_KEY = /^\s*(?:- +)?[^\s:'"]{1,60}[ \t]*(?<colon>\uff1a)/;
const KEY_WITHOUT_SPACE = /^\s*(?:- +)?(?<key>[A-Za-z_][\w.-]*):(?<value>[^\s:/].*)/;

/**
 * Why a file that YAML cannot read is so, where look-alikes or their like explain it: a full-width colon, a blank that is
 * none, a key without its space. Only lines with a fault, those just above and every key are looked at.
 */
export function findOddTexts(text: string, faultLines: readonly number[]): OddText[] {
  if (/\r(?!\n)/.test(text) && !text.includes('\n')) {
    return [{ offset: 0, message: 'has the line ends of an old Mac (CR), expected LF or CR LF' }];
  }
  const lines = text.replace(FREE_TEXT, (free) => ' '.repeat(free.length)).split('\n');
  const suspects = new Set(faultLines.flatMap((line) => [line - 1, findAbove(lines, line - 1)]));
  let start = 0;
  return lines.flatMap((line, index) => {
    const offset = start;
    start += line.length + 1;
    const found = findOddIn(line, suspects.has(index));
    return found === null ? [] : [{ offset: offset + found.offset, message: found.message }];
  });
}

function findAbove(lines: readonly string[], index: number): number {
  return lines.slice(0, index).findLastIndex((line) => line.trim() !== '');
}

function findOddIn(line: string, isSuspect: boolean): OddText | null {
  const colon = WIDE_COLON_KEY.exec(line)?.groups?.['colon'];
  const indentation = /^\s*/.exec(line)?.[0] ?? '';
  const odd = findInvisible(indentation) ?? (isSuspect || colon !== undefined ? findLookAlike(line) : null);
  if (odd !== null) return { offset: odd.offset, message: `has ${describeOdd(odd)}` };
  const { key, value } = (isSuspect && KEY_WITHOUT_SPACE.exec(line)?.groups) || {};
  if (key === undefined || value === undefined) return null;
  return {
    offset: line.indexOf(key),
    message: `has no space behind \`${key}:\`, expected \`${key}: ${value.trim()}\``,
  };
}
