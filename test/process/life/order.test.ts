import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ProcessSettings } from '../../../src/core/settings.ts';
import { createRig, describeProcess, fixture } from '../rig.ts';

const orderFile = (): string => join(createRig([]).folder, 'order');
const readOrder = (file: string): string[] => readFileSync(file, 'utf8').trim().split('\n');

function orderly(name: string, file: string, after: readonly string[] = []): ProcessSettings {
  return describeProcess(name, fixture('tells-order.sh'), { env: { NAME: name, ORDER_FILE: file }, after });
}

const NEVER = { policy: 'never', backoffMs: 1, maxBackoffMs: 1, budgetPerMinute: 0, whenSpent: 'exit' } as const;

describe('the order of processes', () => {
  test('a chain of three starts forwards and stops backwards', async () => {
    const file = orderFile();
    const rig = createRig([orderly('db', file), orderly('app', file, ['db']), orderly('web', file, ['app'])]);
    await rig.supervisor.start();
    expect(readOrder(file)).toEqual(['db started', 'app started', 'web started']);
    await rig.supervisor.stop();
    expect(readOrder(file).slice(3)).toEqual(['web ended', 'app ended', 'db ended']);
  });

  test('processes that do not need each other start side by side', async () => {
    const meet = (own: string, other: string): [string, ...string[]] => [
      'sh',
      '-c',
      `touch "$MEET/${own}"; while ! [ -e "$MEET/${other}" ]; do sleep 0.02; done; echo ready; exec sleep 1000`,
    ];
    const env = { MEET: createRig([]).folder };
    const rig = createRig([
      describeProcess('a', meet('a', 'b'), { env }),
      describeProcess('b', meet('b', 'a'), { env }),
    ]);
    await rig.supervisor.start();
    expect(rig.app.state.kind).toBe('ready');
  });

  test('a process whose dependency fails is never started, and its record names the cause', async () => {
    const file = orderFile();
    const db = describeProcess('db', fixture('exits-before-ready.mjs'), { env: { EXIT: '3' } });
    const rig = createRig([db, orderly('app', file, ['db']), orderly('web', file, ['app'])]);
    await expect(rig.supervisor.start()).rejects.toMatchObject({ code: 'APP_EXITED_BEFORE_READY' });
    const codes = rig.records
      .filter(({ level }) => level === 'error')
      .map((record) => [record['code'], record['process']]);
    expect(codes).toEqual([
      ['APP_EXITED_BEFORE_READY', 'db'],
      ['DEPENDENCY_FAILED', 'app'],
      ['DEPENDENCY_FAILED', 'web'],
    ]);
    const record = await rig.waitForRecord({ code: 'DEPENDENCY_FAILED', process: 'web' });
    expect(record.message).toBe('Process web was not started, because db exited with code 3.');
    await rig.supervisor.stop();
    expect(rig.lines).toEqual(['last words']);
  });
});

