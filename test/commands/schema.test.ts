import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createFolder } from '../helpers/config-folder.ts';
import { finishBerth } from '../helpers/finished-berth.ts';

describe('berth schema', () => {
  test('prints the committed schema', () => {
    const { status, stdout } = finishBerth(['schema'], createFolder({}));
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync('config/berth.schema.json', 'utf8')));
  });
});
