import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { BUNDLE } from '../../helpers/berth.ts';
import { createEmptyFolder } from '../../helpers/deployed-folder.ts';
import { onTestFinished } from '../../helpers/test-end.ts';

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

/** Gives the program a terminal, takes that away once the app is ready, and prints how the program has ended. */
const HANG_UP = `import os, pty, sys
pid, terminal = pty.fork()
if pid == 0: os.execv(sys.argv[1], sys.argv[1:])
shown = b''
while b'ready: the app answers' not in shown: shown += os.read(terminal, 4096)
os.close(terminal)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

test('a terminal that is closed stops berth in good order', async () => {
  const folder = createEmptyFolder();
  writeFileSync(join(folder, 'berth.yaml'), 'command: sleep 1000\nport: 1\nready: none\n');
  const berth = [process.execPath, BUNDLE, 'run', '--config', join(folder, 'berth.yaml'), '--port', '0'];
  const { stdout } = await promisify(execFile)('python3', ['-c', HANG_UP, ...berth]);
  expect(stdout).toBe('0\n');
});
