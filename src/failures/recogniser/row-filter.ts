import { addCharacter, GRAM_CHARACTERS, PARTS, SLOTS, toPart, toSlot } from './gram.ts';
import type { RecogniserRow, RowGroup } from './row.ts';
import type { RowWords } from './row-words.ts';
import { ROW_GROUPS } from './table.ts';
import { readTableWords } from './table-words.ts';

/** A row, and the group in which it stands. */
export interface Candidate {
  readonly group: RowGroup;
  readonly row: RecogniserRow;
  /** Its place in the table. */
  readonly place: number;
}

/** Words that a text must have to match a row. */
interface Word {
  readonly row: number;
  /** In lower case. */
  readonly literal: string;
  /** Where its four characters end. */
  readonly gramAt: number;
}

/**
 * Tells which rows a text can match at all, by one pass over its characters that finds four of a word that a row cannot
 * do without. A row without such words may match any text.
 */
export class RowFilter {
  readonly #candidates: readonly Candidate[];
  readonly #anyText: readonly number[];
  /** Those that also match words in another writing than that of ASCII. */
  readonly #foreign: readonly number[];
  /** A bit for each of several parts of a slot: four characters have it. So small that the nearest cache holds it. */
  readonly #isTaken = new Uint32Array(PARTS >>> 5);
  /** A hash table: by slot, one more than the place of its words, or 0, and the four characters that have the slot. */
  readonly #slots = new Uint16Array(SLOTS);
  readonly #grams = new Int32Array(SLOTS);
  readonly #words: Word[][] = [];
  /** By row, the last text it was found for. */
  readonly #foundFor: Uint32Array;
  #texts = 0;

  constructor(groups: readonly RowGroup[], { anyText, foreign, words }: RowWords) {
    const rows = groups.flatMap((group) => group.rows.map((row) => ({ group, row })));
    this.#candidates = rows.map((row, place) => ({ ...row, place }));
    this.#foundFor = new Uint32Array(this.#candidates.length);
    this.#anyText = anyText;
    this.#foreign = foreign;
    for (const [row, gramAt, literal] of words) this.#list({ row, literal, gramAt });
  }

  /** The rows that may match the text, in the order of the table; every row that does match is among them. */
  listCandidates(text: string): readonly Candidate[] {
    const found = this.#findRows(text).sort((a, b) => a - b);
    const candidates: Candidate[] = [];
    let next = 0;
    for (const row of this.#anyText) {
      while (next < found.length && found[next]! < row) candidates.push(this.#candidates[found[next++]!]!);
      candidates.push(this.#candidates[row]!);
    }
    while (next < found.length) candidates.push(this.#candidates[found[next++]!]!);
    return candidates;
  }

  #findRows(text: string): number[] {
    const isTaken = this.#isTaken;
    // Once: texts of many kinds (slices, joined ones) come here, for which V8 looks the property up anew.
    const { length } = text;
    const found: number[] = [];
    let lower = '';
    let gram = 0;
    let characters = 0;
    this.#texts += 1;
    for (let at = 0; at < length; at++) {
      const code = text.charCodeAt(at);
      characters |= code;
      gram = addCharacter(gram, code);
      const part = toPart(gram);
      if (((isTaken[part >>> 5]! >>> (part & 31)) & 1) === 0) continue;
      const words = this.#slots[this.#findSlot(gram)]!;
      if (words === 0) continue;
      if (lower === '') lower = toLowerCase(text);
      this.#addRows(found, words - 1, lower, at);
    }
    if (characters > 0x7f) for (const row of this.#foreign) this.#addRow(found, row);
    return found;
  }

  #addRows(found: number[], words: number, lower: string, at: number): void {
    for (const { row, literal, gramAt } of this.#words[words]!) {
      if (this.#foundFor[row] !== this.#texts && lower.startsWith(literal, at - gramAt)) this.#addRow(found, row);
    }
  }

  #addRow(found: number[], row: number): void {
    if (this.#foundFor[row] === this.#texts) return;
    this.#foundFor[row] = this.#texts;
    found.push(row);
  }

  #list(word: Word): void {
    let gram = 0;
    for (let at = word.gramAt + 1 - GRAM_CHARACTERS; at <= word.gramAt; at++)
      gram = addCharacter(gram, word.literal.charCodeAt(at));
    const part = toPart(gram);
    const slot = this.#findSlot(gram);
    if (this.#slots[slot] === 0) this.#slots[slot] = this.#words.push([]);
    this.#isTaken[part >>> 5]! |= 1 << (part & 31);
    this.#grams[slot] = gram;
    this.#words[this.#slots[slot]! - 1]!.push(word);
  }

  /** That of the four characters, or the empty one where they would stand. */
  #findSlot(gram: number): number {
    let slot = toSlot(gram);
    while (this.#slots[slot] !== 0 && this.#grams[slot] !== gram) slot = (slot + 1) % SLOTS;
    return slot;
  }
}

let ofTable: RowFilter | null = null;

/** The rows of the whole table that may match the text, in its order. */
export function listCandidates(text: string): readonly Candidate[] {
  ofTable ??= new RowFilter(ROW_GROUPS, readTableWords());
  return ofTable.listCandidates(text);
}

/** In lower case, each character where it was: one capital has a small letter of two. */
function toLowerCase(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text.replaceAll('\u0130', 'i').toLowerCase();
}
