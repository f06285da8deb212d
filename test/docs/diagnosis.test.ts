import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CAUSE_TITLES } from '../../src/failures/explanation.ts';
import { ROW_GROUPS } from '../../src/failures/recogniser/table.ts';
import { createFolder } from '../helpers/config-folder.ts';
import { ROOT } from '../helpers/deployed-folder.ts';
import { finishBerth } from '../helpers/finished-berth.ts';
import { isShownOutput, listCodeBlocks, listConsoleSteps } from '../helpers/markdown.ts';

const PAGE = readFileSync(join(ROOT, 'docs/diagnosis.md'), 'utf8');
const LOG =
  'starting\nError: listen EADDRINUSE: address already in use :::8080\n    at x (y.js:1:1)\n\nNode.js v20.20.2\n';

describe('the page on how a cause is found', () => {
  test('names no more rows than there are', () => {
    const [, stated] = /more than (\d+) rows/.exec(PAGE)!;
    expect(ROW_GROUPS.flatMap(({ rows }) => rows).length).toBeGreaterThan(Number(stated));
  });

  test('shows what `berth explain` prints', () => {
    const folder = createFolder({ 'app.log': LOG });
    const [step] = listConsoleSteps(listCodeBlocks(PAGE)[0]!);
    const { stdout } = finishBerth(step!.command!.split(' ').slice(1), folder);
    expect(isShownOutput(step!.shown, stdout, new Map())).toBe(true);
  });

  test('has every certainty there is', () => {
    const listed = [...PAGE.matchAll(/^\| `(\w+)` \| (?!Means)[^|]+ \| [^|]+ \|$/gm)].map(([, name]) => name);
    expect(listed.sort()).toEqual(Object.keys(CAUSE_TITLES).sort());
  });
});
