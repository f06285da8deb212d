import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSettings } from '../../src/config/load.ts';
import { createFolder } from '../helpers/config-folder.ts';
import { finishBerth } from '../helpers/finished-berth.ts';

describe('berth init', () => {
  test('writes a config that is valid, and the bootstrap file, and says what comes next', async () => {
    const folder = createFolder({ 'server.py': '' });
    const { status, stdout } = finishBerth(['init'], folder);
    expect(status).toBe(0);
    expect(stdout).toContain('wrote berth.yaml (found server.py)');
    expect(stdout).toContain('copied bootstrap');
    expect(stdout).toContain('3. ./bootstrap check\n');
    expect(readFileSync(join(folder, 'bootstrap'))).toEqual(readFileSync('bootstrap'));
    expect(statSync(join(folder, 'bootstrap')).mode & 0o111).toBe(0o111);
    const { settings } = await loadSettings({ file: join(folder, 'berth.yaml'), env: {} });
    expect(settings.processes[0]?.command).toMatchObject({ file: 'python3', args: ['-u', 'server.py'] });
  });

  test('overwrites nothing', () => {
    const folder = createFolder({ 'app/berth.yaml': 'mine', 'app/bootstrap': 'mine too' });
    const { status, stdout } = finishBerth(['init', 'app'], folder);
    expect(status).toBe(0);
    expect(stdout).toContain('app/berth.yaml is there already: left alone');
    expect(stdout).toContain('app/bootstrap is there already: left alone');
    expect(readFileSync(join(folder, 'app/berth.yaml'), 'utf8')).toBe('mine');
    expect(readFileSync(join(folder, 'app/bootstrap'), 'utf8')).toBe('mine too');
  });

  test('makes the folder, and asks for the command it did not find', async () => {
    const folder = createFolder({});
    const { stdout } = finishBerth(['init', 'new/app'], folder);
    expect(stdout).toContain('no start command was found');
    expect(readFileSync(join(folder, 'new/app/berth.yaml'), 'utf8')).toContain('CHANGE THIS');
    await expect(loadSettings({ file: join(folder, 'new/app/berth.yaml'), env: {} })).resolves.toBeDefined();
  });

  test('says why a folder cannot be set up, and ends with 1', () => {
    const folder = createFolder({ file: '' });
    const { status, stderr } = finishBerth(['init', 'file/app'], folder);
    expect(status).toBe(1);
    expect(stderr).toContain('file/app cannot be set up');
  });
});
