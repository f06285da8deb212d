import { spawnSync } from 'node:child_process';
import { chmodSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { deployBerth } from '../../helpers/deployed-folder.ts';
import { finishBerth } from '../../helpers/finished-berth.ts';

const ENV = { PATH: process.env['PATH'] ?? '' };

/** A deployed berth with a command that leads back to it. */
function deploy(command: string, more = ''): string {
  const folder = deployBerth();
  const config = `command: ${command}\nport: auto\nlisten: { host: 127.0.0.1, port: 0 }\nrestart: never\n${more}`;
  writeFileSync(join(folder, 'berth.yaml'), config);
  writeFileSync(join(folder, 'start.sh'), '#!/bin/sh\nexec ./bootstrap\n');
  // Nobody can see from outside what this one comes to.
  writeFileSync(join(folder, 'hidden.py'), 'import os\nos.execv("./bootstrap", ["./bootstrap"])\n');
  chmodSync(join(folder, 'start.sh'), 0o755);
  symlinkSync('bootstrap', join(folder, 'link'));
  return folder;
}

function run(folder: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(join(folder, 'bootstrap'), args, {
    ...{ cwd: folder, env: ENV, encoding: 'utf8', timeout: 30_000 },
  });
  return { status, shown: `${stdout}${stderr}` };
}

describe('a command that is berth itself', () => {
  test.for([
    './bootstrap',
    './link',
    'bash bootstrap',
    'node dist/berth.cjs run --config ./berth.yaml',
    'env A=1 ./bootstrap',
    './start.sh',
  ])('%j is refused by check', (command) => {
    const { status, shown } = run(deploy(command), 'check');
    expect(shown).toContain(`COMMAND_IS_BERTH: The command of process app starts berth itself: ${command}`);
    expect(status).toBe(78);
  });

  test('is refused by another copy of berth that checks the config', () => {
    const { status, stderr } = finishBerth(['check', '--config', 'berth.yaml'], deploy('./bootstrap'));
    expect(stderr).toContain('COMMAND_IS_BERTH');
    expect(status).toBe(78);
  });

  test.for(['./bootstrap', 'bash bootstrap'])('%j is refused by run, before it is started', (command) => {
    const { status, shown } = run(deploy(command));
    expect(shown).toContain('"code":"COMMAND_IS_BERTH","process":"app","uptimeMs":0');
    expect(status).toBe(78);
  });

  test('in a way that nobody can see is refused by the second berth', () => {
    const { status, shown } = run(deploy('python3 hidden.py'));
    expect(shown.match(/^berth: COMMAND_IS_BERTH: The command of process app starts berth itself/gm)).toHaveLength(1);
    const failure = shown.split('\n').find((line) => line.includes('"event":"failure"')) ?? '';
    expect(JSON.parse(failure)).toMatchObject({
      code: 'APP_EXITED_BEFORE_READY',
      cause: expect.stringContaining('The command leads back to the berth that runs it'),
      certainty: 'certain',
    });
    expect(status).toBe(69);
  });

  test('by way of another config is refused when the first comes again', () => {
    const folder = deploy('python3 hidden.py');
    const other = 'command: [./bootstrap, --config, berth.yaml]\nport: auto\nlisten: { host: 127.0.0.1, port: 0 }\n';
    writeFileSync(join(folder, 'other.yaml'), other);
    writeFileSync(
      join(folder, 'hidden.py'),
      'import os\nos.execv("./bootstrap", ["./bootstrap", "--config", "other.yaml"])\n',
    );
    const { shown } = run(folder);
    expect(shown.match(/^berth: COMMAND_IS_BERTH: /gm)).toHaveLength(1);
  });

  test.for(['./bootstrap check', './bootstrap --config other.yaml'])('%j is none', (command) => {
    const folder = deploy(command);
    writeFileSync(join(folder, 'other.yaml'), 'command: sleep 1000\nport: auto\n');
    expect(run(folder, 'check').shown).not.toContain('COMMAND_IS_BERTH');
  });
});
