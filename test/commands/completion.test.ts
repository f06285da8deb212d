import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createFolder } from '../helpers/config-folder.ts';
import { requirePackages } from '../helpers/debian.ts';
import { finishBerth } from '../helpers/finished-berth.ts';
import { onTestFinished } from '../helpers/test-end.ts';

const packages = await requirePackages(['bash', 'zsh']);

function printScript(shell: string): string {
  const { status, stdout } = finishBerth(['completion', shell], '.');
  expect(status).toBe(0);
  return stdout;
}

/** What bash offers for the last of some words. */
function completeInBash(words: readonly string[], files: Record<string, string> = {}): string[] {
  const folder = createFolder(files);
  const call = `COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _berth; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const script = `set -euo pipefail\n${printScript('bash')}\n${call}`;
  const shown = execFileSync('bash', ['-c', script, 'bash', ...words], { cwd: folder, encoding: 'utf8' });
  return shown.split('\n').filter((line) => line !== '');
}

describe('completion in bash', () => {
  test.for([
    [
      ['berth', ''],
      ['run', 'check', 'init', 'pack', 'rehearse', 'schema', 'explain', 'completion'],
    ],
    [['berth', 'ch'], ['check']],
    [['berth', '--v'], ['--version']],
    [
      ['berth', 'init', '--'],
      ['--dry-run', '--run', '--pick', '--port', '--set', '--help'],
    ],
    [['berth', 'explain', '--st'], ['--status']],
    [['berth', 'explain', '--status', 'S'], []],
    [
      ['berth', 'completion', ''],
      ['bash', 'zsh'],
    ],
    [['berth', '--config', 'o'], ['other.yaml']],
    [
      ['berth', 'check', ''],
      ['folder', 'other.yaml'],
    ],
    [['berth', 'init', ''], ['folder']],
    [['berth', 'run', '--port', '1', '--con'], ['--config']],
  ] as const)('offers for %j %j', ([words, offered]) => {
    const files = { 'other.yaml': '', 'folder/file': '' };
    expect(completeInBash(words, files).toSorted()).toEqual([...offered].toSorted());
  });

  test('is known to bash by the name of berth', () => {
    const shown = execFileSync('bash', ['-c', `${printScript('bash')}\ncomplete -p berth`], { encoding: 'utf8' });
    expect(shown).toContain('-F _berth berth');
  });
});

describe.skipIf(packages.skipReason !== null)(packages.title('completion in zsh'), () => {
  test.for([
    ['berth che', 'berth check '],
    ['berth init --dr', 'berth init --dry-run '],
    ['berth completion z', 'berth completion zsh '],
    ['berth explain --js', 'berth explain --json '],
    ['berth --conf', 'berth --config '],
    ['berth --config o', 'berth --config other.yaml '],
    ['berth check o', 'berth check other.yaml '],
    ['berth init fo', 'berth init folder/'],
  ] as const)('makes %j %j', async ([typed, completed]) => {
    const folder = createFolder({ 'functions/_berth': printScript('zsh'), 'other.yaml': '', 'folder/file': '' });
    const start = 'fpath=($PWD/functions $fpath); autoload -Uz compinit; compinit -u -D; PS1="%# "; echo set up';
    writeFileSync(join(folder, '.zshrc'), `unsetopt beep\n${start}\n`);
    const terminal = spawn('script', ['-q', '-f', '-c', 'exec zsh -i', '/dev/null'], {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', ZDOTDIR: folder, TERM: 'dumb' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    onTestFinished(() => void terminal.kill('SIGKILL'));
    let shown = '';
    terminal.stdout.on('data', (chunk) => {
      shown += String(chunk);
    });
    await expect.poll(() => shown, { timeout: 20_000 }).toContain('set up');
    terminal.stdin.write(`${typed}\t`);
    await expect.poll(() => shown.slice(shown.indexOf('set up')), { timeout: 20_000 }).toContain(completed);
  });
});

test('another shell is refused with the help', () => {
  const { status, stderr } = finishBerth(['completion', 'fish'], '.');
  expect(status).toBe(64);
  expect(stderr).toContain('completion needs a SHELL: bash or zsh\n\nberth completion - ');
});
