import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BUNDLE } from '../helpers/berth.ts';
import { createFolder } from '../helpers/config-folder.ts';
import { onTestFinished } from '../helpers/test-end.ts';

const TWO = { 'package.json': '{"scripts":{"start":"node server.js"}}', 'server.js': '', 'app.py': 'print(1)\n' };

/** `berth init` on a terminal of its own, which script(1) gives it. */
function initOnTerminal(folder: string) {
  const line = `exec ${process.execPath} ${BUNDLE} init`;
  const terminal = spawn('script', ['-q', '-e', '-f', '-c', line, '/dev/null'], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void terminal.kill('SIGKILL'));
  let shown = '';
  terminal.stdout.on('data', (chunk) => {
    shown += String(chunk);
  });
  const ended = once(terminal, 'exit').then(([code]): number | null => code);
  return {
    type: (text: string) => terminal.stdin.write(text),
    waitFor: (words: string) => expect.poll(() => shown, { timeout: 20_000 }).toContain(words),
    ended,
    get shown() {
      return shown;
    },
  };
}

const QUESTION = 'which one? [1] ';

describe('berth init on a terminal', () => {
  test('asks which of several it is, until the answer is one of their numbers', async () => {
    const folder = createFolder(TWO);
    const terminal = initOnTerminal(folder);
    await terminal.waitFor(QUESTION);
    expect(terminal.shown).toMatch(/ {2}1 {2}Node.js.*\r\n {2}2 {2}Python/s);
    terminal.type('9\n');
    await terminal.waitFor('a number from 1 to ');
    terminal.type('2\n');
    expect(await terminal.ended).toBe(0);
    expect(readFileSync(join(folder, 'berth.yaml'), 'utf8')).toContain('app.py');
  });

  test('takes the first for an empty line', async () => {
    const folder = createFolder(TWO);
    const terminal = initOnTerminal(folder);
    await terminal.waitFor(QUESTION);
    terminal.type('\n');
    expect(await terminal.ended).toBe(0);
    expect(readFileSync(join(folder, 'berth.yaml'), 'utf8')).toContain('command: node server.js');
  });

  test.for([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('writes nothing after %s', async ([, key]) => {
    const folder = createFolder(TWO);
    const terminal = initOnTerminal(folder);
    await terminal.waitFor(QUESTION);
    terminal.type(key!);
    expect(await terminal.ended).toBe(1);
    expect(terminal.shown).toContain('nothing was written');
    expect(existsSync(join(folder, 'berth.yaml'))).toBe(false);
  });
});
