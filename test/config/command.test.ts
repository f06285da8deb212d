import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findStartCommand } from '../../src/commands/start-command.ts';
import { loadSettings } from '../../src/config/load.ts';
import { createFolder } from '../helpers/config-folder.ts';

const BUNDLE = resolve('dist/berth.cjs');

function runBerth(args: readonly string[], cwd: string, env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BUNDLE, ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    encoding: 'utf8',
  });
  return { status, stdout, stderr: withoutPortWarnings(stderr) };
}

// Other programs of this machine may hold the ports that these configs name.
function withoutPortWarnings(stderr: string): string {
  return stderr.replace(/^berth: warning: port \d+ .* is in use.*\n/gm, '');
}

const APP = 'command: python3 server.py\nport: 8080\n';
/** What the command of APP needs to be there. */
const FILES = { 'server.py': '' };

describe('berth check', () => {
  test('says in one line what a valid config does, and ends with 0', () => {
    const folder = createFolder({ ...FILES, 'berth.yaml': APP });
    const { status, stdout, stderr } = runBerth(['check'], folder, { BERTH_CONFIG: 'berth.yaml' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toBe(
      'berth.yaml is valid: 1 process, listens on 0.0.0.0:9000 (default), the app on 127.0.0.1:8080\n',
    );
  });

  test('takes the flags of `run`, and warns on stderr', () => {
    const folder = createFolder({ ...FILES, 'other.yaml': APP });
    const env = { FC_SERVER_PORT: '1', FC_CUSTOM_LISTEN_PORT: '2' };
    const warned = runBerth(['check', 'other.yaml'], folder, env);
    expect(warned.stdout).toContain('listens on 0.0.0.0:1 (FC_SERVER_PORT)');
    expect(warned.stderr).toContain('warning: FC_SERVER_PORT and FC_CUSTOM_LISTEN_PORT name different ports');
    const flagged = runBerth(['check', '--config', 'other.yaml', '--port', '7000', '--set', 'port=7001'], folder, env);
    expect(flagged).toMatchObject({ status: 0, stderr: '' });
    expect(flagged.stdout).toContain('listens on 0.0.0.0:7000 (--port), the app on 127.0.0.1:7001');
  });

  test('lists every problem on stderr, and ends with 78', () => {
    const folder = createFolder({ 'berth.yaml': 'comand: x\nport: eighty\n' });
    const { status, stdout, stderr } = runBerth(['check', 'berth.yaml'], folder);
    expect({ status, stdout }).toEqual({ status: 78, stdout: '' });
    expect(stderr).toContain('CONFIG_INVALID: berth.yaml has 3 problem(s):');
    expect(stderr).toContain("berth.yaml:1:1: unknown key 'comand', expected a known key (did you mean 'command'?)");
    expect(stderr).toContain("berth.yaml:2:7: port is 'eighty', expected a port from 1 to 65535, or auto");
  });

  test('writes nothing, not even the run directory', () => {
    const folder = createFolder({
      ...FILES,
      'berth.yaml': `${APP}runDir: run\nfiles: { a: { template: a.tmpl } }\n`,
      'a.tmpl': 'x',
    });
    expect(runBerth(['check', 'berth.yaml'], folder).status).toBe(0);
    expect(existsSync(join(folder, 'run'))).toBe(false);
  });

  test('ends with 78 for a config that is not there or a variable that is not set', () => {
    const folder = createFolder({ 'unset.yaml': `command: x \${env.NO_SUCH}\nport: 1\n` });
    const missing = runBerth(['check', '--config', 'no.yaml'], folder);
    expect(missing.status).toBe(78);
    expect(missing.stderr).toContain('CONFIG_NOT_FOUND');
    const unset = runBerth(['check', 'unset.yaml'], folder);
    expect(unset.status).toBe(78);
    expect(unset.stderr).toContain('unset.yaml:1:12');
  });
});

describe('berth schema', () => {
  test('prints the committed schema', () => {
    const { status, stdout } = runBerth(['schema'], createFolder({}));
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync('config/berth.schema.json', 'utf8')));
  });
});

describe('berth init', () => {
  test('writes a config that is valid, and the bootstrap file, and says what comes next', async () => {
    const folder = createFolder({ 'server.py': '' });
    const { status, stdout } = runBerth(['init'], folder);
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
    const { status, stdout } = runBerth(['init', 'app'], folder);
    expect(status).toBe(0);
    expect(stdout).toContain('app/berth.yaml is there already: left alone');
    expect(stdout).toContain('app/bootstrap is there already: left alone');
    expect(readFileSync(join(folder, 'app/berth.yaml'), 'utf8')).toBe('mine');
    expect(readFileSync(join(folder, 'app/bootstrap'), 'utf8')).toBe('mine too');
  });

  test('makes the folder, and asks for the command it did not find', async () => {
    const folder = createFolder({});
    const { stdout } = runBerth(['init', 'new/app'], folder);
    expect(stdout).toContain('no start command was found');
    expect(readFileSync(join(folder, 'new/app/berth.yaml'), 'utf8')).toContain('CHANGE THIS');
    await expect(loadSettings({ file: join(folder, 'new/app/berth.yaml'), env: {} })).resolves.toBeDefined();
  });

  test('says why a folder cannot be set up, and ends with 1', () => {
    const folder = createFolder({ file: '' });
    const { status, stderr } = runBerth(['init', 'file/app'], folder);
    expect(status).toBe(1);
    expect(stderr).toContain('file/app cannot be set up');
  });
});

describe('the start command', () => {
  test.for([
    [{ 'package.json': '{"scripts":{"start":"node src/index.js --x"}}' }, 'node src/index.js --x'],
    [{ 'package.json': '{"scripts":{"start":"NODE_ENV=production node . && x"}}' }, 'npm start'],
    [{ 'package.json': '{}', 'server.js': '' }, 'node server.js'],
    [{ 'package.json': 'not JSON' }, null],
    [{ 'manage.py': '', 'app.py': '' }, `python3 -u manage.py runserver --noreload 127.0.0.1:\${port}`],
    [{ 'app.py': '' }, 'python3 -u app.py'],
    [{ 'my app.jar': '', 'my app-sources.jar': '' }, `java -Dserver.port=\${port} -jar 'my app.jar'`],
    [{ 'a.jar': '', 'b.jar': '' }, null],
    [
      { 'Shop.dll': '', 'Dep.dll': '', 'Shop.runtimeconfig.json': '{}' },
      `dotnet Shop.dll --urls http://127.0.0.1:\${port}`,
    ],
    [{ 'index.php': '' }, `php -S 127.0.0.1:\${port}`],
    [{ 'README.md': '' }, null],
  ] as const)('of a folder with %j is found', ([files, command]) => {
    expect(findStartCommand(createFolder(files))?.command ?? null).toBe(command);
  });

  test.for([
    { 'package.json': '{"scripts":{"start":"node \\"a b\\".js"}}' },
    { "it's.jar": '' },
    { 'index.php': '' },
    { 'manage.py': '' },
    { 'app.py': '' },
  ])('of a folder with %j makes a valid config', async (files) => {
    const folder = createFolder(files);
    expect(runBerth(['init'], folder).status).toBe(0);
    await expect(loadSettings({ file: join(folder, 'berth.yaml'), env: {} })).resolves.toBeDefined();
  });
});
