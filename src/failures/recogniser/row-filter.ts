import { findRequiredLiterals } from './required-literal.ts';
import type { RecogniserRow, RowGroup } from './row.ts';
import { ROW_GROUPS } from './table.ts';

/** A row, and the group in which it stands. */
export interface Candidate {
  readonly group: RowGroup;
  readonly row: RecogniserRow;
  /** Its place in the table. */
  readonly place: number;
}

const GRAM_CHARACTERS = 4;
const SLOT_BITS = 15;
const NO_ROWS: readonly number[] = [];

/**
 * Tells which rows a text can match at all, by one pass over its characters that finds four of a word that a row cannot
 * do without. A row without such words may match any text.
 */
export class RowFilter {
  readonly #candidates: readonly Candidate[];
  /** By row, words in lower case of which a text that it matches has one; null: not known. */
  readonly #literals: ReadonlyArray<readonly string[] | null>;
  readonly #anyText: readonly number[];
  /** By the hash of four characters, one more than the place of their rows; 0 for most. */
  readonly #slots = new Uint16Array(1 << SLOT_BITS);
  readonly #rowsOfSlot: number[][] = [];
  /** By row, the last text it was found for. */
  readonly #foundFor: Uint32Array;
  #texts = 0;

  constructor(groups: readonly RowGroup[]) {
    const rows = groups.flatMap((group) => group.rows.map((row) => ({ group, row })));
    this.#candidates = rows.map((row, place) => ({ ...row, place }));
    this.#foundFor = new Uint32Array(this.#candidates.length);
    this.#literals = this.#candidates.map(({ row }) => findUsableLiterals(row.pattern));
    this.#anyText = this.#literals.flatMap((texts, index) => (texts === null ? [index] : []));
    const commonness = countGrams(this.#candidates);
    for (const [index, texts] of this.#literals.entries()) {
      for (const text of texts ?? []) this.#list(chooseSlot(text, commonness), index);
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
    const slots = this.#slots;
    let found: number[] | null = null;
    let gram = 0;
    for (let at = 0; at < text.length; at++) {
      gram = addCharacter(gram, text.charCodeAt(at));
      const slot = slots[toSlot(gram)]!;
      if (slot === 0) continue;
      if (found === null) {
        found = [];
        this.#texts += 1;
      }
      for (const row of this.#rowsOfSlot[slot - 1]!) {
        if (this.#foundFor[row] === this.#texts) continue;
        this.#foundFor[row] = this.#texts;
        found.push(row);
      }
    }
    if (found === null) return NO_ROWS;
    const lower = text.toLowerCase();
    return found.filter((row) => this.#literals[row]!.some((literal) => lower.includes(literal)));
  }

  #list(slot: number, row: number): void {
    if (this.#slots[slot] === 0) this.#slots[slot] = this.#rowsOfSlot.push([]);
    this.#rowsOfSlot[this.#slots[slot]! - 1]!.push(row);
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
function toSlot(gram: number): number {
  return Math.imul(gram, 0x9e3779b1) >>> (32 - SLOT_BITS);
}

function findUsableLiterals(pattern: RegExp): readonly string[] | null {
  const literals = findRequiredLiterals(pattern);
  return literals === null || literals.some(({ length }) => length < GRAM_CHARACTERS) ? null : literals;
}

function chooseSlot(text: string, commonness: Uint32Array): number {
  return listSlots(text).reduce((best, slot) => (commonness[slot]! < commonness[best]! ? slot : best));
}

/** How often the table itself says each four characters, by their slot: they are about as common elsewhere. */
function countGrams(candidates: readonly Candidate[]): Uint32Array {
  const counts = new Uint32Array(1 << SLOT_BITS);
  for (const { row } of candidates) {
    for (const slot of listSlots(`${row.pattern.source} ${row.cause}`)) counts[slot]! += 1;
  }
  return counts;
}

function listSlots(text: string): number[] {
  const slots: number[] = [];
  let gram = 0;
  for (let at = 0; at < text.length; at++) {
    gram = addCharacter(gram, text.charCodeAt(at));
    if (at >= GRAM_CHARACTERS - 1) slots.push(toSlot(gram));
  }
  return slots;
}
