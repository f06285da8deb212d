import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deployBerth } from '../../helpers/deployed-folder.ts';
import { findByCommandLine, isAlive } from '../../helpers/process-table.ts';
import { onTestFinished } from '../../helpers/test-end.ts';

/** Starts berth in the background of a terminal; resolves when it is ready. */
async function startInTerminal(prefix: string) {
  const folder = deployBerth();
  writeFileSync(join(folder, 'berth.yaml'), 'command: sleep 1000\nport: 1\nready: none\n');
  const log = join(folder, 'berth.log');
  const readLog = (): string => (existsSync(log) ? readFileSync(log, 'utf8') : '');
  // script(1) gives the shell a terminal of its own, and types what comes through stdin.
  const terminal = spawn('script', ['-q', '-f', '-c', 'exec bash --norc -i', '/dev/null'], {
    cwd: folder,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const findBerth = (): number[] => findByCommandLine(join(folder, 'dist/berth.cjs'));
  onTestFinished(() => {
    terminal.kill('SIGKILL');
    for (const pid of findBerth()) process.kill(pid, 'SIGKILL');
  });
  terminal.stdin.write(
    `echo shell $$ >shell; ${prefix} ./bootstrap --port 0 --set listen.host=127.0.0.1 >berth.log 2>&1 &\n`,
  );
  await expect.poll(readLog, { timeout: 20_000 }).toContain('"event":"ready"');
  const shell = Number(readFileSync(join(folder, 'shell'), 'utf8').split(' ')[1]);
  const closeTerminal = async (): Promise<void> => {
    terminal.kill('SIGKILL');
    await once(terminal, 'exit');
    // Its last act is to pass the hang-up on to what it has started.
    await expect.poll(() => isAlive(shell)).toBe(false);
  };
  const findReason = (): unknown =>
    readLog()
      .split('\n')
      .filter((line) => line.includes('"event":"stopping"'))
      .map((line) => JSON.parse(line).reason)[0];
  return { findBerth, findReason, closeTerminal };
}

test('berth in the background of a terminal that is closed stops', async () => {
  const { findBerth, findReason, closeTerminal } = await startInTerminal('');
  await closeTerminal();
  await expect.poll(findBerth).toEqual([]);
  expect(findReason()).toBe('SIGHUP');
});

test('berth behind nohup outlives the terminal, and stops when it is asked to', async () => {
  const { findBerth, findReason, closeTerminal } = await startInTerminal('nohup');
  await closeTerminal();
  const [berth] = findBerth();
  expect(berth).toBeDefined();
  process.kill(berth!, 'SIGTERM');
  await expect.poll(findBerth).toEqual([]);
  expect(findReason()).toBe('SIGTERM');
});
