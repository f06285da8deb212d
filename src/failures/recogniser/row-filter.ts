import { findRequiredLiterals, isForeign, SHORTEST_LITERAL } from './required-literal.ts';
import type { RecogniserRow, RowGroup } from './row.ts';
import { ROW_GROUPS } from './table.ts';

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

const SLOT_BITS = 15;
const SLOTS = 1 << SLOT_BITS;
const PART_BITS = 17;

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
  readonly #isTaken = new Uint32Array(1 << (PART_BITS - 5));
  /** A hash table: by slot, one more than the place of its words, or 0, and the four characters that have the slot. */
  readonly #slots = new Uint16Array(SLOTS);
  readonly #grams = new Int32Array(SLOTS);
  readonly #words: Word[][] = [];
  /** By row, the last text it was found for. */
  readonly #foundFor: Uint32Array;
  #texts = 0;

  constructor(groups: readonly RowGroup[]) {
    const rows = groups.flatMap((group) => group.rows.map((row) => ({ group, row })));
    this.#candidates = rows.map((row, place) => ({ ...row, place }));
    this.#foundFor = new Uint32Array(this.#candidates.length);
    const literals = this.#candidates.map(({ row }) => findRequiredLiterals(row.pattern));
    this.#anyText = literals.flatMap((texts, index) => (texts === null ? [index] : []));
    this.#foreign = literals.flatMap((texts, index) => (texts?.some(isForeign) === true ? [index] : []));
    const commonness = countGrams(this.#candidates);
    for (const [index, texts] of literals.entries()) {
      for (const text of texts ?? []) if (!isForeign(text)) this.#list(text, index, commonness);
    }
  }

  /** The rows that may match the text, in the order of the table; every row that does match is among them. */
  listCandidates(text: string): readonly Candidate[] {
    const found = this.#findRows(text);
    const rows = found.length === 0 ? this.#anyText : [...this.#anyText, ...found].sort((a, b) => a - b);
    return rows.map((index) => this.#candidates[index]!);
  }

  /** How many rows no text rules out; for the test that keeps them few. */
  get anyTextRows(): readonly string[] {
    return this.#anyText.map((index) => this.#candidates[index]!.row.name);
  }

  #findRows(text: string): readonly number[] {
    const isTaken = this.#isTaken;
    const found: number[] = [];
    let lower = '';
    let gram = 0;
    let characters = 0;
    this.#texts += 1;
    for (let at = 0; at < text.length; at++) {
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

  #list(literal: string, row: number, commonness: Uint32Array): void {
    const { gram, gramAt } = chooseGram(literal, commonness);
    const part = toPart(gram);
    const slot = this.#findSlot(gram);
    if (this.#slots[slot] === 0) this.#slots[slot] = this.#words.push([]);
    this.#isTaken[part >>> 5]! |= 1 << (part & 31);
    this.#grams[slot] = gram;
    this.#words[this.#slots[slot]! - 1]!.push({ row, literal, gramAt });
  }

  /** That of the four characters, or the empty one where they would stand. */
  #findSlot(gram: number): number {
    let slot = toSlot(gram);
    while (this.#slots[slot] !== 0 && this.#grams[slot] !== gram) slot = (slot + 1) % SLOTS;
    return slot;
  }
}

let ofTable: RowFilter | null = null;

/** The rows of the whole table that may match the text, in its order. The first call takes some milliseconds. */
export function listCandidates(text: string): readonly Candidate[] {
  ofTable ??= new RowFilter(ROW_GROUPS);
  return ofTable.listCandidates(text);
}

// Both cases of a letter are one. What is older than four characters has left the 32 bits.
function addCharacter(gram: number, code: number): number {
  return (gram << 8) ^ (code | 0x20);
}

// Fibonacci hashing: the upper bits of the product depend on all characters.
function toPart(gram: number): number {
  return Math.imul(gram, 0x9e3779b1) >>> (32 - PART_BITS);
}

function toSlot(gram: number): number {
  return toPart(gram) >>> (PART_BITS - SLOT_BITS);
}

/** In lower case, each character where it was: one capital has a small letter of two. */
function toLowerCase(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text.replaceAll('\u0130', 'i').toLowerCase();
}

function chooseGram(text: string, commonness: Uint32Array): { gram: number; gramAt: number } {
  let best = { gram: 0, gramAt: 0 };
  let least = Number.POSITIVE_INFINITY;
  forEachGram(text, (gram, gramAt) => {
    const count = commonness[toSlot(gram)]!;
    if (count >= least) return;
    best = { gram, gramAt };
    least = count;
  });
  return best;
}

/** How often the patterns of the table say each four characters, by their slot: they are about as common elsewhere. */
function countGrams(candidates: readonly Candidate[]): Uint32Array {
  const counts = new Uint32Array(SLOTS);
  for (const { row } of candidates) forEachGram(row.pattern.source, (gram) => counts[toSlot(gram)]!++);
  return counts;
}

function forEachGram(text: string, act: (gram: number, at: number) => void): void {
  let gram = 0;
  for (let at = 0; at < text.length; at++) {
    gram = addCharacter(gram, text.charCodeAt(at));
    if (at >= SHORTEST_LITERAL - 1) act(gram, at);
  }
}
