import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os, { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { expect, test } from 'vitest';
import { isCompiled, PART_HEAD, useCodeCache } from '../src/code-cache.ts';
import { onTestFinished } from './helpers/test-end.ts';

const BUILD = '0123456789abcdef';
const toText = (value: number, word = 'plain', build = BUILD): string =>
  `${PART_HEAD}\nmodule.exports = { value: ${value}, file: __filename, word: '${word}', os: require('node:os') };\n})\n// build ${build}\n`;
const compile = (text: string): Buffer => new Script(text).createCachedData();

interface Part {
  readonly value: number;
  readonly file: string;
  readonly word: string;
}

/** A part that says 2 in its text; V8 compares lengths only, so that a compiled form which says 1 shows when it is taken. */
function loadPart(cache: Buffer | null, text = toText(2)): Part {
  const folder = mkdtempSync(join(tmpdir(), 'berth-code-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'part.cjs');
  writeFileSync(file, text);
  if (cache !== null) writeFileSync(`${file}.cache`, cache);
  useCodeCache(folder);
  const part: Part = createRequire(import.meta.url)(file);
  expect(part).toMatchObject({ file, os });
  expect(isCompiled(file)).toBe(part.value === 1);
  return part;
}

test('a part is taken from the compiled form of its build', () => {
  expect(loadPart(Buffer.concat([Buffer.from(BUILD), compile(toText(1))])).value).toBe(1);
});

const USELESS: ReadonlyArray<readonly [string, () => Buffer | null]> = [
  ['there is none', () => null],
  ['it is of another build', () => Buffer.concat([Buffer.from('f'.repeat(16)), compile(toText(1))])],
  ['it is of a text of another length', () => Buffer.concat([Buffer.from(BUILD), compile(toText(100))])],
  ['it is cut', () => Buffer.concat([Buffer.from(BUILD), compile(toText(1)).subarray(0, 50)])],
  ['it is empty', () => Buffer.alloc(0)],
  ['it is noise', () => Buffer.alloc(5_000, 7)],
];

test.for(USELESS)('and from its text where %s', ([, make]) => {
  expect(loadPart(make()).value).toBe(2);
});

test('a part that says no build is taken from its text', () => {
  const text = `${toText(2)}\n`;
  expect(loadPart(Buffer.concat([Buffer.from(BUILD), compile(text.replace('2', '1'))]), text).value).toBe(2);
});

test.for(['’ and ß', 'plain'])('a part keeps its texts (%s), compiled or not', (word) => {
  const [text, other] = [toText(2, word), toText(1, word)];
  expect(loadPart(null, text)).toMatchObject({ value: 2, word });
  expect(loadPart(Buffer.concat([Buffer.from(BUILD), compile(other)]), text)).toMatchObject({ value: 1, word });
});

test('what is no part is a module as any other', () => {
  expect(loadPart(null, "module.exports = { value: 2, file: __filename, os: require('node:os') };\n").value).toBe(2);
});
