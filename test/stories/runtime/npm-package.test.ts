import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { isCompiled } from '../../../src/code-cache.ts';
import { createEmptyFolder, ROOT } from '../../helpers/deployed-folder.ts';
import { onTestFinished } from '../../helpers/test-end.ts';

const PORT_AS_TOLD = '$' + '{port}';
const CONFIG = `command: python3 -m http.server --bind 127.0.0.1 ${PORT_AS_TOLD}\nport: auto\n`;

/** Somebody's folder in which nothing of npm has ever been, with the package installed as a file that was handed over. */
function installPackage(): { readonly folder: string; readonly env: Record<string, string> } {
  const delivery = createEmptyFolder();
  const options = { cwd: ROOT, stdio: 'ignore' } as const;
  execFileSync('npm', ['pack', '--ignore-scripts', '--offline', '--pack-destination', delivery], options);
  const [archive = ''] = readdirSync(delivery);
  const folder = createEmptyFolder();
  const env = { PATH: process.env['PATH'] ?? '', HOME: createEmptyFolder(), npm_config_update_notifier: 'false' };
  const flags = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  execFileSync('npm', ['install', ...flags, join(delivery, archive)], { cwd: folder, env, stdio: 'ignore' });
  return { folder, env };
}

describe('the npm package', () => {
  test('installs without network and scripts, brings no other package, and serves by npx', async () => {
    const { folder, env } = installPackage();
    expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['berth']);
    writeFileSync(join(folder, 'berth.yaml'), CONFIG);
    const npx = ['npx', '--offline', '--no-install', 'berth'] as const;
    const [command, ...args] = npx;
    expect(execFileSync(command, [...args, 'check'], { cwd: folder, env, encoding: 'utf8' })).toMatch(
      /^berth\.yaml is/,
    );
    const flags = ['run', '--port', '0', '--set', 'listen.host=127.0.0.1'];
    const child = spawn('sh', ['-c', '"$@" 2>&1', 'sh', command, ...args, ...flags], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    const { pid = 0 } = child;
    const lines: string[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
    const closed = once(child, 'close');
    const find = (event: string) => lines.find((line) => line.includes(`"event":"${event}"`));
    onTestFinished(() => {
      if (child.exitCode === null && child.signalCode === null) process.kill(-pid, 'SIGKILL');
    });
    await expect.poll(() => find('ready')).toBeDefined();
    const { port } = JSON.parse(find('listening') ?? '{}');
    expect((await fetch(`http://127.0.0.1:${port}/berth.yaml`)).status).toBe(200);
    // As a terminal does it, to all in front of it.
    process.kill(-pid, 'SIGINT');
    await closed;
    expect(find('stopped')).toBeDefined();
  });

  test('is compiled for the Node.js that first sets up or packs an app with it, and its packages stay the same bytes', () => {
    const { folder, env } = installPackage();
    const own = join(folder, 'node_modules/berth/dist');
    const listCompiled = (dist: string) => readdirSync(dist).filter((name) => name.endsWith('.cache'));
    expect(listCompiled(own)).toEqual([]);
    const app = createEmptyFolder();
    writeFileSync(join(app, 'berth.yaml'), CONFIG);
    // As `init` leaves it in a folder that is deployed as it is.
    const fresh = createEmptyFolder();
    execFileSync(process.execPath, [join(own, 'berth.cjs'), 'init', fresh], { env, stdio: 'ignore' });
    expect(listCompiled(join(fresh, 'dist'))).toContain('command-line.cjs.cache');
    for (const name of listCompiled(own)) rmSync(join(own, name));
    const pack = (output: string): string =>
      execFileSync(process.execPath, [join(own, 'berth.cjs'), 'pack', '-o', output], {
        cwd: app,
        env,
        encoding: 'utf8',
      });
    const packages = createEmptyFolder();
    const [major] = process.versions.node.split('.');
    expect(pack(join(packages, 'folder'))).toContain(`\ncompiled: berth, for Node.js ${major}\n`);
    const part = join(packages, 'folder/dist/command-line.cjs');
    expect(isCompiled(part)).toBe(true);
    expect(listCompiled(join(packages, 'folder/dist'))).toEqual(listCompiled(own));
    pack(join(packages, 'a.zip'));
    pack(join(packages, 'b.zip'));
    expect(readFileSync(join(packages, 'a.zip')).equals(readFileSync(join(packages, 'b.zip')))).toBe(true);
    // As another Node.js leaves it, which has another V8: its word for that stands behind the build and four bytes.
    const compiled = readFileSync(join(own, 'command-line.cjs.cache'));
    for (let at = 20; at < 24; at++) compiled[at]! ^= 0xff;
    writeFileSync(join(own, 'command-line.cjs.cache'), compiled);
    expect(isCompiled(join(own, 'command-line.cjs'))).toBe(false);
    pack(join(packages, 'anew'));
    expect(isCompiled(join(packages, 'anew/dist/command-line.cjs'))).toBe(true);
    // As in a folder that may not be written to.
    for (const name of [...listCompiled(own), 'compile.mjs']) rmSync(join(own, name));
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [join(own, 'berth.cjs'), 'pack', '-o', join(packages, 'c')],
      {
        cwd: app,
        env,
        encoding: 'utf8',
      },
    );
    expect(stdout).not.toContain('compiled:');
    expect(stderr).toContain('berth is not compiled for this Node.js');
  });

  test('holds the licence of berth, and of each package whose code is in it', () => {
    const { folder } = installPackage();
    const home = join(folder, 'node_modules/berth');
    expect(existsSync(join(home, 'LICENSE'))).toBe(true);
    const licences = readFileSync(join(home, 'dist/licences.txt'), 'utf8');
    for (const name of ['http-proxy', 'pino-pretty', 'valibot', 'yaml'])
      expect(licences).toMatch(new RegExp(`^${name} \\d+\\.`, 'm'));
    expect(readdirSync(join(home, 'dist')).filter((name) => name.endsWith('.map'))).toEqual([]);
  });

  test('says what it is', () => {
    const {
      dependencies,
      license,
      bin,
      private: isPrivate,
    } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect({ dependencies, license, bin, isPrivate }).toEqual({ license: 'MIT', bin: { berth: 'dist/berth.cjs' } });
  });
});
