import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Berth, startBerth } from '../../helpers/berth.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { onTestFinished } from '../../helpers/test-end.ts';
import {
  type Answer,
  ask,
  countCalls,
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
      await expectCleanStop(berth);
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
    await expectCleanStop(berth);
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

const OPEN_FILES = 64;
const LIMIT = `berth's ${OPEN_FILES} open files`;

async function openIdle(berth: Berth): Promise<Socket> {
  const socket = connect(berth.port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

const countSlow = ({ lines }: Berth): number => lines.filter((line) => line === 'slow is in').length;

/** With just enough files for its port to be open; how many that are is for Node.js to say. */
async function startWithTooFew(command: readonly string[]): Promise<Berth> {
  for (let openFiles = 16; ; openFiles++) {
    try {
      return await startBerth({ config: JSON.stringify({ command, port: 'auto' }), openFiles });
    } catch (error) {
      if (openFiles > 64) throw error;
    }
  }
}

describe('berth out of descriptors', () => {
  test('closes connections that carry nothing for those that come, and says so once', async () => {
    await using berth = await startApp(['node', server('answers-when-told.mjs')], {}, { openFiles: OPEN_FILES });
    for (let i = 0; i < OPEN_FILES; i++) {
      await openIdle(berth);
      expect(await ask(berth, '/')).toMatchObject({ status: 200, message: 'ok' });
    }
    const told = berth.records.filter(({ event }) => event === 'descriptors-short');
    expect(told).toMatchObject([{ level: 'warn', msg: expect.stringContaining(LIMIT) }]);
  });

  test('says so to a client that is one too many, and serves the others to their end', async () => {
    await using berth = await startApp(['node', server('answers-when-told.mjs')], {}, { openFiles: OPEN_FILES });
    const slow: Array<Promise<Answer>> = [];
    for (let i = 1; !berth.lines.some((line) => line.includes('"code":"DESCRIPTORS_EXHAUSTED"')); i++) {
      slow.push(ask(berth, '/slow'));
      await eventually(() => expect(countSlow(berth) + countCalls(berth)).toBe(i));
    }
    const record = JSON.parse(await berth.waitForLine(/"code":"DESCRIPTORS_EXHAUSTED"/));
    expect(record).toMatchObject({ status: 503, by: 'berth' });
    expect(record.msg).toMatch(new RegExp(`${LIMIT} are the most that there may be.$`));
    process.kill(findProcess(berth, 'answers-when-told').pid, 'SIGKILL');
    const statuses = (await Promise.all(slow)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 503)).toHaveLength(1);
    expect(new Set(statuses)).toEqual(new Set([502, 503]));
  });

  test('does not lay on the app that it cannot start it again, and does once there are some', async () => {
    await using berth = await startApp(['node', server('answers-when-told.mjs')], { restart: RESTART });
    const limit = (files: string): Buffer => execFileSync('prlimit', [`--pid=${berth.pid}`, `--nofile=${files}`]);
    const used = readdirSync(`/proc/${berth.pid}/fd`).length;
    limit(`${used}:`);
    process.kill(findProcess(berth, 'answers-when-told').pid, 'SIGKILL');
    const failure = JSON.parse(await berth.waitForLine(/"code":"DESCRIPTORS_EXHAUSTED"/));
    expect(failure).toMatchObject({ event: 'failure', process: 'app' });
    expect(failure.msg).toMatch(/^Process app could not be started: berth's \d+ open files are the most/);
    expect(failure.cure).toContain('ulimit -n');
    limit('1024:');
    await waitForLives(berth, 2);
    expect(await ask(berth, '/')).toMatchObject({ status: 200 });
    expect(listFailures(berth).map(({ code }) => code)).not.toContain('CRASH_LOOP');
  });

  test('from the first moment ends with the limit as the cause, not the app', async () => {
    await using berth = await startWithTooFew(['node', server('answers-then-reads.mjs')]);
    expect((await berth.ended).code).toBe(69);
    const failures = listFailures(berth);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatchObject({ code: 'DESCRIPTORS_EXHAUSTED', process: 'app' });
    expect(failures[0]!['msg']).toMatch(/^Process app could not be started: berth's \d+ open files are the most/);
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
