import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Berth } from '../../helpers/berth.ts';
import { insistOnStop } from '../../helpers/berth.ts';
import { findByCommandLine, isAlive } from '../../helpers/process-table.ts';
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

describe('an app that forks without end', () => {
  async function startForking(): Promise<{ berth: Berth; mark: string }> {
    const mark = randomUUID();
    const berth = await startApp(['python3', server('forks-on.py'), mark], { restart: RESTART });
    return { berth, mark };
  }

  test('is gone with all its 200 processes when berth is stopped, those in other sessions too', async () => {
    const { berth: started, mark } = await startForking();
    await using berth = started;
    expect(await ask(berth, '/fork')).toMatchObject({ status: 200 });
    expect(findByCommandLine(mark).length).toBeGreaterThan(200);
    expect(await ask(berth, '/')).toMatchObject({ status: 200 });
    await expectCleanStop(berth, 2);
    expect(findByCommandLine(mark)).toEqual([]);
  });

  test('comes back after a crash, and what it left is gone, wherever it went', async () => {
    const { berth: started, mark } = await startForking();
    await using berth = started;
    await ask(berth, '/fork');
    const [first] = berth
      .listDescendants()
      .filter(({ commandLine, pid }) => commandLine.includes(mark) && isLeader(berth, pid));
    process.kill(first!.pid, 'SIGKILL');
    await waitForLives(berth, 2);
    expect(await ask(berth, '/')).toMatchObject({ status: 200 });
    // All of them hold the listening socket, so the port is free only when every one is gone.
    expect(findByCommandLine(mark)).toHaveLength(1);
    expect(listFailures(berth)).toMatchObject([{ code: 'APP_CRASHED', signal: 'SIGKILL' }]);
    await expectCleanStop(berth, 2);
    expect(findByCommandLine(mark)).toEqual([]);
  });
});

function isLeader(berth: Berth, pid: number): boolean {
  return berth.records.some(({ event, childPid }) => event === 'process-ready' && childPid === pid);
}

describe('an app that ignores SIGTERM', () => {
  const KEYS = { gracePeriod: '500ms', stop: { drain: '500ms' } };

  test('is killed when its grace period is over, and the call it kept is told so', async () => {
    await using berth = await startApp(['node', server('serves-ignoring-term.mjs')], KEYS);
    const kept = ask(berth, '/slow');
    await berth.waitForLine(/^slow is in$/);
    const [answer] = await Promise.all([kept, expectCleanStop(berth, 1)]);
    expect(answer).toMatchObject({ status: 502 });
    expect(berth.lines).toContain('ignored SIGTERM');
    expect(berth.records).toContainEqual(expect.objectContaining({ event: 'drain-over', inFlight: 1 }));
    expect(berth.records).toContainEqual(expect.objectContaining({ event: 'killed', process: 'app', level: 'warn' }));
  });

  test('is killed at once by a second SIGTERM', async () => {
    await using berth = await startApp(['node', server('serves-ignoring-term.mjs')], { ...KEYS, gracePeriod: '60s' });
    const app = findProcess(berth, 'serves-ignoring-term');
    process.kill(berth.pid, 'SIGTERM');
    await berth.waitForLine(/^ignored SIGTERM$/);
    expect(await insistOnStop(berth)).toEqual({ code: 143, signal: null });
    await eventually(() => expect(isAlive(app.pid)).toBe(false));
  });
});

describe('an app whose port is still held after its exit', () => {
  test.for([
    ['its group', {}],
    ['a session of its own', { SETSID: '1' }],
    ['a session of its own, dying slowly for its much memory,', { SETSID: '1', MIB: '512' }],
  ] as const)('by a child in %s comes back on that port, and the child is gone', async ([, env]) => {
    await using berth = await startApp(['python3', server('leaves-socket.py')], { env, restart: RESTART });
    const before = await ask(berth, '/');
    expect(await ask(berth, '/leave')).toMatchObject({ status: 502, error: 'APP_CRASHED' });
    const after = await ask(berth, '/');
    expect(after).toMatchObject({ status: 200, error: null });
    const left = (await berth.waitForLine(/^left \d+$/)).slice('left '.length);
    expect([before.message, left]).not.toContain(after.message);
    await eventually(() => expect(isAlive(Number(left))).toBe(false));
    expect(listFailures(berth)).toMatchObject([{ code: 'APP_CRASHED', exitCode: 6 }]);
    await expectCleanStop(berth, 3);
  });

  test('by connections in TIME_WAIT comes back at once, if it may use the address again', async () => {
    await using berth = await startApp(['python3', server('strict-port.py')], {
      env: { REUSE: '1' },
      restart: RESTART,
    });
    expect(await ask(berth, '/')).toMatchObject({ status: 200 });
    expect(await ask(berth, '/exit')).toMatchObject({ status: 502, error: 'APP_CRASHED' });
    expect(await ask(berth, '/')).toMatchObject({ status: 200 });
    expect(listFailures(berth)).toMatchObject([{ exitCode: 7 }]);
    await expectCleanStop(berth, 3);
  });

  test('by connections in TIME_WAIT is a crash loop with that cause, if it may not', async () => {
    const restart = { ...RESTART, budget: 2, whenSpent: 'exit' };
    await using berth = await startApp(['python3', server('strict-port.py')], { restart });
    expect(await ask(berth, '/')).toMatchObject({ status: 200 });
    expect(await ask(berth, '/exit')).toMatchObject({ status: 502, error: 'APP_CRASHED' });
    expect(await berth.ended).toEqual({ code: 69, signal: null });
    const [crash, ...starts] = listFailures(berth);
    expect(crash).toMatchObject({ code: 'APP_CRASHED', exitCode: 7 });
    expect(starts.map(({ code }) => code)).toEqual([
      'APP_EXITED_BEFORE_READY',
      'APP_EXITED_BEFORE_READY',
      'CRASH_LOOP',
    ]);
    expect(starts.at(-1)).toMatchObject({ cause: expect.stringMatching(/port|address/i) });
  });
});
