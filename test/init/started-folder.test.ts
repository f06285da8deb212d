import { expect, test } from 'vitest';
import { listExpectedFolders } from '../helpers/app-folder.ts';

const STARTED = listExpectedFolders().flatMap(({ name, start }) => (start === undefined ? [] : [{ name, ...start }]));

test('at least 40 folders are started by init, and 36 of them answer 200 without an edit', () => {
  const isAtOnce = STARTED.filter(({ line, status = 200 }) => line === undefined && status === 200);
  expect(STARTED.length).toBeGreaterThanOrEqual(40);
  expect(isAtOnce.length).toBeGreaterThanOrEqual(36);
});

test('every push starts 40 of them, the night alone the rest', () => {
  expect(STARTED.filter(({ isLong }) => isLong !== true).length).toBeGreaterThanOrEqual(40);
});

test('each of them has a text of its own, by which the answer is known to be the app’s', () => {
  expect(STARTED.filter(({ says }) => says === undefined || says === '').map(({ name }) => name)).toEqual([]);
});