describe('a one-shot process', () => {
  test('is over before what comes after it begins, and is not started again', async () => {
    const file = orderFile();
    const script = 'sleep 0.2; echo migrated >>"$ORDER_FILE"';
    const migrate = describeProcess('migrate', ['sh', '-c', script], {
      kind: 'oneshot',
      env: { ORDER_FILE: file },
      restart: { policy: 'always', backoffMs: 1, maxBackoffMs: 1, budgetPerMinute: 10, whenSpent: 'exit' },
    });
    const rig = createRig([migrate, orderly('web', file, ['migrate'])]);
    await rig.supervisor.start();
    expect(readOrder(file)).toEqual(['migrated', 'web started']);
    await rig.waitForRecord({ event: 'done', process: 'migrate' });
  });

  test('that fails keeps what comes after it from starting', async () => {
    const migrate = describeProcess('migrate', ['sh', '-c', 'echo no database; exit 3'], {
      kind: 'oneshot',
      restart: NEVER,
    });
    const rig = createRig([migrate, describeProcess('web', fixture('never-ready.mjs'), { after: ['migrate'] })]);
    const message = 'Process web was not started, because migrate exited with code 3.';
    await expect(rig.supervisor.start()).rejects.toMatchObject({ code: 'DEPENDENCY_FAILED', message });
    expect(rig.app.state).toMatchObject({ kind: 'failed', failure: { code: 'DEPENDENCY_FAILED' } });
    await rig.waitForRecord({ code: 'APP_EXITED_BEFORE_READY', process: 'migrate', exitCode: 3 });
    expect(rig.lines).toEqual(['no database']);
  });

  test('that fails is repeated if its policy is on-failure, and what comes after it waits', async () => {
    const file = orderFile();
    const script = 'echo tried >>"$ORDER_FILE"; [ "$(wc -l <"$ORDER_FILE")" -ge 3 ]';
    const env = { ORDER_FILE: file };
    const migrate = describeProcess('migrate', ['sh', '-c', script], { kind: 'oneshot', env });
    const rig = createRig([migrate, orderly('web', file, ['migrate'])]);
    await rig.supervisor.start();
    expect(readOrder(file)).toEqual(['tried', 'tried', 'tried', 'web started']);
    expect(rig.records.filter((record) => record['event'] === 'restarting')).toHaveLength(2);
  });

  test('is repeated no longer than the start may take', async () => {
    const migrate = describeProcess('migrate', ['sh', '-c', 'sleep 0.05; exit 5'], { kind: 'oneshot' });
    const rig = createRig([migrate], { startupDeadlineMs: 400 });
    await expect(rig.supervisor.start()).rejects.toMatchObject({ details: { process: 'migrate' } });
    expect(rig.app.states.at(-1)).toMatchObject({ kind: 'failed' });
  });

  test('whose next try would come too late fails with what ended it, not with the time', async () => {
    const restart = {
      ...NEVER,
      policy: 'on-failure',
      backoffMs: 60_000,
      maxBackoffMs: 60_000,
      budgetPerMinute: 10,
    } as const;
    const migrate = describeProcess('migrate', ['sh', '-c', 'exit 5'], { kind: 'oneshot', restart });
    const rig = createRig([migrate]);
    await expect(rig.supervisor.start()).rejects.toMatchObject({
      code: 'APP_EXITED_BEFORE_READY',
      details: { process: 'migrate' },
    });
    expect(rig.records.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  test('that nothing comes after fails the start by itself', async () => {
    const rig = createRig([
      describeProcess('web', fixture('never-ready.mjs')),
      describeProcess('warm', ['sh', '-c', 'exit 4'], { kind: 'oneshot', restart: NEVER }),
    ]);
    await expect(rig.supervisor.start()).rejects.toMatchObject({
      code: 'APP_EXITED_BEFORE_READY',
      details: { process: 'warm' },
    });
  });

  test('that nothing comes after still holds the calls until it is over', async () => {
    const folder = createRig([]).folder;
    const script = 'while ! [ -e "$GO/go" ]; do touch "$GO/go"; sleep 0.2; done';
    const rig = createRig([
      describeProcess('web', fixture('never-ready.mjs')),
      describeProcess('warm', ['sh', '-c', script], { kind: 'oneshot', env: { GO: folder } }),
    ]);
    await rig.supervisor.start();
    const events = rig.records.map((record) => record['event']);
    expect(rig.app.states).toHaveLength(1);
    expect(events).toContain('done');
  });

  test('that does not end in time is named as what was waited for', async () => {
    const rig = createRig([describeProcess('migrate', ['sleep', '1000'], { kind: 'oneshot', readyDeadlineMs: 200 })]);
    await expect(rig.supervisor.start()).rejects.toMatchObject({
      code: 'APP_NOT_READY_IN_TIME',
      details: { process: 'migrate', probe: 'it has not ended yet' },
    });
  });
});
