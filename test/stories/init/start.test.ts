import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, type TestContext, test } from 'vitest';
import {
  copyFolder,
  type FolderStart,
  type LackingLine,
  listExpectedFolders,
  listPackages,
  runLongLine,
} from '../../helpers/app-folder.ts';
import { BUNDLE } from '../../helpers/berth.ts';
import { requirePackages } from '../../helpers/debian.ts';

/** Builds of minutes are for the night: `npm run nightly -- --step folders`. */
const isWholeNight = process.env['TEST_LONG_STARTS'] === '1';
const FOLDERS = listExpectedFolders();
const STARTED = FOLDERS.flatMap((expected) =>
  expected.start === undefined || (expected.start.isLong === true && !isWholeNight)
    ? []
    : [{ expected, start: expected.start }],
);
const packages = await requirePackages(listPackages(FOLDERS, isWholeNight));

type Context = Pick<TestContext, 'onTestFinished' | 'expect'>;

function isOnPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(':').some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** `berth init --run` in a folder; resolves once it says where it is ready, or has ended: then without an address. */
async function initAndRun(folder: string, { onTestFinished, expect }: Context) {
  const flags = ['--port', '0', '--set', 'listen.host=127.0.0.1'];
  const { PATH = '', HOME = '' } = process.env;
  const berth = spawn(process.execPath, [BUNDLE, 'init', '--run', ...flags], {
    cwd: folder,
    env: { PATH, HOME, TMPDIR: join(folder, '..') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void berth.kill('SIGKILL'));
  const lines: string[] = [];
  for (const stream of [berth.stdout, berth.stderr])
    createInterface({ input: stream }).on('line', (line) => lines.push(line));
  const ended = once(berth, 'close').then(([code]): number | null => code);
  const findAddress = () =>
    lines.map((line) => /^ready: (http:\S+)$/.exec(line)?.[1]).find((address) => address !== undefined);
  await expect.poll(() => findAddress() !== undefined || berth.exitCode !== null, { timeout: 60_000 }).toBe(true);
  const stop = (): Promise<number | null> => {
    berth.kill('SIGTERM');
    return ended;
  };
  return { address: findAddress(), ended, lines, stop };
}

/** Starts a folder that lacks a line, sees that the line is named, and writes it. */
async function writeLine(folder: string, { told, replace, by }: LackingLine, context: Context): Promise<void> {
  const { address, ended, lines } = await initAndRun(folder, context);
  context.expect(address, 'it needed no line').toBeUndefined();
  context.expect(await ended).not.toBe(0);
  context.expect(lines.join('\n')).toContain(told);
  const file = join(folder, 'berth.yaml');
  const text = readFileSync(file, 'utf8');
  context.expect(text).toContain(replace);
  writeFileSync(
    file,
    text.replace(replace, () => by),
  );
}

async function expectAnswer(folder: string, start: FolderStart, context: Context): Promise<void> {
  const { expect } = context;
  const { address, lines, stop } = await initAndRun(folder, context);
  if (address === undefined) throw new Error(`it was not ready:\n${lines.join('\n')}`);
  const answer = await fetch(new URL(start.path ?? '/', address), { redirect: 'manual' });
  expect(answer.status, lines.join('\n')).toBe(start.status ?? 200);
  expect(await answer.text()).toContain(start.says);
  expect(await stop(), lines.join('\n')).toBe(0);
}

describe.skipIf(packages.skipReason !== null)(packages.title('berth init --run'), () => {
  for (const { expected, start } of STARTED) {
    const lacking = (start.programs ?? []).find((program) => !isOnPath(program));
    const way = start.line === undefined ? 'serves' : 'names the line to write, and with it serves';
    const title = `${way} ${expected.name}${lacking === undefined ? '' : ` [not run: ${lacking} is not on PATH]`}`;
    test.skipIf(lacking !== undefined).concurrent(title, { timeout: 240_000 }, async (context) => {
      const folder = copyFolder(expected, context);
      for (const line of start.prepare ?? []) await runLongLine(line, folder);
      if (start.line !== undefined) await writeLine(folder, start.line, context);
      await expectAnswer(folder, start, context);
    });
  }
});
