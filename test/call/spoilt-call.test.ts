import { expect, test } from 'vitest';
import { Call } from '../../src/call/call.ts';
import type { CallContext } from '../../src/call/call-context.ts';
import type { SpoiltCallFacts } from '../../src/call/spoilt-call.ts';
import type { Diagnosis } from '../../src/core/diagnosis.ts';
import type { FailureCode } from '../../src/core/failure-code.ts';
import { Failure } from '../../src/failures/failure.ts';
import type { CallRecord } from '../../src/logging/call-record.ts';
import type { Settled } from '../../src/logging/settling-calls.ts';
import type { Target } from '../../src/upstream/target.ts';

const FOUND: Diagnosis = { cause: 'It is the tide.', cure: 'Wait.', certainty: 'likely', evidence: [] };
const CARRIER = {
  collectBody: () => true,
  onAdmitted: () => {},
  onAnswered: () => {},
  onRefused: () => {},
  onReleased: () => {},
};

function openHarbour() {
  const asked: SpoiltCallFacts[] = [];
  const records: CallRecord[] = [];
  const admission = {
    inFlight: 0,
    admitted: 0,
    enter(call: Call) {
      this.inFlight += 1;
      this.admitted += 1;
      call.onAdmitted({} as Target);
    },
    giveBack() {
      this.inFlight -= 1;
    },
  };
  const context = {
    admission,
    book: {
      settle: (settled: Settled) => {
        settled.onLinesRead();
        settled.onWritten();
      },
    },
    log: { call: (record: CallRecord) => records.push(record) },
    markers: null,
    exceptPaths: new Map(),
    hookPlans: new Map(),
    findCause: (facts: SpoiltCallFacts) => {
      asked.push(facts);
      return FOUND;
    },
  } as unknown as CallContext;
  const enter = (target = '/page?id=1'): Call => {
    const facts = { method: 'GET', target, accept: '', requestId: 'id-1', controlPath: '', ownAnswer: null };
    const call = new Call(context, facts);
    call.enter(CARRIER);
    return call;
  };
  return { asked, records, enter };
}

const finish = (call: Call, status: number, code: FailureCode | null = null): void =>
  call.finish({ status, failure: code === null ? null : new Failure(code), bytesIn: 0, bytesOut: 0 });

test.for([
  [500, 'error'],
  [501, 'error'],
  [502, 'lost'],
  [503, 'unavailable'],
  [504, 'late'],
] as const)('an answer %d of the app is explained in its record, as the end of a call that is %s', ([status, end]) => {
  const { asked, records, enter } = openHarbour();
  finish(enter(), status);
  expect(asked).toEqual([
    expect.objectContaining({ isSpoilt: true, isAlone: true, request: 'GET /page?id=1', end, turn: 1 }),
  ]);
  expect(records[0]).toMatchObject({ status, by: 'app', diagnosis: FOUND });
});

test.for([200, 304, 404, 499])('nobody looks for the cause of an answer %d', (status) => {
  const { asked, records, enter } = openHarbour();
  finish(enter(), status);
  expect([asked, records[0]?.diagnosis]).toEqual([[], null]);
});

test.for(['APP_CLOSED_CONNECTION', 'APP_TRUNCATED', 'APP_TIMEOUT', 'APP_REFUSED'] as const)(
  'the app is asked for the cause of %s, of which berth knows no more',
  (code) => {
    const { asked, records, enter } = openHarbour();
    finish(enter(), 502, code);
    expect(asked).toHaveLength(1);
    expect(records[0]).toMatchObject({ by: 'berth', failure: { code }, diagnosis: FOUND });
  },
);

test.for(['BODY_TOO_LARGE', 'CLIENT_GONE', 'APP_CRASHED'] as const)(
  'the app is not asked for the cause of %s',
  (code) => {
    const { asked, enter } = openHarbour();
    finish(enter(), 413, code);
    expect(asked).toEqual([]);
  },
);

test('a call is alone only if no other was under way at any moment of it', () => {
  const { asked, enter } = openHarbour();
  const before = enter();
  const first = enter();
  finish(before, 200);
  finish(first, 500);
  const second = enter();
  const beside = enter();
  finish(beside, 200);
  finish(second, 500);
  finish(enter(), 500);
  expect(asked.map(({ isAlone }) => isAlone)).toEqual([false, false, true]);
});
