import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, type TestContext, test } from 'vitest';
import { copyFolder, listExpectedFolders, runLongLine } from '../../helpers/app-folder.ts';
import { BUNDLE } from '../../helpers/berth.ts';
import { requirePackages } from '../../helpers/debian.ts';

/** Builds of minutes are for the night: `npm run nightly -- --step folders`. */
const isWholeNight = process.env['TEST_LONG_STARTS'] === '1';
const STARTED = listExpectedFolders().flatMap((expected) =>
  expected.start === undefined || (expected.start.isLong === true && !isWholeNight)
    ? []
    : [{ expected, start: expected.start }],
);
const packages = await requirePackages([...new Set(STARTED.flatMap(({ start }) => start.packages ?? []))]);

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

/** `berth init --run` in a folder; resolves with the address that it says is ready. */
async function initAndRun(folder: string, { onTestFinished, expect }: Pick<TestContext, 'onTestFinished' | 'expect'>) {
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
  const address = findAddress();
  if (address === undefined) throw new Error(`it was not ready:\n${lines.join('\n')}`);
  const stop = (): Promise<number | null> => {
    berth.kill('SIGTERM');
    return ended;
  };
  return { address, lines, stop };
}

describe.skipIf(packages.skipReason !== null)(packages.title('berth init --run'), () => {
  for (const { expected, start } of STARTED) {
    const lacking = (start.programs ?? []).find((program) => !isOnPath(program));
    const title = `serves ${expected.name}${lacking === undefined ? '' : ` [not run: ${lacking} is not on PATH]`}`;
    test.skipIf(lacking !== undefined).concurrent(title, { timeout: 240_000 }, async (context) => {
      const { expect } = context;
      const folder = copyFolder(expected, context);
      for (const line of start.prepare ?? []) await runLongLine(line, folder);
      const { address, lines, stop } = await initAndRun(folder, context);
      const answer = await fetch(new URL(start.path ?? '/', address), { redirect: 'manual' });
      expect(answer.status, lines.join('\n')).toBe(start.status ?? 200);
      expect(await answer.text()).toContain(start.says ?? '');
      expect(await stop(), lines.join('\n')).toBe(0);
    });
  }
});
