import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BUNDLE } from '../../helpers/berth.ts';
import { createFolder } from '../../helpers/config-folder.ts';

const APP = 'command: sleep 1000\nport: auto\nready: none\nlisten: { host: 127.0.0.1, port: 0 }\n';

/** Runs a line of shell in a folder, with mounts of its own; `$BERTH` is the built bundle. Returns all that it shows. */
function runShell(folder: string, line: string): { readonly status: number | null; readonly shown: string } {
  const { status, stdout } = spawnSync('unshare', ['--mount', 'sh', '-c', `exec 2>&1; ${line}`], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', BERTH: `${process.execPath} ${BUNDLE}` },
    encoding: 'utf8',
    timeout: 20_000,
  });
  return { status, shown: stdout };
}

describe.skipIf(process.getuid?.() !== 0)('a disk that cannot be used', () => {
  test.for(['check', 'run'])('because it is read-only is said by `%s` in words', (command) => {
    const folder = createFolder({ 'berth.yaml': `${APP}runDir: ro/run\n`, 'ro/x': '' });
    const { status, shown } = runShell(folder, `mount -t tmpfs -o ro none ro && $BERTH ${command}`);
    expect(shown).toContain(`the run directory ${folder}/ro/run cannot be written: it is on a disk that is read-only`);
    expect(shown).not.toMatch(/EROFS|\n +at /);
    expect(status).toBe(78);
  });

  test('because it is full is said in words', () => {
    const folder = createFolder({
      'berth.yaml': `${APP}runDir: full/run\nfiles: { a: { template: t } }\n`,
      ...{ t: 'x'.repeat(100_000), 'full/x': '' },
    });
    const { shown } = runShell(folder, 'mount -t tmpfs -o size=16k none full && $BERTH');
    expect(shown).toContain(`the run directory ${folder}/full/run cannot be written: it is on a disk that is full`);
  });

  test('for a temporary folder, because it is read-only, is said with the key for another', () => {
    const folder = createFolder({ 'berth.yaml': APP, 'ro/x': '' });
    const { shown } = runShell(folder, 'mount -t tmpfs -o ro none ro && TMPDIR=$PWD/ro $BERTH');
    expect(shown).toMatch(
      /cannot be written: it is on a disk that is read-only, expected a folder to write to \(`runDir`\)/,
    );
  });

  test('by `init` is said in words', () => {
    const folder = createFolder({ 'ro/x': '' });
    const { status, shown } = runShell(folder, 'mount -t tmpfs -o ro none ro && $BERTH init ro/app');
    expect(shown).toBe('berth: ro/app cannot be set up: ro/app is on a disk that is read-only\n');
    expect(status).toBe(1);
  });

  test('for programs is told from one that lacks its executable bit', () => {
    const folder = createFolder({ 'berth.yaml': 'command: bin/start\nport: auto\n', 'bin/x': '' });
    const make = 'mount -t tmpfs -o noexec none bin && cp /bin/sleep bin/start';
    const { shown } = runShell(folder, `${make} && $BERTH check --port 0`);
    expect(shown).toContain('bin/start (this user may not run it)');
    expect(shown).toContain('the disk is mounted `noexec`');
  });
});

describe('a config file', () => {
  test.for([
    ['loop.yaml', 'loop.yaml: leads in a circle: its symbolic links name each other, expected a YAML file'],
    [`${'x'.repeat(300)}.yaml`, 'has a name that is too long for this system, expected a YAML file'],
    ['file/berth.yaml', 'file/berth.yaml: does not exist: a part of its path is a file, not a folder'],
    ['folder', 'folder: is a folder, expected a YAML file'],
  ] as const)('that cannot be read at %s says why in words', ([file, words]) => {
    const folder = createFolder({ file: '', 'folder/x': '' });
    symlinkSync('loop.yaml', join(folder, 'loop.yaml'));
    const { status, shown } = runShell(folder, `$BERTH check --config ${file}`);
    expect(shown).toContain(words);
    expect(status).toBe(78);
  });

  test('with a program or a folder that cannot be looked at is no reason for a stack', () => {
    const folder = createFolder({ 'berth.yaml': 'processes: { a: { command: ./loop, port: auto } }\n' });
    symlinkSync('loop', join(folder, 'loop'));
    const { shown } = runShell(folder, '$BERTH check --port 0');
    expect(shown).toContain(
      'COMMAND_NOT_EXECUTABLE: The command of process a is not executable: ./loop (it leads in a circle',
    );
    expect(shown).not.toMatch(/\n +at /);
  });
});
