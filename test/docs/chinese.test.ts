import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../helpers/deployed-folder.ts';
import {
  listCodeBlocks,
  listCodeSpans,
  listHeadingLevels,
  listLinkTargets,
  listTables,
  withoutCodeBlocks,
} from '../helpers/markdown.ts';

const PAGES = [
  ...readdirSync(ROOT),
  ...['config', 'docs'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((page) => join(folder, page)),
  ),
];
const EDITIONS = PAGES.filter((page) => page.endsWith('.zh-CN.md'));

/** Where a link leads in the original: an edition links to the Chinese one of a page where there is one. */
function toOriginal(target: string): string {
  // The headings of a page are named in its own language.
  return target.replace('.zh-CN.md', '.md').replace(/^#.*/, '#');
}

/** What numbers a cell has; a sentence may have them in another order. */
function listNumbers(cell: string): string[] {
  return (cell.match(/\d+(?:[., ]\d+)*/g) ?? []).sort();
}

test('there is a Chinese edition of the README', () => {
  expect(EDITIONS).toContain('README.zh-CN.md');
});

describe.for(EDITIONS)('%s', (path) => {
  const originalPath = path.replace('.zh-CN.md', '.md');
  const edition = readFileSync(join(ROOT, path), 'utf8');
  const original = readFileSync(join(ROOT, originalPath), 'utf8');

  test('has the code blocks of its original', () => {
    const toPlain = (text: string) => listCodeBlocks(text).map(({ language, text: code }) => ({ language, code }));
    expect(toPlain(edition)).toEqual(toPlain(original));
  });

  test('has its headings, level by level', () => {
    expect(listHeadingLevels(edition)).toEqual(listHeadingLevels(original));
  });

  test('links to the same pages, which are there', () => {
    const targets = listLinkTargets(edition);
    expect(targets.map(toOriginal).sort()).toEqual(listLinkTargets(original).map(toOriginal).sort());
    const files = targets.filter((target) => !/^(https?:|#)/.test(target)).map((target) => target.replace(/#.*/, ''));
    expect(files.filter((file) => !existsSync(join(ROOT, dirname(path), file)))).toEqual([]);
  });

  test('has its tables: as many rows and cells, and the same numbers in each', () => {
    const toShape = (text: string) => listTables(text).map((table) => table.map((row) => row.map(listNumbers)));
    expect(toShape(edition)).toEqual(toShape(original));
  });

  test('names the same commands, keys and files', () => {
    const toNames = (text: string) => [...new Set(listCodeSpans(text))].sort();
    expect(toNames(edition)).toEqual(toNames(original));
  });

  // Markdown makes a space of a line end, which only looks right behind punctuation in Chinese.
  test('breaks no line between two characters', () => {
    const brokenLines = /^.*\p{Script=Han}\n(?=[ \t]*\p{Script=Han})/gmu;
    expect(withoutCodeBlocks(edition).match(brokenLines) ?? []).toEqual([]);
  });
});
