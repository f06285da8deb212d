import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Applicant, createAdmission } from '../../src/call/admission.ts';
import type { ProxySettings, UpstreamAddress } from '../../src/core/settings.ts';
import type { UpstreamState, UpstreamStatus } from '../../src/core/upstream-status.ts';
import type { Failure } from '../../src/failures/failure.ts';

const ADDRESS: UpstreamAddress = { kind: 'tcp', host: '127.0.0.1', port: 1 };
const READY: UpstreamState = { kind: 'ready', address: ADDRESS };

class ScriptedStatus implements UpstreamStatus {
  state: UpstreamState;
  #listeners: Array<(state: UpstreamState) => void> = [];
  constructor(state: UpstreamState) {
    this.state = state;
  }
  onChange(listener: (state: UpstreamState) => void): () => void {
    this.#listeners.push(listener);
    return () => {};
  }
  async findCrash(): Promise<null> {
    return null;
  }
  become(state: UpstreamState): void {
    this.state = state;
    for (const listener of this.#listeners) listener(state);
  }
}

function open(state: UpstreamState, limits: { maxHeld?: number; maxInFlight?: number; maxQueued?: number } = {}) {
  const status = new ScriptedStatus(state);
  const startup = { listen: 'at-once' as const, deadlineMs: 110_000, maxHeld: limits.maxHeld ?? 1_000 };
  const proxy = {
    maxInFlight: limits.maxInFlight ?? 0,
    queue: { max: limits.maxQueued ?? 1_000, timeoutMs: 60_000 },
  } as ProxySettings;
  const admission = createAdmission(status, startup, proxy);
  const log: string[] = [];
  const enter = (name: string): Applicant => {
    const applicant: Applicant = {
      onAdmitted: () => log.push(`${name} in`),
      onRefused: (failure: Failure) => log.push(`${name} ${failure.code}`),
    };
    admission.enter(applicant);
    return applicant;
  };
  return { status, admission, log, enter };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('a call is let in at once when the app is ready', () => {
  const { enter, log, admission } = open(READY);
  enter('a');
  expect(log).toEqual(['a in']);
  expect(admission.inFlight).toBe(1);
});

test('calls held while the app starts are let in, in order, when it is ready', () => {
  const { enter, log, status, admission } = open({ kind: 'not-ready' });
  enter('a');
  enter('b');
  expect(log).toEqual([]);
  expect(admission.waiting).toBe(2);
  status.become(READY);
  expect(log).toEqual(['a in', 'b in']);
  expect(admission.waiting).toBe(0);
});

test('one call more than may be held is refused with QUEUE_FULL', () => {
  const { enter, log } = open({ kind: 'not-ready' }, { maxHeld: 1 });
  enter('a');
  enter('b');
  expect(log).toEqual(['b QUEUE_FULL']);
});

test('a call held longer than the startup deadline is refused with QUEUE_TIMEOUT', () => {
  const { enter, log } = open({ kind: 'not-ready' });
  enter('a');
  vi.advanceTimersByTime(60_000);
  enter('b');
  vi.advanceTimersByTime(50_001);
  expect(log).toEqual(['a QUEUE_TIMEOUT']);
  vi.advanceTimersByTime(60_000);
  expect(log).toEqual(['a QUEUE_TIMEOUT', 'b QUEUE_TIMEOUT']);
});

test('a held call that goes away is neither let in nor refused, and leaves its place', () => {
  const { enter, log, status, admission } = open({ kind: 'not-ready' }, { maxHeld: 1 });
  admission.leave(enter('a'));
  enter('b');
  status.become(READY);
  expect(log).toEqual(['b in']);
});

test('over maxInFlight calls queue, and each one that ends lets the next one in', () => {
  const { enter, log, admission } = open(READY, { maxInFlight: 2 });
  for (const name of ['a', 'b', 'c', 'd']) enter(name);
  expect(log).toEqual(['a in', 'b in']);
  admission.giveBack();
  expect(log).toEqual(['a in', 'b in', 'c in']);
  admission.giveBack();
  admission.giveBack();
  expect(log).toEqual(['a in', 'b in', 'c in', 'd in']);
  expect(admission.inFlight).toBe(1);
});

test('a full queue refuses with QUEUE_FULL, a long wait with QUEUE_TIMEOUT', () => {
  const { enter, log } = open(READY, { maxInFlight: 1, maxQueued: 1 });
  for (const name of ['a', 'b', 'c']) enter(name);
  vi.advanceTimersByTime(60_001);
  expect(log).toEqual(['a in', 'c QUEUE_FULL', 'b QUEUE_TIMEOUT']);
});

test('calls that were queued when the app went away come before the ones held since', () => {
  const { enter, log, status, admission } = open(READY, { maxInFlight: 1 });
  enter('a');
  enter('queued');
  status.become({ kind: 'not-ready' });
  enter('held');
  admission.giveBack();
  expect(log).toEqual(['a in']);
  status.become(READY);
  expect(log).toEqual(['a in', 'queued in']);
  admission.giveBack();
  expect(log).toEqual(['a in', 'queued in', 'held in']);
});

test('a failed app refuses everybody with its fault, those who waited too', () => {
  const { enter, log, status } = open({ kind: 'not-ready' });
  enter('a');
  status.become({ kind: 'failed', fault: { code: 'CRASH_LOOP', details: { process: 'app' } } });
  enter('b');
  expect(log).toEqual(['a CRASH_LOOP', 'b CRASH_LOOP']);
});

test('a stopping berth refuses with DRAINING', () => {
  const { enter, log, status } = open({ kind: 'not-ready' });
  enter('a');
  status.become({ kind: 'stopping' });
  enter('b');
  expect(log).toEqual(['a DRAINING', 'b DRAINING']);
});

test('an idle listener is called once, when the last call has ended', () => {
  const { enter, admission } = open(READY);
  const onIdle = vi.fn();
  enter('a');
  enter('b');
  admission.onceIdle(onIdle);
  admission.giveBack();
  expect(onIdle).not.toHaveBeenCalled();
  admission.giveBack();
  expect(onIdle).toHaveBeenCalledOnce();
});
