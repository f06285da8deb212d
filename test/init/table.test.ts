import { expect, test } from 'vitest';
import { AppFolder } from '../../src/init/app-folder.ts';
import { FINDERS, IMPORTERS } from '../../src/init/table.ts';
import { createFolder } from '../helpers/config-folder.ts';

test('an empty folder holds no app, whoever looks', () => {
  const folder = new AppFolder(createFolder({}));
  expect(FINDERS.flatMap((find) => find(folder))).toEqual([]);
  expect(IMPORTERS.map((read) => read(folder)).filter((imported) => imported !== null)).toEqual([]);
});
