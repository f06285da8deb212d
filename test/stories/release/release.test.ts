import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requirePackages } from '../../helpers/debian.ts';
import { createEmptyFolder, ROOT } from '../../helpers/deployed-folder.ts';

const packages = await requirePackages(['unzip']);

/** What a checkout holds that a release is made of; it builds, which the checkout under test must not do meanwhile. */
const SOURCES = [
  'src',
  'scripts',
  'config',
  'docs',
  'bootstrap',
  'LICENSE',
  'README.md',
  'README.zh-CN.md',
  'CHANGELOG.md',
];
const MANIFESTS = ['package.json', 'package-lock.json', 'tsconfig.json'];

const CONFIG = 'command: sleep 1000\nport: auto\nready: none\n';

/** Makes a release in a checkout of its own. */
function release(folder: string, env: Readonly<Record<string, string>> = {}): string {
  mkdirSync(folder);
  for (const name of [...SOURCES, ...MANIFESTS]) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  execFileSync('node', ['scripts/release.mjs'], { cwd: folder, env: { ...process.env, ...env }, stdio: 'ignore' });
  return join(folder, 'release');
}

describe.skipIf(packages.skipReason !== null)(packages.title('a release'), () => {
  let first = '';
  let second = '';
  let version = '';
  let room = '';
  const file = (suffix: string): string => join(first, `berth-${version}${suffix}`);

  beforeAll(() => {
    version = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version;
    room = mkdtempSync(join(tmpdir(), 'berth-release-test-'));
    first = release(join(room, 'one'));
    second = release(join(room, 'another'), { TZ: 'Asia/Tokyo', HOME: room });
  });

  afterAll(() => rmSync(room, { recursive: true, force: true }));

  test('is the same to the byte, made twice in two places', () => {
    const names = readdirSync(first);
    expect(names).toEqual([
      'SHA256SUMS',
      `berth-${version}-fc-layer.zip`,
      `berth-${version}-image.tar.gz`,
      `berth-${version}-licences.txt`,
      `berth-${version}.cdx.json`,
      `berth-${version}.tar.gz`,
      `berth-${version}.tgz`,
    ]);
    expect(readdirSync(second)).toEqual(names);
    const changed = names.filter((name) => !readFileSync(join(first, name)).equals(readFileSync(join(second, name))));
    expect(changed).toEqual([]);
  });

  test('has checksums that are right', () => {
    const check = spawnSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: first, encoding: 'utf8' });
    expect(check.status, check.stderr).toBe(0);
    expect(check.stdout.trim().split('\n')).toHaveLength(6);
  });

  test('is an archive that runs where it is unpacked', () => {
    const folder = createEmptyFolder();
    execFileSync('tar', ['-xzf', file('.tar.gz'), '--strip-components=1'], { cwd: folder });
    writeFileSync(join(folder, 'berth.yaml'), CONFIG);
    expect(checkConfig(join(folder, 'bootstrap'), folder)).toMatch(/^berth\.yaml is valid/);
  });

  test('is a layer whose bootstrap finds the config of the function', () => {
    const opt = createEmptyFolder();
    execFileSync('unzip', ['-q', file('-fc-layer.zip'), '-d', opt]);
    expect(statSync(join(opt, 'berth/bootstrap')).mode & 0o777).toBe(0o755);
    const code = createEmptyFolder();
    writeFileSync(join(code, 'berth.yaml'), CONFIG);
    expect(checkConfig(join(opt, 'berth/bootstrap'), code)).toMatch(/^berth\.yaml is valid/);
  });

  test('is the context of an image to copy from', () => {
    const folder = createEmptyFolder();
    execFileSync('tar', ['-xzf', file('-image.tar.gz')], { cwd: folder });
    expect(readFileSync(join(folder, 'image/Containerfile'), 'utf8')).toMatch(
      /^FROM scratch\nCOPY berth\/ \/opt\/berth\/\n$/m,
    );
    expect(statSync(join(folder, 'image/berth/bootstrap')).mode & 0o111).toBe(0o111);
  });

  test('names all that is in the bundle, and nothing that only builds it', () => {
    const bom = JSON.parse(readFileSync(file('.cdx.json'), 'utf8'));
    expect(bom).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { name: 'berth', version } } });
    const names: string[] = bom.components.map((component: { name: string }) => component.name);
    expect(names).toEqual(expect.arrayContaining(['pino-pretty', 'yaml', 'yazl']));
    expect(names.filter((name) => /^(esbuild|vitest|typescript)/.test(name))).toEqual([]);
    const licences = readFileSync(file('-licences.txt'), 'utf8');
    for (const { name, version: its } of bom.components) expect(licences).toContain(`${name} ${its} (`);
  });
});

function checkConfig(bootstrap: string, cwd: string): string {
  const { stdout, stderr } = spawnSync(bootstrap, ['check'], { cwd, encoding: 'utf8' });
  return stdout + stderr;
}
