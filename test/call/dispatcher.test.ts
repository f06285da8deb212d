import { expect, test } from 'vitest';
import type { AppState, AppStatus } from '../../src/call/app-status.ts';
import { Call } from '../../src/call/call.ts';
import type { CallCarrier, RequestFacts } from '../../src/call/carrier.ts';
import { Dispatcher, type DispatcherParts } from '../../src/call/dispatcher.ts';
import { FC_MARKERS } from '../../src/core/marker.ts';
import { Failure } from '../../src/failures/failure.ts';
import { readRecogniser } from '../../src/failures/recogniser.ts';
import type { CallRecord } from '../../src/logging/call-record.ts';
import type { LogBook } from '../../src/logging/log-book.ts';
import type { Settled } from '../../src/logging/settling-calls.ts';
import type { Target } from '../../src/upstream/target.ts';

await readRecogniser();

const READY: AppState = { kind: 'ready', target: {} as Target };

interface Scene {
  readonly dispatcher: Dispatcher;
  readonly markers: string[];
  readonly records: CallRecord[];
  readonly runTurn: () => void;
}

function openDispatcher(
  state: AppState = READY,
  exceptPaths: string[] = [],
  tail: string[] | null = null,
  canWrite = true,
): Scene {
  const markers: string[] = [];
  const records: CallRecord[] = [];
  let settling: Settled[] = [];
  const status: AppStatus = { state, onChange: () => () => {}, findCrash: async () => null };
  const book = {
    startMarker: (line: string) => (canWrite ? markers.push(line) > 0 : false),
    endMarker: (line: string) => markers.push(line),
    settle: (settled: Settled) => settling.push(settled),
  } as unknown as LogBook;
  const settings = {
    startup: { listen: 'at-once', deadlineMs: 1_000, maxHeld: 1 },
    proxy: { maxInFlight: 0, queue: { max: 1, timeoutMs: 1 } },
    markers: { templates: FC_MARKERS, exceptPaths, settleMs: 0, ofApp: 'told' },
    errors: { detail: tail === null ? 'brief' : 'full' },
    hooks: { header: null, answers: { Initialize: 'berth', PreFreeze: 'berth', PreStop: 'berth' } },
    platform: {
      name: 'fc',
      requestIdHeaders: ['x-fc-request-id'],
      ownIdHeader: null,
      failureHeaders: { 'x-fc-status': '404' },
    },
    processes: [],
  } as unknown as DispatcherParts['settings'];
  const log = { call: (record: CallRecord) => records.push(record), warn: () => undefined };
  const dispatcher = new Dispatcher({
    settings,
    status,
    book,
    log,
    readLogTail: () => tail ?? [],
    mask: (text) => text,
  });
  const runTurn = (): void => {
    const now = settling;
    settling = [];
    for (const one of now) one.onLinesRead();
    for (const one of now) one.onWritten();
  };
  return { dispatcher, markers, records, runTurn };
}

const openCall = (dispatcher: Dispatcher, facts: RequestFacts): Call => new Call(dispatcher.calls, facts);

function createCarrier(): CallCarrier & { events: string[] } {
  const events: string[] = [];
  return {
    events,
    collectBody: () => true,
    onAdmitted: () => events.push('admitted'),
    onAnswered: () => events.push('answered'),
    onRefused: (failure) => events.push(failure.code),
    onReleased: () => events.push('released'),
  };
}

const FACTS = { method: 'GET', target: '/a?secret=1', accept: '', requestId: 'id-1', controlPath: '', ownAnswer: null };

test('a call has its start marker before it is forwarded and its end marker before its last bytes', () => {
  const { dispatcher, markers, records, runTurn } = openDispatcher();
  const carrier = createCarrier();
  const call = openCall(dispatcher, FACTS);
  call.enter(carrier);
  expect(markers).toEqual(['FC Invoke Start RequestId: id-1']);
  call.finish({ status: 200, failure: null, bytesIn: 0, bytesOut: 3 });
  expect(carrier.events).toEqual(['admitted']);
  runTurn();
  expect(markers).toEqual(['FC Invoke Start RequestId: id-1', 'FC Invoke End RequestId: id-1']);
  expect(carrier.events).toEqual(['admitted', 'released']);
  expect(records).toMatchObject([{ requestId: 'id-1', path: '/a', status: 200, by: 'app', bytesOut: 3 }]);
  expect(dispatcher.admission.inFlight).toBe(0);
});

