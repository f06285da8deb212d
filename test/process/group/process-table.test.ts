import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { readProcess } from '../../../src/process/group/process-table.ts';
import { onTestFinished } from '../../helpers/test-end.ts';

/** Starts a program that gives itself this name; resolves with its pid when it has. */
async function startNamed(name: string): Promise<number> {
  const script = `open('/proc/self/comm', 'w').write('${name}'); print('named', flush=True); input()`;
  const child = spawn('python3', ['-c', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child.pid!;
}

test('a process is called by the name it gives itself', async () => {
  expect(readProcess(await startNamed('a (b) c'))?.command).toBe('a (b) c');
});

// Node.js from 23 on.
test('one that only says that it is a thread is called by its program', async () => {
  expect(readProcess(await startNamed('MainThread'))?.command).toMatch(/^python3/);
});
