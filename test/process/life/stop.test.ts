import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isAlive } from '../../helpers/process-table.ts';
import { createRig, describeProcess, fixture, waitUntilGone } from '../rig.ts';

const TEN_MINUTES_MS = 600_000;

/** The signal goes to the whole group, and some shells note that it ended the `sleep` they were waiting for. */
const withoutShellNotes = (lines: readonly string[]): string[] =>
  lines.filter((line) => !/^(Terminated|Quit)/.test(line));

describe('a stop', () => {
  test('gives the app its stop signal and waits for it to end by itself', async () => {
    const script = "trap 'sleep 0.3; echo bye; exit 0' QUIT; echo ready; while :; do sleep 0.05; done";
    const rig = createRig([describeProcess('web', ['sh', '-c', script], { stopSignal: 'SIGQUIT' })]);
    await rig.supervisor.start();
    await rig.supervisor.stop();
    expect(withoutShellNotes(rig.lines)).toEqual(['ready', 'bye']);
    expect(rig.app.states.map(({ kind }) => kind)).toEqual(['ready']);
    const isSlowStart = ({ event }: Readonly<Record<string, unknown>>): boolean => event === 'not-ready';
    expect(rig.records.filter((record) => record.level !== 'info' && !isSlowStart(record))).toEqual([]);
  });

  test('kills what ignores its signal, grandchildren too, once the grace period has passed', async () => {
    const rig = createRig([describeProcess('web', fixture('ignores-term.sh'), { gracePeriodMs: 300 })]);
    await rig.supervisor.start();
    // A process has no environment, by which it is found, for a moment inside execve(2).
    await expect.poll(() => rig.findSurvivors().length).toBeGreaterThan(1);
    const startedAtMs = performance.now();
    await rig.supervisor.stop();
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(299);
    expect(rig.findSurvivors()).toEqual([]);
    await rig.waitForRecord({ level: 'warn', event: 'killed', process: 'web' });
  });

  test('waits for a grandchild that needs longer than its leader', async () => {
    const script =
      "(trap 'sleep 0.3; echo worker done; exit' TERM; echo ready; while :; do sleep 0.05; done) & sleep 1000";
    const rig = createRig([describeProcess('web', ['sh', '-c', script])]);
    await rig.supervisor.start();
    await rig.supervisor.stop();
    expect(withoutShellNotes(rig.lines)).toEqual(['ready', 'worker done']);
  });

  test('reaches an app that was stopped by SIGSTOP', async () => {
    const script = "trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.05; done";
    const rig = createRig([describeProcess('web', ['sh', '-c', script], { gracePeriodMs: TEN_MINUTES_MS })]);
    await rig.supervisor.start();
    process.kill(-(await rig.waitForReady('web')), 'SIGSTOP');
    await rig.supervisor.stop();
    expect(rig.lines).toContain('bye');
  });

  test('asks the leader first, which sees to the rest of its group by itself', async () => {
    const worker = "trap 'echo worker asked by its leader; exit' USR1; trap 'echo worker got TERM' TERM";
    const leader = `trap 'sleep 0.3; kill -s USR1 $!; wait; echo leader done; exit' TERM
      sh -c "${worker}; echo ready; while :; do sleep 0.05; done" & while :; do sleep 0.05; done`;
    const rig = createRig([describeProcess('web', ['sh', '-c', leader])]);
    await rig.supervisor.start();
    await rig.supervisor.stop();
    expect(withoutShellNotes(rig.lines)).toEqual(['ready', 'worker asked by its leader', 'leader done']);
  });

  test('asks the rest of the group after a second, once, where the leader keeps the signal to itself', async () => {
    const worker = "trap 'echo worker got TERM; exit' TERM; echo ready; while :; do sleep 0.05; done";
    const leader = `trap 'echo leader got TERM' TERM; sh -c "${worker}" & wait $!; wait $!`;
    const rig = createRig([describeProcess('web', ['bash', '-c', leader], { gracePeriodMs: TEN_MINUTES_MS })]);
    await rig.supervisor.start();
    const startedAtMs = performance.now();
    await rig.supervisor.stop();
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(999);
    expect(withoutShellNotes(rig.lines)).toEqual(['ready', 'leader got TERM', 'worker got TERM']);
  });

  test('asks the rest of the group at once when a shell that passes nothing on is gone', async () => {
    const worker = "trap 'echo worker got TERM; exit' TERM; echo ready; while :; do sleep 0.05; done";
    const rig = createRig([
      describeProcess('web', ['sh', '-c', `sh -c "${worker}"; true`], { gracePeriodMs: TEN_MINUTES_MS }),
    ]);
    await rig.supervisor.start();
    await rig.supervisor.stop();
    expect(withoutShellNotes(rig.lines)).toEqual(['ready', 'worker got TERM']);
  });

  test('behind npm reaches the app once', async () => {
    const folder = createRig([]).folder;
    writeFileSync(join(folder, 'package.json'), '{ "name": "a", "scripts": { "start": "node server.js" } }');
    const app =
      "process.on('SIGTERM', () => { console.log('app got TERM'); setTimeout(() => process.exit(0), 300); }); setInterval(() => {}, 1000); console.log('ready');";
    writeFileSync(join(folder, 'server.js'), app);
    const settings = describeProcess('web', ['npm', 'start'], { env: { HOME: folder } });
    const rig = createRig([{ ...settings, command: { ...settings.command, workingDirectory: folder } }]);
    await rig.supervisor.start();
    await rig.supervisor.stop();
    expect(rig.lines.filter((line) => line.startsWith('app'))).toEqual(['app got TERM']);
  });

  test('may be asked for many times and ends once', async () => {
    const rig = createRig([describeProcess('web', fixture('never-ready.mjs'))]);
    await rig.supervisor.start();
    const [first, second] = [rig.supervisor.stop(), rig.supervisor.stop()];
    expect(second).toBe(first);
    await first;
    expect(rig.findSurvivors()).toEqual([]);
  });

  test('during the start ends politely what runs, and what was to come never runs', async () => {
    const script = "trap 'echo bye; exit 0' TERM; echo starting; while :; do sleep 0.05; done";
    const rig = createRig([
      describeProcess('db', ['sh', '-c', script]),
      describeProcess('web', fixture('never-ready.mjs'), { after: ['db'] }),
    ]);
    const started = rig.supervisor.start().catch((error: unknown) => error);
    await rig.waitForLine(/starting/);
    await rig.supervisor.stop();
    expect(await started).toMatchObject({ code: 'DRAINING' });
    expect(withoutShellNotes(rig.lines)).toEqual(['starting', 'bye']);
    expect(rig.records.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('before the start leaves nothing to start', async () => {
    const rig = createRig([describeProcess('web', fixture('never-ready.mjs'))]);
    await rig.supervisor.stop();
    await expect(rig.supervisor.start()).rejects.toMatchObject({ code: 'DRAINING' });
    expect(rig.lines).toEqual([]);
  });

  test('during a backoff does not wait for it', async () => {
    const restart = {
      policy: 'always',
      backoffMs: TEN_MINUTES_MS,
      maxBackoffMs: TEN_MINUTES_MS,
      budgetPerMinute: 5,
      whenSpent: 'exit',
    } as const;
    const rig = createRig([describeProcess('web', ['sh', '-c', 'echo ready; sleep 1000'], { restart })]);
    await rig.supervisor.start();
    process.kill(-(await rig.waitForReady('web')), 'SIGKILL');
    // The first restart is at once.
    process.kill(-(await rig.waitForReady('web', 2)), 'SIGKILL');
    await rig.waitForRecord({ event: 'restarting', backoffMs: TEN_MINUTES_MS });
    await rig.supervisor.stop();
    expect(rig.app.states.map(({ kind }) => kind)).toEqual(['ready', 'not-ready', 'ready', 'not-ready']);
  });

  test('ends a daemon that has left its group, after asking it', async () => {
    const daemon = "trap 'touch asked; exit' TERM; echo ready; while :; do sleep 0.05; done";
    const settings = describeProcess('web', ['sh', '-c', `setsid sh -c "${daemon}" & exec sleep 1000`]);
    const workingDirectory = createRig([]).folder;
    const rig = createRig([{ ...settings, command: { ...settings.command, workingDirectory } }]);
    await rig.supervisor.start();
    await rig.supervisor.stop();
    expect(existsSync(join(workingDirectory, 'asked'))).toBe(true);
    expect(rig.findSurvivors()).toEqual([]);
    expect(rig.records).toContainEqual(expect.objectContaining({ level: 'warn', strays: expect.any(Number) }));
  });

  test('a second order to stop kills at once', async () => {
    const settings = describeProcess('web', fixture('ignores-term.sh'), { gracePeriodMs: TEN_MINUTES_MS });
    const rig = createRig([settings]);
    await rig.supervisor.start();
    const pid = await rig.waitForReady('web');
    const stopped = rig.supervisor.stop();
    expect(isAlive(pid)).toBe(true);
    rig.supervisor.killNow();
    await stopped;
    expect(rig.findSurvivors()).toEqual([]);
  });

  test('an order to kill without one to stop leaves nothing, and nothing comes back', async () => {
    const rig = createRig([
      describeProcess('web', fixture('leaves-daemon.sh'), {
        restart: { policy: 'always', backoffMs: 0, maxBackoffMs: 0, budgetPerMinute: 100, whenSpent: 'exit' },
      }),
    ]);
    await rig.supervisor.start();
    await rig.waitForLine(/^daemon/);
    const pids = rig.findSurvivors();
    rig.supervisor.killNow();
    await waitUntilGone(...pids);
    await rig.supervisor.stop();
    expect(rig.records.some((record) => record['event'] === 'restarting')).toBe(false);
  });
});
