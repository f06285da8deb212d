import { expect, test } from 'vitest';
import type { Exchange } from '../../src/call/call.ts';
import { createCallDesk, type DeskParts } from '../../src/call/desk.ts';
import { FC_MARKERS } from '../../src/core/marker.ts';
import type { UpstreamState, UpstreamStatus } from '../../src/core/upstream-status.ts';
import { Failure } from '../../src/failures/failure.ts';
import type { CallRecord } from '../../src/logging/call-record.ts';
import type { LogBook, Settled } from '../../src/logging/log-book.ts';

const ADDRESS = { kind: 'tcp', host: '127.0.0.1', port: 1 } as const;

interface Scene {
  readonly desk: ReturnType<typeof createCallDesk>;
  readonly markers: string[];
  readonly records: CallRecord[];
  readonly runTurn: () => void;
}

function openDesk(
  state: UpstreamState = { kind: 'ready', address: ADDRESS },
  exceptPaths: string[] = [],
  tail: string[] | null = null,
): Scene {
  const markers: string[] = [];
  const records: CallRecord[] = [];
  let settling: Settled[] = [];
  const status: UpstreamStatus = { state, onChange: () => () => {}, findCrash: async () => null };
  const book = {
    marker: (line: string) => markers.push(line),
    settle: (settled: Settled) => settling.push(settled),
  } as unknown as LogBook;
  const settings = {
    startup: { listen: 'at-once', deadlineMs: 1_000, maxHeld: 1 },
    proxy: { maxInFlight: 0, queue: { max: 1, timeoutMs: 1 } },
    markers: { templates: FC_MARKERS, exceptPaths },
    errors: { detail: tail === null ? 'brief' : 'full' },
    hooks: { header: null, answeredBy: 'berth' },
    platform: { name: 'fc', requestIdHeaders: ['x-fc-request-id'], failureHeaders: { 'x-fc-status': '404' } },
    processes: [],
  } as unknown as DeskParts['settings'];
  const log = { call: (record: CallRecord) => records.push(record) };
  const desk = createCallDesk({ settings, status, book, log, readLogTail: () => tail ?? [], mask: (text) => text });
  const runTurn = (): void => {
    const now = settling;
    settling = [];
    for (const one of now) one.onLinesRead();
    for (const one of now) one.onWritten();
  };
  return { desk, markers, records, runTurn };
}

function createExchange(): Exchange & { events: string[] } {
  const events: string[] = [];
  return {
    events,
    onAdmitted: () => events.push('admitted'),
    onAnswered: () => events.push('answered'),
    onRefused: (failure) => events.push(failure.code),
    onReleased: () => events.push('released'),
  };
}

const FACTS = { method: 'GET', target: '/a?secret=1', accept: '', requestId: 'id-1', controlPath: '' };

test('a call has its start marker before it is forwarded and its end marker before its last bytes', () => {
  const { desk, markers, records, runTurn } = openDesk();
  const exchange = createExchange();
  const call = desk.open(FACTS);
  call.enter(exchange);
  expect(markers).toEqual(['FC Invoke Start RequestId: id-1']);
  call.finish({ status: 200, failure: null, bytesIn: 0, bytesOut: 3 });
  expect(exchange.events).toEqual(['admitted']);
  runTurn();
  expect(markers).toEqual(['FC Invoke Start RequestId: id-1', 'FC Invoke End RequestId: id-1']);
  expect(exchange.events).toEqual(['admitted', 'released']);
  expect(records).toMatchObject([{ requestId: 'id-1', path: '/a', status: 200, by: 'app', bytesOut: 3 }]);
  expect(desk.admission.inFlight).toBe(0);
});

test('a call that berth failed says so in its end marker and its record', () => {
  const { desk, markers, records, runTurn } = openDesk({ kind: 'stopping' });
  const exchange = createExchange();
  const call = desk.open(FACTS);
  call.enter(exchange);
  expect(exchange.events).toEqual(['DRAINING']);
  call.finish({ status: 503, failure: new Failure('DRAINING'), bytesIn: 0, bytesOut: 0 });
  runTurn();
  expect(markers[1]).toBe('FC Invoke End RequestId: id-1, Error: Unhandled function error');
  expect(records).toMatchObject([{ by: 'berth', status: 503, failure: { code: 'DRAINING' } }]);
});

test.for(['held', 'inside', 'finished'])(
  'a client that leaves while its call is %s leaves one pair of markers',
  (when) => {
    const { desk, markers, records, runTurn } = openDesk(when === 'held' ? { kind: 'not-ready' } : undefined);
    const exchange = createExchange();
    const call = desk.open(FACTS);
    call.enter(exchange);
    if (when === 'finished') call.finish({ status: 200, failure: null, bytesIn: 0, bytesOut: 0 });
    call.leave(0, 0);
    call.leave(0, 0);
    runTurn();
    runTurn();
    expect(markers).toEqual(['FC Invoke Start RequestId: id-1', 'FC Invoke End RequestId: id-1']);
    expect(records).toHaveLength(1);
    expect(exchange.events).not.toContain('released');
    expect(desk.admission.inFlight).toBe(0);
  },
);

test('finishing twice writes one end marker and releases once', () => {
  const { desk, markers, runTurn } = openDesk();
  const exchange = createExchange();
  const call = desk.open(FACTS);
  call.enter(exchange);
  call.finish({ status: 200, failure: null, bytesIn: 0, bytesOut: 0 });
  call.finish({ status: 200, failure: null, bytesIn: 0, bytesOut: 0 });
  runTurn();
  expect(markers).toHaveLength(2);
  expect(exchange.events).toEqual(['admitted', 'released']);
});

test.for(['', 'has space', 'line\nbreak', 'x'.repeat(129), 'é', '\u001b[0m'])(
  'the unsafe request id %j is replaced by one of our own',
  (requestId) => {
    const { desk } = openDesk();
    expect(desk.open({ ...FACTS, requestId }).id).toMatch(/^1-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{12}$/);
  },
);

test('minted ids differ', () => {
  const { desk } = openDesk();
  const ids = new Set(Array.from({ length: 1_000 }, () => desk.open({ ...FACTS, requestId: '' }).id));
  expect(ids.size).toBe(1_000);
});

test('an excepted path is served without markers, and still logged', () => {
  const { desk, markers, records, runTurn } = openDesk(undefined, ['/a']);
  const call = desk.open(FACTS);
  call.enter(createExchange());
  call.finish({ status: 200, failure: null, bytesIn: 0, bytesOut: 0 });
  runTurn();
  expect(markers).toEqual([]);
  expect(records).toHaveLength(1);
});

test('an answer carries the code, the id and the platform’s failure field', () => {
  const { desk } = openDesk();
  const answer = desk.toAnswer(new Failure('DRAINING'), desk.open(FACTS));
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
  const { desk } = openDesk(undefined, [], ["Error: Cannot find module 'long-past'", complaint, 'and so on']);
  const failure = new Failure('APP_TIMEOUT', { phase: 'the first byte', limit: '1s', key: 'firstByte' });
  const answer = desk.toAnswer(failure, desk.open(FACTS));
  expect(JSON.parse(answer.body.toString())).toMatchObject({
    errorType: 'APP_TIMEOUT',
    cause: expect.stringContaining('All 2 workers of php-fpm’s pool www are busy'),
    certainty: 'likely',
    evidence: [complaint],
  });
});
