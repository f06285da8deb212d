import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSettings } from '../../src/config/load.ts';
import { BUNDLE } from '../helpers/berth.ts';
import { createFolder } from '../helpers/config-folder.ts';
import { finishBerth } from '../helpers/finished-berth.ts';
import { onTestFinished } from '../helpers/test-end.ts';

const NODE = { 'package.json': '{"scripts":{"start":"node server.js"}}', 'server.js': '' };

function read(folder: string, name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

describe('berth init', () => {
  test('writes a config that is valid, berth and its start file, and says all of it and what comes next', async () => {
    const folder = createFolder(NODE);
    const { status, stdout } = finishBerth(['init'], folder);
    expect(status).toBe(0);
    const config = read(folder, 'berth.yaml');
    const shown = config.trimEnd().replace(/^/gm, '  ');
    expect(stdout).toMatch(/^found Node\.js.*\n/);
    expect(stdout).toContain(
      `wrote berth.yaml\n${shown}\nwrote bootstrap, which starts berth\nwrote dist/, berth itself\n`,
    );
    expect(stdout.endsWith('next: ./bootstrap\n')).toBe(true);
    expect(readFileSync(join(folder, 'bootstrap'))).toEqual(readFileSync('bootstrap'));
    expect(statSync(join(folder, 'bootstrap')).mode & 0o111).toBe(0o111);
    const { settings } = await loadSettings({ file: join(folder, 'berth.yaml'), env: {} });
    expect(settings.processes[0]?.command).toMatchObject({ file: 'node', args: ['server.js'] });
  });

  test('keeps secrets in a file of their own, for its owner alone, which the packed app does without', () => {
    const folder = createFolder({ ...NODE, Procfile: 'web: DB_PASSWORD=hunter2secret node server.js\n' });
    const { stdout } = finishBerth(['init'], folder);
    expect(stdout).toContain('wrote .env.berth, which only you can read');
    expect(stdout).not.toContain('hunter2secret');
    expect(read(folder, 'berth.yaml')).not.toContain('hunter2secret');
    expect(read(folder, '.env.berth')).toContain("DB_PASSWORD='hunter2secret'");
    expect(statSync(join(folder, '.env.berth')).mode & 0o777).toBe(0o600);
    expect(finishBerth(['check'], folder).status).toBe(0);
    const { stderr } = finishBerth(['pack', '-o', 'packed'], folder);
    expect(stderr).toContain('the platform must set DB_PASSWORD');
    expect(existsSync(join(folder, 'packed/berth.yaml'))).toBe(true);
    expect(existsSync(join(folder, 'packed/.env.berth'))).toBe(false);
    finishBerth(['pack', '-o', 'whole', '--with-secrets'], folder);
    expect(existsSync(join(folder, 'whole/.env.berth'))).toBe(true);
  });

  test('names a file that it cannot change for its encoding, and the line that makes it UTF-8', () => {
    const folder = createFolder({});
    const conf = 'server { listen 80; root /srv; }\n';
    writeFileSync(
      join(folder, 'default.conf'),
      Buffer.concat([Buffer.of(0x23, 0xb2, 0xe2, 0xca, 0xd4, 0x0a), Buffer.from(conf)]),
    );
    const line = 'iconv -f GBK -t UTF-8 default.conf > default.conf.utf8 && mv default.conf.utf8 default.conf';
    expect(finishBerth(['init', '--dry-run'], folder).stdout).toContain(
      `default.conf is not UTF-8; make it that, and call init again: ${line}\n`,
    );
    execFileSync('sh', ['-c', line], { cwd: folder });
    expect(read(folder, 'default.conf')).toBe(`#\u6d4b\u8bd5\n${conf}`);
    expect(finishBerth(['init', '--dry-run'], folder).stdout).toMatch(/^found nginx/);
  });

  test('says how a package program that is not installed comes here', () => {
    const folder = createFolder({
      'package.json':
        '{"packageManager":"pnpm@9.1.0","scripts":{"start":"node server.js"},"dependencies":{"express":"4"}}',
      'server.js': '',
      'bin/npm': '',
      'bin/corepack': '',
      'bin/pnpm': '',
    });
    const find = (programs: readonly string[]) => {
      for (const name of ['npm', 'corepack', 'pnpm'])
        chmodSync(join(folder, 'bin', name), programs.includes(name) ? 0o755 : 0o644);
      const { stdout } = finishBerth(['init', '--dry-run'], folder, { PATH: join(folder, 'bin') });
      return /then (.*), then \.\/bootstrap/.exec(stdout)?.[1];
    };
    expect(find(['npm'])).toBe('npm install -g corepack && corepack enable pnpm && pnpm install');
    expect(find(['npm', 'corepack'])).toBe('corepack enable pnpm && pnpm install');
    expect(find(['npm', 'corepack', 'pnpm'])).toBe('pnpm install');
  });

  test('overwrites nothing', () => {
    const folder = createFolder({ 'app/berth.yaml': 'mine', 'app/bootstrap': 'mine too' });
    const { status, stdout } = finishBerth(['init', 'app'], folder);
    expect(status).toBe(0);
    expect(stdout).toContain('berth.yaml is there already: left alone');
    expect(stdout).toContain('bootstrap is there already, and does not start berth: left alone');
    expect(read(folder, 'app/berth.yaml')).toBe('mine');
    expect(read(folder, 'app/bootstrap')).toBe('mine too');
  });

  test('a second time finds all done', () => {
    const folder = createFolder(NODE);
    finishBerth(['init'], folder);
    const { status, stdout } = finishBerth(['init'], folder);
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: `berth.yaml is there already: left alone
bootstrap is berth's already: left alone
dist/ has a berth already: left alone
next: ./bootstrap
`,
    });
  });

  test('makes the folder, and asks for the command it did not find, as `check` does', () => {
    const folder = createFolder({});
    const { stdout } = finishBerth(['init', 'new/app'], folder);
    expect(stdout).toContain('nothing was found that starts an app');
    expect(stdout).toContain('next: write the line that starts the app into new/app/berth.yaml');
    expect(read(folder, 'new/app/berth.yaml')).toMatch(/^# CHANGE THIS: .*\ncommand:\n/);
    const { status, stderr } = finishBerth(['check', 'new/app/berth.yaml'], folder);
    expect(status).toBe(78);
    expect(stderr).toContain(
      'has 1 problem(s):\nnew/app/berth.yaml:2:9: command is empty, expected the line that starts',
    );
  });

  test('with --dry-run shows all of it and does nothing', () => {
    const folder = createFolder(NODE);
    const { status, stdout } = finishBerth(['init', '--dry-run'], folder);
    expect(status).toBe(0);
    expect(stdout).toContain('write berth.yaml\n');
    expect(stdout).toContain('  command: node server.js\n');
    expect(readdirSync(folder)).toEqual(['package.json', 'server.js']);
    expect(finishBerth(['init', 'nowhere', '--dry-run'], folder).status).toBe(0);
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
  });

  test('takes the best of several, lists all, and takes another by its number', () => {
    const folder = createFolder({ ...NODE, 'app.py': '' });
    const first = finishBerth(['init', '--dry-run'], folder).stdout;
    expect(first).toContain('  1  Node.js');
    expect(first).toContain('  2  Python');
    expect(first).toContain('command: node server.js');
    expect(finishBerth(['init', '--pick', '2'], folder).stdout).toContain('app.py\n  port');
    const wrong = finishBerth(['init', '--pick', '7'], createFolder(NODE));
    expect(wrong.status).toBe(1);
    expect(wrong.stdout).toContain('there is no number 7');
  });

  test('puts berth into a folder of its own where dist is the app’s, or bootstrap is a folder', () => {
    for (const files of [
      { 'dist/main.js': '' },
      { '.gitignore': '/dist\n' },
      { 'package.json': '{"scripts":{"build":"tsc"}}' },
    ]) {
      const folder = createFolder({ ...files, 'server.py': '' });
      expect(finishBerth(['init'], folder).stdout).toContain('wrote berth/, berth itself');
      expect(existsSync(join(folder, 'berth/berth.cjs'))).toBe(true);
    }
    const folder = createFolder({ 'server.py': '' });
    mkdirSync(join(folder, 'bootstrap'));
    expect(finishBerth(['init'], folder).stdout).toContain('next: ./berth/bootstrap\n');
  });

  test('says why a folder cannot be set up, and ends with 1', () => {
    const folder = createFolder({ file: '' });
    const { status, stderr } = finishBerth(['init', 'file/app'], folder);
    expect(status).toBe(1);
    expect(stderr).toContain('file/app cannot be set up');
  });

  test.for([
    [['init', 'a', 'b'], 'init sets up one folder, and not also b'],
    [['init', '--dry-run', '--run'], '--dry-run starts nothing, and --run does'],
    [['init', '--pick', 'x'], "--pick is 'x', expected a number"],
    [['init', '--json'], '--json is for `berth rehearse` and `berth explain`, not for `berth init`'],
  ] as const)('%j is refused with its help', ([args, words]) => {
    const { status, stderr } = finishBerth(args, createFolder({}));
    expect(status).toBe(64);
    expect(stderr).toContain(`berth: ${words}\n\nberth init - `);
  });
});

