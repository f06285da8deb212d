import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Admission, type Applicant } from '../../src/call/admission.ts';
import type { AppState, AppStatus } from '../../src/call/app-status.ts';
import type { ProxySettings } from '../../src/core/proxy-settings.ts';
import { Failure } from '../../src/failures/failure.ts';
import type { Target } from '../../src/upstream/target.ts';

const READY: AppState = { kind: 'ready', target: {} as Target };

class ScriptedStatus implements AppStatus {
  state: AppState;
  #listeners: Array<(state: AppState) => void> = [];
  constructor(state: AppState) {
    this.state = state;
  }
  onChange(listener: (state: AppState) => void): () => void {
    this.#listeners.push(listener);
    return () => {};
  }
  async findCrash(): Promise<null> {
    return null;
  }
  become(state: AppState): void {
    this.state = state;
    for (const listener of this.#listeners) listener(state);
  }
}

function open(state: AppState, limits: { maxHeld?: number; maxInFlight?: number; maxQueued?: number } = {}) {
  const status = new ScriptedStatus(state);
  const startup = { listen: 'at-once' as const, deadlineMs: 110_000, maxHeld: limits.maxHeld ?? 1_000 };
  const proxy = {
    maxInFlight: limits.maxInFlight ?? 0,
    queue: { max: limits.maxQueued ?? 1_000, timeoutMs: 60_000 },
  } as ProxySettings;
  const admission = new Admission(status, startup, proxy);
  const log: string[] = [];
  const messages: string[] = [];
  const enter = (name: string): Applicant => {
    const applicant: Applicant = {
      onAdmitted: () => log.push(`${name} in`),
      onRefused: (failure: Failure) => {
        messages.push(failure.message);
        log.push(`${name} ${failure.code}`);
      },
    };
    admission.enter(applicant);
    return applicant;
  };
  return { status, admission, log, messages, enter };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
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

// The two seconds more are for the start's own verdict, which says why.
test('a call held longer than the startup deadline is refused with QUEUE_TIMEOUT, and told that deadline', () => {
  const { enter, log, messages } = open({ kind: 'not-ready' });
  enter('a');
  vi.advanceTimersByTime(60_000);
  enter('b');
  vi.advanceTimersByTime(52_001);
  expect(log).toEqual(['a QUEUE_TIMEOUT']);
  vi.advanceTimersByTime(60_000);
  expect(log).toEqual(['a QUEUE_TIMEOUT', 'b QUEUE_TIMEOUT']);
  expect(messages[0]).toContain('110s');
});

test('who was held has a place: when the app is ready it is let in or queued, however many there are', () => {
  const { enter, log, status, admission } = open({ kind: 'not-ready' }, { maxInFlight: 10, maxQueued: 100 });
  for (let i = 0; i < 300; i++) enter(`${i}`);
  status.become(READY);
  expect([admission.inFlight, admission.waiting]).toEqual([10, 290]);
  expect(log.filter((line) => !line.endsWith(' in'))).toEqual([]);
  enter('late');
  expect(log.at(-1)).toBe('late QUEUE_FULL');
  for (let i = 0; i < 300; i++) admission.giveBack();
  expect(log.filter((line) => line.endsWith(' in'))).toHaveLength(300);
  expect([admission.inFlight, admission.waiting]).toEqual([0, 0]);
});

test('a held call that is queued since then waits no longer than a queued one may', () => {
  const { enter, log, status } = open({ kind: 'not-ready' }, { maxInFlight: 1, maxQueued: 1 });
  for (const name of ['a', 'b', 'c']) enter(name);
  vi.advanceTimersByTime(100_000);
  status.become(READY);
  vi.advanceTimersByTime(59_999);
  expect(log).toEqual(['a in']);
  vi.advanceTimersByTime(2);
  expect(log).toEqual(['a in', 'b QUEUE_TIMEOUT', 'c QUEUE_TIMEOUT']);
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
  status.become({ kind: 'failed', failure: new Failure('CRASH_LOOP', { process: 'app' }) });
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
