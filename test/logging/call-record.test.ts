import { expect, test } from 'vitest';
import { type CallRecord, formatCallRecord } from '../../src/logging/call-record.ts';

const RECORD: CallRecord = {
  requestId: '1-abc',
  method: 'GET',
  path: '/a',
  status: 200,
  by: 'app',
  failure: null,
  durationMs: 12.3456,
  queueMs: 0,
  connectMs: 1,
  firstByteMs: 10,
  bodyMs: 1.25,
  bytesIn: 0,
  bytesOut: 5,
};

test('a call of the app is an info record with every phase', () => {
  expect(JSON.parse(formatCallRecord(RECORD, 1700000000000))).toEqual({
    level: 'info',
    time: 1700000000000,
    event: 'call',
    requestId: '1-abc',
    method: 'GET',
    path: '/a',
    status: 200,
    by: 'app',
    durationMs: 12.346,
    queueMs: 0,
    connectMs: 1,
    firstByteMs: 10,
    bodyMs: 1.25,
    bytesIn: 0,
    bytesOut: 5,
    msg: 'call',
  });
});

test('a failure of berth is a warning with its code and sentence, and phases that never came are left out', () => {
  const failure = { code: 'QUEUE_FULL', message: 'Too "many"' };
  const untold = { queueMs: null, connectMs: null, firstByteMs: null, bodyMs: null };
  const record = JSON.parse(formatCallRecord({ ...RECORD, ...untold, by: 'berth', status: 503, failure }, 1));
  expect(record).toMatchObject({ level: 'warn', code: 'QUEUE_FULL', msg: 'Too "many"', by: 'berth' });
  expect(record).not.toHaveProperty('connectMs');
});

test('what is known of a bad answer of the app stands in its record, which stays one of level info', () => {
  const diagnosis = { cause: 'A worker "died".', cure: 'Give it more memory.', certainty: 'likely' } as const;
  const record = JSON.parse(formatCallRecord({ ...RECORD, status: 502, diagnosis }, 1));
  expect(record).toMatchObject({ level: 'info', status: 502, by: 'app', ...diagnosis, msg: 'call' });
});

test('a request that was sent twice says so', () => {
  const repeated = { ...RECORD, isRepeated: true };
  expect(JSON.parse(formatCallRecord(repeated, 0))).toEqual({
    ...JSON.parse(formatCallRecord(RECORD, 0)),
    repeated: true,
  });
});

test('a client that left is no warning', () => {
  expect(JSON.parse(formatCallRecord({ ...RECORD, by: 'nobody', status: 499 }, 1)).level).toBe('info');
});

test.for(['/"quoted"', '/back\\slash', '/é', '/\u2028', '/\n'])('the path %j cannot break out of its field', (path) => {
  const line = formatCallRecord({ ...RECORD, path }, 1);
  expect(line).not.toContain('\n');
  expect(JSON.parse(line).path).toBe(path);
});
