import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Berth } from '../../helpers/berth.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import {
  ask,
  eventually,
  expectCleanStop,
  findProcess,
  listFailures,
  server,
  startApp,
  waitForLives,
} from './misbehaving-app.ts';

const RESTART = { policy: 'always', backoff: '10ms' };

/** The command with a limit on its open files. */
function limited(files: number, ...command: readonly string[]): string[] {
  return ['sh', '-c', `ulimit -n ${files}; exec "$@"`, 'sh', ...command];
}

describe('an app out of descriptors', () => {
  test.for(['h1', 'node-client'])(
    'that closes what it cannot take is a 502 for each such call, and recovers, through %s',
    async (transport) => {
      const command = limited(64, 'node', server('opens-files.mjs'));
      await using berth = await startApp(command, {
        upstream: { transport },
        proxy: { upstreamIdle: '0s' },
      });
      const app = findProcess(berth, 'opens-files');
      process.kill(app.pid, 'SIGHUP');
      await berth.waitForLine(/^EMFILE$/);
      // A descriptor that the last probe still had may serve one more call before the app has taken it.
      await eventually(async () => expect((await ask(berth, '/')).status).toBe(502));
      const answers = await Promise.all(Array.from({ length: 5 }, () => ask(berth, '/')));
      for (const answer of answers) expect(answer).toMatchObject({ status: 502, error: 'APP_CLOSED_CONNECTION' });
      process.kill(app.pid, 'SIGUSR2');
      await berth.waitForLine(/^closed$/);
      await eventually(async () => expect(await ask(berth, '/')).toMatchObject({ status: 200, message: 'ok' }));
      expect(listFailures(berth)).toEqual([]);
      await expectCleanStop(berth, berth.records.filter(({ event }) => event === 'call').length);
    },
  );

  test('that ends for it is told with the cause, and comes back', async () => {
    const command = limited(16, 'python3', server('keeps-connections.py'));
    await using berth = await startApp(command, { restart: RESTART, proxy: { upstreamIdle: '0s' } });
    while (listFailures(berth).length === 0) await ask(berth, '/');
    expect(listFailures(berth)[0]).toMatchObject({
      code: 'APP_CRASHED',
      exitCode: 1,
      cause: expect.stringMatching(/too many|descriptor|open files/i),
    });
    await waitForLives(berth, 2);
    expect(await ask(berth, '/')).toMatchObject({ status: 200 });
    await expectCleanStop(berth, berth.records.filter(({ event }) => event === 'call').length);
  });
});

describe('a run directory out of disk', () => {
  test('fails the call whose body finds no room in it, and no other', async (context) => {
    const runDir = mountSmallDisk();
    context.skip(runDir === null, 'mounting a file system needs root');
    await using berth = await startApp(['node', server('answers-then-reads.mjs')], { runDir });
    const { status, error, message } = await ask(berth, '/', { method: 'POST', pieces: 50 });
    expect([status, error]).toEqual([503, 'BODY_NOT_COLLECTED']);
    expect(message).toContain('there is no space left in the run directory');
    expect(await ask(berth, '/', { method: 'POST', pieces: 1 })).toMatchObject({ status: 401, message: 'no' });
    await berth.waitForLine(/^read 65536$/);
  });
});

/** A file system of 64 KiB; null where it cannot be mounted. */
function mountSmallDisk(): string | null {
  const folder = createFolder({});
  try {
    execFileSync('sh', ['-c', 'mount -t tmpfs -o size=64k tmpfs "$1"', 'sh', folder], { stdio: 'ignore' });
  } catch {
    return null;
  }
  onTestFinished(() => void execFileSync('sh', ['-c', 'umount -l "$1"', 'sh', folder]));
  return join(folder, 'data');
}

async function expectDiskFull(berth: Berth): Promise<void> {
  const own = await ask(berth, '/', { method: 'POST', body: 'x'.repeat(100_000) });
  expect(own).toMatchObject({ status: 500, error: null, message: expect.stringContaining('No space left on device') });
  expect(await ask(berth, '/')).toMatchObject({ status: 200, message: 'ok' });
  const crash = await ask(berth, '/die', { method: 'POST', body: 'x'.repeat(100_000) });
  expect(crash).toMatchObject({ status: 502, error: 'APP_CRASHED' });
  const failures = await eventually(() => {
    const found = listFailures(berth);
    expect(found).toHaveLength(1);
    return found;
  });
  expect(failures[0]).toMatchObject({ code: 'APP_CRASHED', exitCode: 1, cause: expect.stringMatching(/disk|space/i) });
  await waitForLives(berth, 2);
  expect(await ask(berth, '/')).toMatchObject({ status: 200 });
  await expectCleanStop(berth, 4);
}

describe('an app out of disk', () => {
  test('answers 500 itself, which passes untouched, and its end for it is told with the cause', async () => {
    const env = { DATA: '/dev/full' };
    await using berth = await startApp(['python3', server('writes-to-disk.py')], { env, restart: RESTART });
    await expectDiskFull(berth);
  });

  test('of 64 KiB behaves the same', async (context) => {
    const data = mountSmallDisk();
    context.skip(data === null, 'mounting a file system needs root');
    await using berth = await startApp(['python3', server('writes-to-disk.py')], {
      env: { DATA: data },
      restart: RESTART,
    });
    await expectDiskFull(berth);
  });
});