test('a call that berth failed says so in its end marker and its record', () => {
  const { dispatcher, markers, records, runTurn } = openDispatcher({ kind: 'stopping' });
  const carrier = createCarrier();
  const call = openCall(dispatcher, FACTS);
  call.enter(carrier);
  expect(carrier.events).toEqual(['DRAINING']);
  call.finish({ status: 503, failure: new Failure('DRAINING'), bytesIn: 0, bytesOut: 0 });
  runTurn();
  expect(markers[1]).toBe('FC Invoke End RequestId: id-1, Error: Unhandled function error');
  expect(records).toMatchObject([{ by: 'berth', status: 503, failure: { code: 'DRAINING' } }]);
});

test.for(['held', 'inside', 'finished'])(
  'a client that leaves while its call is %s leaves one pair of markers',
  (when) => {
    const { dispatcher, markers, records, runTurn } = openDispatcher(
      when === 'held' ? { kind: 'not-ready' } : undefined,
    );
    const carrier = createCarrier();
    const call = openCall(dispatcher, FACTS);
    call.enter(carrier);
    if (when === 'finished') call.finish({ status: 200, failure: null, bytesIn: 0, bytesOut: 0 });
    call.leave(0, 0);
    call.leave(0, 0);
    runTurn();
    runTurn();
    expect(markers).toEqual(['FC Invoke Start RequestId: id-1', 'FC Invoke End RequestId: id-1']);
    expect(records).toHaveLength(1);
    expect(carrier.events).not.toContain('released');
    expect(dispatcher.admission.inFlight).toBe(0);
  },
);

test('finishing twice writes one end marker and releases once', () => {
  const { dispatcher, markers, runTurn } = openDispatcher();
  const carrier = createCarrier();
  const call = openCall(dispatcher, FACTS);
  call.enter(carrier);
  call.finish({ status: 200, failure: null, bytesIn: 0, bytesOut: 0 });
  call.finish({ status: 200, failure: null, bytesIn: 0, bytesOut: 0 });
  runTurn();
  expect(markers).toHaveLength(2);
  expect(carrier.events).toEqual(['admitted', 'released']);
});

test.for(['', 'has space', 'line\nbreak', 'x'.repeat(129), 'é', '\u001b[0m'])(
  'the unsafe request id %j is replaced by one of our own',
  (requestId) => {
    const { dispatcher } = openDispatcher();
    expect(openCall(dispatcher, { ...FACTS, requestId }).id).toMatch(/^1-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{12}$/);
  },
);

test('minted ids differ', () => {
  const { dispatcher } = openDispatcher();
  const ids = new Set(Array.from({ length: 1_000 }, () => openCall(dispatcher, { ...FACTS, requestId: '' }).id));
  expect(ids.size).toBe(1_000);
});

test('an excepted path is served without markers, and still logged', () => {
  const { dispatcher, markers, records, runTurn } = openDispatcher(undefined, ['/a']);
  const call = openCall(dispatcher, FACTS);
  call.enter(createCarrier());
  call.finish({ status: 200, failure: null, bytesIn: 0, bytesOut: 0 });
  runTurn();
  expect(markers).toEqual([]);
  expect(records).toHaveLength(1);
});

test('an answer carries the code, the id and the platform’s failure field', () => {
  const { dispatcher } = openDispatcher();
  const answer = dispatcher.toAnswer(new Failure('DRAINING'), openCall(dispatcher, FACTS));
  expect(answer.status).toBe(503);
  expect(Object.fromEntries(answer.fields)).toMatchObject({
    'x-berth-error': 'DRAINING',
    'x-request-id': 'id-1',
    'x-fc-status': '404',
    'retry-after': '1',
  });
  expect(JSON.parse(answer.body.toString())).toMatchObject({ errorType: 'DRAINING', requestId: 'id-1' });
});

test('in full detail an answer names what the running app complains of', () => {
  const complaint = 'WARNING: [pool www] server reached pm.max_children setting (2), consider raising it';
  const { dispatcher } = openDispatcher(
    undefined,
    [],
    ["Error: Cannot find module 'long-past'", complaint, 'and so on'],
  );
  const failure = new Failure('APP_TIMEOUT', { phase: 'the first byte', limit: '1s', key: 'firstByte' });
  const answer = dispatcher.toAnswer(failure, openCall(dispatcher, FACTS));
  expect(JSON.parse(answer.body.toString())).toMatchObject({
    errorType: 'APP_TIMEOUT',
    cause: expect.stringContaining('All 2 workers of php-fpm’s pool www are busy'),
    certainty: 'likely',
    evidence: [complaint],
  });
});

test('a call whose start marker had to be dropped has no end marker either', () => {
  const { dispatcher, markers, records, runTurn } = openDispatcher(READY, [], null, false);
  const call = openCall(dispatcher, FACTS);
  call.enter(createCarrier());
  call.finish({ status: 200, failure: null, bytesIn: 0, bytesOut: 0 });
  runTurn();
  expect(markers).toEqual([]);
  expect(records).toHaveLength(1);
});
