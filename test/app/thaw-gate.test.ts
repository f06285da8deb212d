import { expect, test } from 'vitest';
import { ThawGate } from '../../src/app/thaw-gate.ts';
import type { AppState } from '../../src/call/app-status.ts';
import { TimeoutWheel } from '../../src/core/timeout-wheel.ts';
import { Failure } from '../../src/failures/failure.ts';
import type { Target } from '../../src/upstream/target.ts';
import { createStatus } from '../helpers/scripted-status.ts';
import { onTestFinished } from '../helpers/test-end.ts';

const READY: AppState = { kind: 'ready', target: {} as Target };

function createScene(state: AppState = READY) {
  const machine = { nowMs: 0, tick: (): void => {}, isRunning: false };
  const wheel = new TimeoutWheel(500, {
    monotonicMs: () => machine.nowMs,
    wallMs: () => machine.nowMs,
    start: (onTick) => {
      machine.tick = onTick;
      machine.isRunning = true;
      return () => {
        machine.isRunning = false;
      };
    },
  });
  const app = createStatus(state);
  const told: Array<() => void> = [];
  const gate = new ThawGate(app, () => new Promise<void>((resolve) => told.push(resolve)), wheel);
  onTestFinished(() => gate.stop());
  const heard: string[] = [];
  gate.onChange(({ kind }) => heard.push(kind));
  const freeze = (ms: number): void => {
    machine.nowMs += ms;
  };
  return { machine, app, gate, told, heard, freeze };
}

test('the first look after a freeze finds the app not ready until it has been told', async () => {
  const { gate, told, heard, freeze } = createScene();
  expect(gate.state.kind).toBe('ready');
  freeze(60_000);
  expect(gate.state.kind).toBe('not-ready');
  expect(told).toHaveLength(1);
  told[0]!();
  await expect.poll(() => gate.state.kind).toBe('ready');
  expect(heard).toEqual(['not-ready', 'ready']);
});

test('a thaw is found without any call, too', () => {
  const { machine, told, freeze } = createScene();
  freeze(60_000);
  machine.tick();
  expect(told).toHaveLength(1);
});

test.for([1_000, 2_000])('a pause of %i ms is none', (pauseMs) => {
  const { gate, told, freeze } = createScene();
  freeze(pauseMs);
  expect([gate.state.kind, told.length]).toEqual(['ready', 0]);
});

test('a clock that was set back counts as a thaw', () => {
  const { gate, told, freeze } = createScene();
  freeze(-3_600_000);
  expect([gate.state.kind, told.length]).toEqual(['not-ready', 1]);
});

test('an app that is starting is told nothing', () => {
  const { gate, told, freeze } = createScene({ kind: 'not-ready' });
  freeze(60_000);
  expect([gate.state.kind, told.length]).toEqual(['not-ready', 0]);
});

test('a second freeze while the app is told has it told once more, one after the other', async () => {
  const { gate, told, freeze, heard } = createScene();
  freeze(60_000);
  expect(gate.state.kind).toBe('not-ready');
  freeze(60_000);
  expect(gate.state.kind).toBe('not-ready');
  expect(told).toHaveLength(1);
  told[0]!();
  await expect.poll(() => told.length).toBe(2);
  expect(gate.state.kind).toBe('not-ready');
  told[1]!();
  await expect.poll(() => gate.state.kind).toBe('ready');
  expect(heard).toEqual(['not-ready', 'ready']);
});

test('an app that comes back while it is told has no calls before that is done', async () => {
  const { app, gate, told, heard, freeze } = createScene();
  freeze(60_000);
  expect(gate.state.kind).toBe('not-ready');
  app.change({ kind: 'not-ready' });
  app.change(READY);
  expect([gate.state.kind, heard.includes('ready')]).toEqual(['not-ready', false]);
  told[0]!();
  await expect.poll(() => heard.at(-1)).toBe('ready');
});

test('an app that fails for good meanwhile is known to at once', () => {
  const { app, gate, heard, freeze } = createScene();
  freeze(60_000);
  expect(gate.state.kind).toBe('not-ready');
  app.change({ kind: 'failed', failure: new Failure('DRAINING') });
  expect([gate.state.kind, heard.at(-1)]).toEqual(['failed', 'failed']);
});

test('the watch ends with the stop', () => {
  const { machine, gate } = createScene();
  expect(machine.isRunning).toBe(true);
  gate.stop();
  expect(machine.isRunning).toBe(false);
});
