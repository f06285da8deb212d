import { expect, test } from 'vitest';
import { WatchedApp } from '../../src/app/app-status.ts';
import type { UpstreamAddress } from '../../src/core/settings.ts';
import { Failure } from '../../src/failures/failure.ts';
import type { Target } from '../../src/upstream/target.ts';

const ADDRESS: UpstreamAddress = { kind: 'tcp', host: '127.0.0.1', port: 1 };
const TARGET = {} as Target;
const PATIENCE_MS = 20;

const crash = (process: string): Failure => new Failure('APP_CRASHED', { process, status: 'exited with code 3' });

function open(): WatchedApp {
  return new WatchedApp(() => TARGET);
}

/** A crash that was seen then, and whose cause was found at once. */
function crashAt(app: WatchedApp, atMs: number, process = 'web'): Failure {
  const failure = crash(process);
  app.onCrashSeen(atMs);
  app.onCrash(failure, atMs);
  return failure;
}

test('a crash before a call was let in is not what broke it', async () => {
  const app = open();
  crashAt(app, 100);
  expect(await app.findCrash(200, PATIENCE_MS)).toBeNull();
  const since = crashAt(app, 200);
  expect(await app.findCrash(200, PATIENCE_MS)).toBe(since);
});

test('a crash counts from the moment it was seen, not from when its cause was found', async () => {
  const app = open();
  app.onCrashSeen(100);
  const letInMs = 150;
  const found = app.findCrash(letInMs, PATIENCE_MS);
  app.onCrash(crash('web'), 100);
  expect(await found).toBeNull();
});

test('of several crashes the last one is told', async () => {
  const app = open();
  crashAt(app, 100, 'php-fpm');
  const last = crashAt(app, 200, 'nginx');
  expect(await app.findCrash(50, PATIENCE_MS)).toBe(last);
});

test('a crash that shows while it is asked for is found, and so is one whose cause takes long', async () => {
  const app = open();
  const soon = app.findCrash(0, 60_000);
  const failure = crashAt(app, 100);
  expect(await soon).toBe(failure);
  app.onCrashSeen(300);
  const late = app.findCrash(200, 1);
  await new Promise((resolve) => setImmediate(resolve));
  const explained = crash('web');
  app.onCrash(explained, 300);
  expect(await late).toBe(explained);
});

test('nobody waits for a crash that is not there', async () => {
  expect(await open().findCrash(0, 1)).toBeNull();
});

test('an app that is ready, away and ready again says so each time, and its target with it', () => {
  const app = open();
  const states: string[] = [];
  const stop = app.onChange(({ kind }) => states.push(kind));
  app.onNotReady();
  app.onReady(ADDRESS);
  app.onNotReady();
  app.onNotReady();
  app.onReady(ADDRESS);
  expect(states).toEqual(['ready', 'not-ready', 'ready']);
  expect(app.state).toEqual({ kind: 'ready', target: TARGET });
  stop();
  app.stop();
  expect(states).toHaveLength(3);
});

test('an app that has failed stays so until it is stopped, and a stopped one for ever', () => {
  const app = open();
  app.onFailed(crash('web'));
  app.onReady(ADDRESS);
  app.onNotReady();
  expect(app.state.kind).toBe('failed');
  app.stop();
  app.onFailed(crash('web'));
  app.onReady(ADDRESS);
  expect(app.state.kind).toBe('stopping');
});
