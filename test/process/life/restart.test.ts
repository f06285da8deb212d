import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { countOpenFiles, findOwnZombies } from '../../helpers/process-table.ts';
import { createRig, describeProcess, fixture, type RigOptions, waitUntilGone } from '../rig.ts';

const STAYS = ['sh', '-c', 'echo ready; exec sleep 1000'] as const;
const quick = (policy: 'never' | 'on-failure' | 'always', budgetPerMinute = 100) => ({
  restart: { policy, backoffMs: 1, maxBackoffMs: 10, budgetPerMinute, whenSpent: 'exit' as const },
});

/** A process that ends with the code once `endEachLife` has seen it ready. */
const endsWith = (code: number | string, first = ''): [string, ...string[]] => [
  'sh',
  '-c',
  `${first} trap 'exit ${code}' USR1; echo ready; while :; do sleep 0.02; done`,
];

/** Ends every life of the process, each only after it was found ready. */
const endEachLife = (of: string): RigOptions => ({
  onReady: (name, pid) => void (name === of && process.kill(pid, 'SIGUSR1')),
});

describe('a crash', () => {
  test('closes the gate while the process is away, although the one before the app still stands', async () => {
    const rig = createRig([describeProcess('php', STAYS), describeProcess('web', STAYS, { after: ['php'] })]);
    await rig.supervisor.start();
    const web = await rig.waitForReady('web');
    process.kill(await rig.waitForReady('php'), 'SIGKILL');
    await rig.waitForReady('php', 2);
    expect(rig.app.states.map(({ kind }) => kind)).toEqual(['ready', 'not-ready', 'ready']);
    expect(await rig.waitForReady('web')).toBe(web);
  });

  test('is told as of the moment its end was seen, however long its cause is looked for', async () => {
    const rig = createRig([describeProcess('web', endsWith(7))], { isFlooded: true });
    await rig.supervisor.start();
    process.kill(await rig.waitForReady('web'), 'SIGUSR1');
    const { failure, atMs, heardAtMs } = await rig.waitForCrash();
    const details = { process: 'web', status: 'exited with code 7' };
    expect(failure).toMatchObject({ code: 'APP_CRASHED', details });
    // For so long the last words were waited for.
    expect(heardAtMs - atMs).toBeGreaterThanOrEqual(99);
    expect(rig.app.heard.slice(0, 6)).toEqual(['ready', 'crash-seen', atMs, 'not-ready', 'crash', atMs]);
  });

  test('of the leader takes its workers with it before it is started again', async () => {
    const script = 'sleep 1000 & echo worker $!; echo ready; wait';
    const rig = createRig([describeProcess('php', ['sh', '-c', script])]);
    await rig.supervisor.start();
    const leader = await rig.waitForReady('php');
    const worker = Number((await rig.waitForLine(/^worker/)).split(' ')[1]);
    process.kill(leader, 'SIGKILL');
    await waitUntilGone(leader, worker);
    await rig.waitForReady('php', 2);
    const order = rig.records
      .map((record) => record['event'] ?? record['code'])
      // A machine may be slow.
      .filter((event) => event !== 'not-ready');
    expect(order).toEqual(['process-ready', 'failure', 'restarting', 'process-ready']);
  });

  test('is seen at once although a grandchild holds the output open', async () => {
    const rig = createRig([describeProcess('web', fixture('leaves-worker.sh'), quick('never'))]);
    await rig.supervisor.start().catch(() => {});
    await rig.waitForRecord({ exitCode: 3 });
    await expect.poll(() => rig.findSurvivors()).toEqual([]);
  });

  test('more often than the budget allows is a crash loop: fatal, and the calls are told', async () => {
    const rig = createRig([describeProcess('web', endsWith(7), quick('on-failure', 2))], endEachLife('web'));
    await rig.supervisor.start();
    const message =
      'Process web crashed 3 times in a minute; the last time it exited with code 7. berth stopped restarting it.';
    expect(await rig.waitForFatal()).toMatchObject({ code: 'CRASH_LOOP', message });
    expect(rig.app.state).toMatchObject({ kind: 'failed', failure: { code: 'CRASH_LOOP' } });
    expect(rig.records.filter(({ level }) => level === 'error').map((record) => record['code'])).toEqual([
      'APP_CRASHED',
      'APP_CRASHED',
      'APP_CRASHED',
      'CRASH_LOOP',
    ]);
  });

  test('more often than the budget allows is no end of the app if calls are to be refused from then on', async () => {
    const { restart } = quick('on-failure', 1);
    const rig = createRig(
      [describeProcess('web', endsWith(7), { restart: { ...restart, whenSpent: 'refuse' } })],
      endEachLife('web'),
    );
    await rig.supervisor.start();
    await rig.waitForRecord({ event: 'refusing', process: 'web' });
    expect(rig.app.state).toMatchObject({ kind: 'failed', failure: { code: 'CRASH_LOOP' } });
    expect(rig.app.fatals).toEqual([]);
    expect(rig.findSurvivors()).toEqual([]);
    await rig.supervisor.stop();
  });

  test('of another process does not reopen what a crash loop has closed', async () => {
    const rig = createRig(
      [describeProcess('web', STAYS), describeProcess('php', endsWith(7), quick('on-failure', 0))],
      endEachLife('php'),
    );
    await rig.supervisor.start();
    await rig.waitForFatal();
    process.kill(await rig.waitForReady('web'), 'SIGKILL');
    await rig.waitForReady('web', 2);
    expect(rig.app.states.at(-1)?.kind).toBe('failed');
  });

  test('during the start of the others counts like any other', async () => {
    const rig = createRig(
      [
        describeProcess('php', endsWith(7), quick('never')),
        describeProcess('web', ['sleep', '1000'], { after: ['php'] }),
      ],
      endEachLife('php'),
    );
    await expect(rig.supervisor.start()).rejects.toMatchObject({ code: 'APP_CRASHED', details: { process: 'php' } });
    expect(rig.app.fatals).toEqual([]);
  });

  test.for([
    ['never', '3'],
    ['on-failure', '0'],
  ] as const)('with policy %s and exit code %s is the end of the app', async ([policy, code]) => {
    const rig = createRig([describeProcess('web', endsWith(code), quick(policy))], endEachLife('web'));
    await rig.supervisor.start();
    expect(await rig.waitForFatal()).toMatchObject({
      code: 'APP_CRASHED',
      details: { process: 'web', status: `exited with code ${code}` },
    });
    expect(rig.app.state).toMatchObject({ kind: 'failed', failure: { code: 'APP_CRASHED' } });
  });

  test('before a restarted process is ready uses up the budget too', async () => {
    const folder = createRig([]).folder;
    const command = endsWith(7, '[ -e "$F/ran" ] && exit 8; touch "$F/ran";');
    const rig = createRig(
      [describeProcess('web', command, { env: { F: folder }, ...quick('always', 3) })],
      endEachLife('web'),
    );
    await rig.supervisor.start();
    expect(await rig.waitForFatal()).toMatchObject({
      code: 'CRASH_LOOP',
      details: { count: 4, status: 'exited with code 8' },
    });
    expect(existsSync(join(folder, 'ran'))).toBe(true);
  });
});

