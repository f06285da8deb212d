import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createEmptyFolder, deployBerth, ROOT } from '../../helpers/deployed-folder.ts';

const CONFIG = 'command: sleep 1000\nport: auto\nready: none\n';

test('the packed project runs where it is unpacked, without npm and without anything beside it', () => {
  const folder = createEmptyFolder();
  execFileSync('npm', ['pack', '--ignore-scripts', '--offline', '--pack-destination', folder], {
    cwd: ROOT,
    stdio: 'ignore',
  });
  const [archive = ''] = readdirSync(folder);
  execFileSync('tar', ['-xzf', archive], { cwd: folder });
  const unpacked = join(folder, 'package');
  writeFileSync(join(unpacked, 'berth.yaml'), CONFIG);
  const check = spawnSync(join(unpacked, 'bootstrap'), ['check'], { cwd: unpacked, encoding: 'utf8' });
  expect(check.stderr).toBe('');
  expect(check.stdout).toMatch(/^berth\.yaml is valid: 1 process, /);
});

test('a bootstrap file that is reached through a link finds its own folder', () => {
  const folder = deployBerth();
  writeFileSync(join(folder, 'berth.yaml'), CONFIG);
  const elsewhere = createEmptyFolder();
  symlinkSync(join(folder, 'bootstrap'), join(elsewhere, 'start'));
  const check = spawnSync(join(elsewhere, 'start'), ['check'], { cwd: elsewhere, encoding: 'utf8' });
  expect([check.status, check.stderr]).toEqual([0, '']);
});

test('a folder without the part that explains says so, and its app fails as it did', () => {
  const folder = deployBerth();
  rmSync(join(folder, 'dist/recogniser.cjs'));
  writeFileSync(
    join(folder, 'berth.yaml'),
    'command: sh -c "sleep 1; exit 7"\nport: auto\nlisten: { host: 127.0.0.1, port: 0 }\n',
  );
  const { status, stderr } = spawnSync(join(folder, 'bootstrap'), [], { cwd: folder, encoding: 'utf8' });
  expect(stderr).toContain('dist/recogniser.cjs cannot be read: deploy the whole dist folder');
  expect(stderr).toContain('"code":"APP_EXITED_BEFORE_READY"');
  expect(status).toBe(69);
  const explained = spawnSync(join(folder, 'bootstrap'), ['explain', 'berth.yaml'], { cwd: folder, encoding: 'utf8' });
  expect([explained.status, explained.stderr]).toEqual([66, expect.stringContaining('dist/recogniser.cjs')]);
});

test('BERTH_CONFIG and --config select another config, --config first', () => {
  const folder = deployBerth();
  for (const [name, port] of Object.entries({ berth: 8080, variable: 8081, flag: 8082 }))
    writeFileSync(join(folder, `${name}.yaml`), `command: sleep 1000\nport: ${port}\n`);
  const check = (args: readonly string[], env: Record<string, string>): string => {
    const options = { cwd: folder, env: { PATH: process.env['PATH'] ?? '', ...env }, encoding: 'utf8' } as const;
    return spawnSync(join(folder, 'bootstrap'), ['check', ...args], options).stdout;
  };
  expect(check([], {})).toContain('the app on 127.0.0.1:8080');
  expect(check([], { BERTH_CONFIG: 'variable.yaml' })).toContain('the app on 127.0.0.1:8081');
  expect(check(['--config', 'flag.yaml'], { BERTH_CONFIG: 'variable.yaml' })).toContain('the app on 127.0.0.1:8082');
});

test('a folder deployed without dist says what is missing, and does not try to build', () => {
  const folder = createEmptyFolder();
  cpSync(join(ROOT, 'bootstrap'), join(folder, 'bootstrap'));
  const { status, stderr } = spawnSync(join(folder, 'bootstrap'), { cwd: folder, encoding: 'utf8' });
  expect(status).toBe(66);
  expect(stderr).toBe(`berth: ${folder}/dist/berth.cjs is missing: deploy the dist folder together with this file\n`);
});

test.for([
  ['berth', 'bootstrap'],
  ['berth', 'berth/bootstrap'],
] as const)('berth runs from %s/ by %s, where dist/ or bootstrap is the app’s', ([place, start]) => {
  const folder = createEmptyFolder();
  cpSync(join(ROOT, 'dist'), join(folder, place), { recursive: true });
  cpSync(join(ROOT, 'bootstrap'), join(folder, start));
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'berth.yaml'), CONFIG);
  const check = spawnSync(join(folder, start), ['check'], { cwd: '/', encoding: 'utf8' });
  expect([check.status, check.stderr]).toEqual([0, '']);
  expect(check.stdout).toMatch(/berth\.yaml is valid: 1 process, /);
});
