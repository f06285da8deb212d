import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { BUNDLE } from '../../helpers/berth.ts';
import { createEmptyFolder } from '../../helpers/deployed-folder.ts';

test('on a terminal berth’s own log is for people, and Ctrl-C stops it', async () => {
  const folder = createEmptyFolder();
  writeFileSync(join(folder, 'berth.yaml'), 'command: sleep 1000\nport: 1\nready: none\n');
  const line = `exec ${process.execPath} ${BUNDLE} run --config ${join(folder, 'berth.yaml')} --port 0`;
  // script(1) gives the program a terminal of its own, and types what comes through stdin.
  const terminal = spawn('script', ['-q', '-e', '-f', '-c', line, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void terminal.kill('SIGKILL'));
  let shown = '';
  terminal.stdout.on('data', (chunk) => {
    shown += String(chunk);
  });
  await expect.poll(() => shown, { timeout: 20_000 }).toMatch(/INFO.*ready: the app answers/);
  expect(shown).not.toContain('{"level"');
  terminal.stdin.write('\u0003');
  expect((await once(terminal, 'exit'))[0]).toBe(0);
  expect(shown).toMatch(/stopping: SIGINT.*stopped/s);
});