describe('a helper', () => {
  test('may crash and come back without a call noticing', async () => {
    const rig = createRig(
      [describeProcess('web', STAYS), describeProcess('cron', endsWith(1), { kind: 'helper', ...quick('always') })],
      endEachLife('cron'),
    );
    await rig.supervisor.start();
    await rig.waitForReady('cron', 3);
    expect(rig.app.states.map(({ kind }) => kind)).toEqual(['ready']);
    expect(rig.app.heard).toEqual(['ready']);
  });

  test('that cannot even start is tried again and does not hold up the app', async () => {
    const rig = createRig([
      describeProcess('web', STAYS),
      describeProcess('cron', ['sh', '-c', 'exit 1'], { kind: 'helper', ...quick('always', 3) }),
    ]);
    await rig.supervisor.start();
    await rig.waitForRecord({ code: 'CRASH_LOOP', process: 'cron' });
    expect(rig.records.filter((record) => record['event'] === 'restarting')).toHaveLength(3);
    expect(rig.app.state.kind).toBe('ready');
    expect(rig.app.fatals).toEqual([]);
  });

  test('that is given up keeps what comes after it from starting', async () => {
    const rig = createRig([
      describeProcess('cache', ['sh', '-c', 'exit 1'], { kind: 'helper', ...quick('never') }),
      describeProcess('web', STAYS, { after: ['cache'] }),
    ]);
    await expect(rig.supervisor.start()).rejects.toMatchObject({
      code: 'DEPENDENCY_FAILED',
      details: { dependency: 'cache' },
    });
  });
});

test('a hundred quick restarts leave no descriptor, no process and no zombie', async () => {
  const restart = {
    policy: 'always',
    backoffMs: 0,
    maxBackoffMs: 0,
    budgetPerMinute: 1_000,
    whenSpent: 'exit',
  } as const;
  const rig = createRig([describeProcess('web', ['sh', '-c', 'sleep 1000 & exit 1'], { ready: [], restart })]);
  const openAtStart = countOpenFiles();
  await rig.supervisor.start();
  const restarts = (): number => rig.records.filter((record) => record['event'] === 'restarting').length;
  await expect.poll(restarts, { timeout: 50_000 }).toBeGreaterThanOrEqual(100);
  await rig.supervisor.stop();
  expect(rig.findSurvivors()).toEqual([]);
  expect(findOwnZombies()).toEqual([]);
  await expect.poll(countOpenFiles).toBeLessThanOrEqual(openAtStart + 2);
});
