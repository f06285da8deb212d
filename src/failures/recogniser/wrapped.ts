import type { Diagnosis } from '../../core/diagnosis.ts';
import { takePrefix } from './log-prefix.ts';

/** Lines as they were said, before a console broke them, and for each the numbers of the broken ones. */
interface Joined {
  readonly lines: readonly string[];
  readonly places: ReadonlyArray<readonly number[]>;
}

const NARROWEST = 20;
const WIDEST = 200;
/** So many words must have been cut in two at the same column. */
const FEWEST_CUTS = 3;
/** Of a hundred lines so many may be longer than the console is wide: others than those that were broken. */
const MOST_LONGER_PERCENT = 5;
const LEAST_BROKEN_PERCENT = 50;

/**
 * Puts lines together again that a console has broken at its width, as PowerShell does with what it redirects; null for lines that
 * nobody has broken.
 */
export function joinWrapped(lines: readonly string[]): Joined | null {
  const texts = lines.map((line) => line.trimEnd());
  const width = findWidth(texts);
  if (width === null) return null;
  const places: number[][] = [];
  const joined: string[] = [];
  for (const [index, text] of texts.entries()) {
    const before = texts[index - 1] ?? '';
    if (index === 0 || !continues(before, text, width)) {
      joined.push(text);
      places.push([index]);
      continue;
    }
    joined[joined.length - 1] += before.length >= width ? text : ` ${text}`;
    places.at(-1)!.push(index);
  }
  return { lines: joined, places };
}

/** The same diagnosis with its evidence as it stands in the broken lines. */
export function placeInBroken(found: Diagnosis, { places }: Joined, lines: readonly string[]): Diagnosis {
  const numbers = (found.evidenceAt ?? []).flatMap((number) => places[number - 1]!.map((index) => index + 1));
  return { ...found, evidence: numbers.map((number) => lines[number - 1]!.trim()), evidenceAt: numbers };
}

/** The column at which lines were broken; null where none was. */
function findWidth(texts: readonly string[]): number | null {
  const counts = new Map<number, number>();
  for (const { length } of texts) counts.set(length, (counts.get(length) ?? 0) + 1);
  const width = Math.max(...[...counts].filter(([, count]) => count >= FEWEST_CUTS).map(([length]) => length));
  if (width < NARROWEST || width > WIDEST) return null;
  const said = texts.filter((text) => text !== '').length;
  if (texts.filter(({ length }) => length > width).length * 100 > said * MOST_LONGER_PERCENT) return null;
  const cuts = texts.flatMap((text, index) => {
    const next = texts[index + 1] ?? '';
    return isCut(text, next, width) ? [text + next] : [];
  });
  if (new Set(cuts).size < FEWEST_CUTS) return null;
  const broken = texts.filter((text, index) => index > 0 && continues(texts[index - 1]!, text, width));
  return broken.length * 100 >= said * LEAST_BROKEN_PERCENT ? width : null;
}

/** A word was cut in two between the lines; lines of a table or a list have the same length, too, but begin alike. */
function isCut(text: string, next: string, width: number): boolean {
  if (text.length !== width || !/[\w\\/.]$/.test(text) || !/^[\w\\/.]/.test(next)) return false;
  return text.slice(0, 4) !== next.slice(0, 4) && !beginsItself(next);
}

/** The next word had no room any more. */
function continues(before: string, text: string, width: number): boolean {
  if (before === '' || text === '' || before.length > width) return false;
  if (before.length === width) return /^\S/.test(text);
  const [word = ''] = /^\S+/.exec(text) ?? [];
  return word !== '' && before.length + 1 + word.length >= width && !beginsItself(text);
}

const BEGINNING = /^(?:\{"|Traceback \(|File "|Caused by: |(?:[\w$]+\.)*[\w$]*(?:Error|Exception|Warning)(?::|$))/;

function beginsItself(text: string): boolean {
  return BEGINNING.test(text) || takePrefix(text) !== null;
}
