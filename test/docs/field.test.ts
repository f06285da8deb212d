import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../helpers/deployed-folder.ts';

const PAGE = readFileSync(join(ROOT, 'docs/field.md'), 'utf8');

/** Where a row of the page says it is shown: a file, and a title in it with those it stands under. */
interface Proof {
  readonly row: string;
  readonly file: string;
  readonly titles: readonly string[];
}

/** A row of a table: its name, its set-up, what happened, what happens, and the tests that show it. */
const ROWS = PAGE.split('\n')
  .filter((line) => /^\| [A-D]\d+ \|/.test(line))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()));

const PROOFS: Proof[] = ROWS.flatMap(([row = '', , , , tests = '']) =>
  tests.split('<br>').map((proof) => {
    const [file = '', ...titles] = proof.split(' › ');
    return { row, file: file.replaceAll('`', '').trim(), titles: titles.map((title) => title.trim()) };
  }),
);

/** The files of tests that the pages name. */
const NAMED = readdirSync(join(ROOT, 'docs'))
  .map((name) => `docs/${name}`)
  .flatMap((page) =>
    [...readFileSync(join(ROOT, page), 'utf8').matchAll(/\btest\/[\w./-]+[\w/]/g)].map(
      ([path]) => [page, path] as const,
    ),
  );

describe('the page on what the field brings', () => {
  test('has every row, in order, with five cells', () => {
    const expected = [
      ['A', 13],
      ['B', 17],
      ['C', 17],
      ['D', 13],
    ] as const;
    const names = expected.flatMap(([letter, count]) => Array.from({ length: count }, (_, i) => `${letter}${i + 1}`));
    expect([...new Set(ROWS.map(([name]) => name))]).toEqual(names);
    expect(ROWS.filter((cells) => cells.length !== 5 || cells.includes(''))).toEqual([]);
  });

  test.for(PROOFS)('names for $row a test that there is: $titles', ({ file, titles }) => {
    // A quote in a title may be escaped where it is written.
    const source = readFileSync(join(ROOT, file), 'utf8').replaceAll("\\'", "'");
    expect(titles).not.toEqual([]);
    for (const title of titles) expect(source).toContain(title);
  });
});

test.for(NAMED)('%s names a test that there is: %s', ([, path]) => {
  expect(existsSync(join(ROOT, path))).toBe(true);
});