describe("the app's own bootstrap", () => {
  test('is moved with its mode, and started by the config; berth knows its own from it', () => {
    const folder = createFolder({ bootstrap: '#!/bin/sh\nexec node server.js --port $FC_SERVER_PORT\n' });
    chmodSync(join(folder, 'bootstrap'), 0o754);
    const { stdout } = finishBerth(['init'], folder);
    expect(stdout).toContain("moved bootstrap, the app's own, to bootstrap.app (undo: mv bootstrap.app bootstrap)\n");
    expect(statSync(join(folder, 'bootstrap.app')).mode & 0o777).toBe(0o754);
    expect(read(folder, 'berth.yaml')).toMatch(/\ncommand: \.\/bootstrap\.app\nport: auto\n$/);
    expect(finishBerth(['init'], folder).stdout).toContain("bootstrap is berth's already");
  });
});

describe('berth init --run', () => {
  const APP = "const http = require('http'); http.createServer((q, r) => r.end('served')).listen(process.env.PORT);";

  test('ends as `run` does where the app fails', () => {
    const folder = createFolder({ ...NODE, 'server.js': 'process.exit(3)' });
    const { status, stdout, stderr } = finishBerth(['init', '--run', '--port', '0'], folder);
    expect(status).toBe(69);
    expect(stdout).toContain('wrote berth.yaml');
    expect(stdout).not.toContain('ready:');
    expect(stderr).toContain('"code":"APP_EXITED_BEFORE_READY"');
  });

  test('ends as `run` does where nothing was found', () => {
    const { status, stderr } = finishBerth(['init', '--run'], createFolder({}));
    expect(status).toBe(78);
    expect(stderr).toContain('command is empty, expected the line that starts the app');
  });

  test('starts nothing that is not complete, and says what it needs', () => {
    const folder = createFolder({
      'package.json': '{"scripts":{"start":"node server.js"},"dependencies":{"express":"^5.0.0"}}',
      'server.js': '',
    });
    const { status, stdout, stderr } = finishBerth(['init', '--run'], folder);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^berth: not started: first npm /);
    expect(stdout).toMatch(/^next: npm .*, then \.\/bootstrap$/m);
  });

  test('serves what was set up before', async () => {
    const folder = createFolder({ ...NODE, 'server.js': APP });
    finishBerth(['init'], folder);
    const berth = spawn(process.execPath, [BUNDLE, 'init', '--run', '--port', '0', '--set', 'listen.host=127.0.0.1'], {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    onTestFinished(() => void berth.kill('SIGKILL'));
    let shown = '';
    berth.stdout.on('data', (chunk) => {
      shown += String(chunk);
    });
    await expect.poll(() => shown, { timeout: 20_000 }).toMatch(/^ready: http:\/\/127\.0\.0\.1:\d+\/$/m);
    const address = /^ready: (\S+)$/m.exec(shown)?.[1] ?? '';
    expect(await (await fetch(address)).text()).toBe('served');
    berth.kill('SIGTERM');
    expect(await once(berth, 'exit')).toEqual([0, null]);
  });
});
