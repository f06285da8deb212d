import { describe, expect, test } from 'vitest';
import { cause, type RowGroup } from '../../../src/failures/recogniser/row.ts';
import { listCandidates, RowFilter } from '../../../src/failures/recogniser/row-filter.ts';
import { listRowWords } from '../../../src/failures/recogniser/row-words.ts';
import { ROW_GROUPS } from '../../../src/failures/recogniser/table.ts';
import { listCapturedOutputs } from '../../helpers/captured-output.ts';

const ROWS = ROW_GROUPS.flatMap(({ rows }) => rows);

function createFilter(patterns: readonly RegExp[]): RowFilter {
  const rows = patterns.map((pattern, index) => cause(`row-${index}`, pattern, ['A cause.', 'A cure.']));
  const groups: readonly RowGroup[] = [{ runtime: 'a test', root: 'last', rows }];
  return new RowFilter(groups, listRowWords(groups));
}

function findNames(filter: RowFilter, text: string): string[] {
  return filter.listCandidates(text).map(({ row }) => row.name);
}

describe('the rows that a text can match', () => {
  test('are those whose words stand in it, in whatever case, in the order of the table', () => {
    const filter = createFilter([/Second thoughts/i, /first of all/, /never said/]);
    expect(findNames(filter, 'FIRST OF ALL, have no second thoughts')).toEqual(['row-0', 'row-1']);
    expect(findNames(filter, 'nothing of the kind')).toEqual([]);
  });

  test('hold a row once, however often its words stand there', () => {
    expect(findNames(createFilter([/(?:out of|no) memory/]), 'out of memory, no memory, no memory')).toEqual(['row-0']);
  });

  test('hold a row with no words of its own for every text', () => {
    const filter = createFilter([/some words/, /^\d+$/, /\w+ ab/]);
    expect(findNames(filter, 'x')).toEqual(['row-1', 'row-2']);
    expect(findNames(filter, 'some words')).toEqual(['row-0', 'row-1', 'row-2']);
  });

  test('hold one in another writing for texts in any such, and else for its words in ASCII', () => {
    const filter = createFilter([/datei fehlt|нет файла/i]);
    expect(findNames(filter, 'Нет файла')).toEqual(['row-0']);
    expect(findNames(filter, 'Datei fehlt')).toEqual(['row-0']);
    expect(findNames(filter, 'Datei')).toEqual([]);
  });

  test('are found behind characters of every kind', () => {
    const filter = createFilter([/ENOSPC/]);
    for (const head of ['', 'é', '’', '漢字', '\u{1f600}', '\0', '\uffff\uffff', '\u0130 ']) {
      expect(findNames(filter, `${head}ENOSPC`)).toEqual(['row-0']);
    }
  });

  test.for(listCapturedOutputs())('hold all that match a line of $name', ({ lines }) => {
    for (const line of lines.flatMap((text) => [text, text.toUpperCase(), text.toLowerCase()])) {
      const candidates = new Set(listCandidates(line).map(({ row }) => row));
      const lost = ROWS.filter((row) => row.pattern.test(line) && !candidates.has(row));
      expect(lost.map(({ name }) => name)).toEqual([]);
    }
  });

  // A row that is tried on every line costs as much as all the others together.
  test('depend on its words for nearly all rows', () => {
    expect(listRowWords(ROW_GROUPS).anyText.length).toBeLessThanOrEqual(ROWS.length / 50);
  });
});
