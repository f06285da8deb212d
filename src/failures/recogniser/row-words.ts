import { forEachGram, SLOTS, toSlot } from './gram.ts';
import { findRequiredLiterals, isForeign } from './required-literal.ts';
import type { RowGroup } from './row.ts';

/** What texts must have to match the rows of a table; rows are told by their place in it. */
export interface RowWords {
  /** Rows that any text may match. */
  readonly anyText: readonly number[];
  /** Those that also match words in another writing than that of ASCII. */
  readonly foreign: readonly number[];
  /** A row, where the four characters of its word end that are looked for, and the word, in lower case. One of a row's must stand there. */
  readonly words: ReadonlyArray<readonly [row: number, gramAt: number, word: string]>;
}

/** Works out the words of all rows from their patterns; it takes long, so the build does it for those of the table. */
export function listRowWords(groups: readonly RowGroup[]): RowWords {
  const rows = groups.flatMap((group) => group.rows);
  const literals = rows.map(({ pattern }) => findRequiredLiterals(pattern));
  const commonness = countGrams(rows.map(({ pattern }) => pattern.source));
  return {
    anyText: literals.flatMap((texts, row) => (texts === null ? [row] : [])),
    foreign: literals.flatMap((texts, row) => (texts?.some(isForeign) === true ? [row] : [])),
    words: literals.flatMap((texts, row) =>
      (texts ?? [])
        .filter((text) => !isForeign(text))
        .map((text) => [row, chooseGram(text, commonness), text] as const),
    ),
  };
}

function chooseGram(text: string, commonness: Uint32Array): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  forEachGram(text, (gram, gramAt) => {
    const count = commonness[toSlot(gram)]!;
    if (count >= least) return;
    best = gramAt;
    least = count;
  });
  return best;
}

/** How often the patterns of the table say each four characters, by their slot: they are about as common elsewhere. */
function countGrams(sources: readonly string[]): Uint32Array {
  const counts = new Uint32Array(SLOTS);
  for (const source of sources) forEachGram(source, (gram) => counts[toSlot(gram)]!++);
  return counts;
}
