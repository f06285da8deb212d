import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findConfigFile } from '../../../src/config/source/find-config.ts';
import { createFolder } from '../../helpers/config-folder.ts';

const FILES = {
  'dist/berth.cjs': '',
  'berth.yaml': '',
  'config/demo/berth.yaml': '',
  'other.yaml': '',
  'third.yaml': '',
};

describe('the config file', () => {
  test.for([
    ['is the one that --config names', ['other.yaml', 'third.yaml'], [], 'other.yaml'],
    ['is else the one that BERTH_CONFIG names', [null, 'third.yaml'], [], 'third.yaml'],
    ['is else berth.yaml beside the bootstrap file', [null, null], [], 'berth.yaml'],
    ['is the same if BERTH_CONFIG is empty', [null, ''], [], 'berth.yaml'],
    ['is else, in a checkout, the demo app’s', [null, null], ['berth.yaml'], 'config/demo/berth.yaml'],
  ] as const)('%s', ([, [flag, variable], missing, expected]) => {
    const files = Object.fromEntries(Object.entries(FILES).filter(([name]) => !missing.includes(name as never)));
    const folder = createFolder(files);
    const env = variable === null ? {} : { BERTH_CONFIG: variable === '' ? '' : join(folder, variable) };
    const found = findConfigFile(flag === null ? null : join(folder, flag), env, join(folder, 'dist/berth.cjs'));
    expect(found).toBe(join(folder, expected));
  });

  test.for(['flag', 'variable'])('that is named by a %s and is not there is never replaced by another', (by) => {
    const folder = createFolder(FILES);
    const named = join(folder, 'nowhere.yaml');
    const env = by === 'flag' ? {} : { BERTH_CONFIG: named };
    const found = findConfigFile(by === 'flag' ? named : null, env, join(folder, 'dist/berth.cjs'));
    expect(found).toBe(named);
  });

  test('that is nowhere is looked for beside the bootstrap file', () => {
    const folder = createFolder({ 'dist/berth.cjs': '' });
    expect(findConfigFile(null, {}, join(folder, 'dist/berth.cjs'))).toBe(join(folder, 'berth.yaml'));
  });
});
