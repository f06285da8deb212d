import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { MakeFifos } from '../../src/logging/fifo.ts';
import { LogBook } from '../../src/logging/log-book.ts';
import { createOpenChildOutput } from '../../src/logging/open-child-output.ts';
import { createMemoryOutput } from '../helpers/memory-output.ts';
import { onTestFinished } from '../helpers/test-end.ts';

async function openOutput(label = false, makeFifos?: MakeFifos) {
  const runDir = mkdtempSync(join(tmpdir(), 'berth-open-'));
  const settings = { mode: 'relay', label, bufferBytes: 1 << 20 } as const;
  const printed = createMemoryOutput();
  const book = new LogBook(printed, settings);
  const parts = { book, log: { warn: () => {} }, settings, runDir, ...(makeFifos === undefined ? {} : { makeFifos }) };
  const output = await createOpenChildOutput(parts)('web');
  onTestFinished(() => {
    output.close();
    rmSync(runDir, { recursive: true });
  });
  const run = async (script: string): Promise<void> => {
    const child = spawn('sh', ['-c', script], { stdio: ['ignore', output.stdoutFd, output.stderrFd] });
    await once(child, 'exit');
    await output.flush();
    book.close(0);
    printed.flush();
  };
  return { output, run, printed, runDir };
}

test('what a child prints on both of its streams is printed on ours, and remembered', async () => {
  const { output, run, printed } = await openOutput();
  await run('echo out; echo err >&2');
  expect(printed.lines('stdout')).toEqual(['out']);
  expect(printed.lines('stderr')).toEqual(['err']);
  expect([...output.tail].sort()).toEqual(['err', 'out']);
});

test('a child may open its streams by their names, although no name of them is left in the run directory', async () => {
  const { run, printed, runDir } = await openOutput();
  expect(readdirSync(runDir)).toEqual([]);
  await run('echo opened > /dev/stdout; echo too > /dev/stderr');
  expect([...printed.lines('stdout'), ...printed.lines('stderr')]).toEqual(['opened', 'too']);
});

test.for([
  ['is not there', null],
  ['cannot make them', false],
] as const)('the streams are made by a program of their own where who could make them sooner %s', async ([, made]) => {
  const { run, printed, runDir } = await openOutput(false, async () => made);
  expect(readdirSync(runDir)).toEqual([]);
  await run('echo out > /dev/stdout');
  expect(printed.lines('stdout')).toEqual(['out']);
});

test('a new life begins without words, and whoever listens hears of them', async () => {
  const { output, run } = await openOutput(true);
  const heard: string[] = [];
  await run('echo first');
  output.startLife();
  const stop = output.onLine((line) => heard.push(line));
  await run('echo second');
  stop();
  await run('echo third');
  expect(heard).toEqual(['second']);
  expect(output.lifeTail).toEqual(['second', 'third']);
  expect(output.tail).toEqual(['first', 'second', 'third']);
});

test('with inherited streams the child has our own, and nothing is read', async () => {
  const settings = { mode: 'inherit', label: false, bufferBytes: 1 << 20 } as const;
  const book = new LogBook(createMemoryOutput(), settings);
  const output = await createOpenChildOutput({ book, log: { warn: () => {} }, settings, runDir: '/nowhere' })('web');
  expect(output).toMatchObject({ stdoutFd: 1, stderrFd: 2, isRead: false, tail: [], lifeTail: [] });
  output.startLife();
  output.onLine(() => {})();
  await output.flush();
  output.close();
});
