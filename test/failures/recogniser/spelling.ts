import { expect, test } from 'vitest';
import { findRecognition, recognise } from '../../../src/failures/recogniser/recognise.ts';

/** A line, the row that is to explain it (null: none), and what its cause or cure is to name. */
export type Spelling = readonly [line: string, row: string | null, named?: string];

/** One test a line. */
export function rowTests(spellings: readonly Spelling[]): void {
  test.for(spellings)('%j is told by %j', ([line, row, named]) => {
    expect(findRecognition([line])?.row.name ?? null).toBe(row);
    if (named === undefined) return;
    const diagnosis = recognise([line]);
    expect(`${diagnosis?.cause} ${diagnosis?.cure}`).toContain(named);
  });
}
