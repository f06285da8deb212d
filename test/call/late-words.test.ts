import { expect, test } from 'vitest';
import type { AppStatus } from '../../src/call/app-status.ts';
import { Call } from '../../src/call/call.ts';
import type { CallCarrier, RequestFacts } from '../../src/call/carrier.ts';
import { Dispatcher, type DispatcherParts } from '../../src/call/dispatcher.ts';
import type { Diagnosis } from '../../src/core/diagnosis.ts';
import { FC_MARKERS } from '../../src/core/marker.ts';
import type { LogBook } from '../../src/logging/log-book.ts';
import type { Target } from '../../src/upstream/target.ts';

const FOUND: Diagnosis = { cause: 'A child was killed.', cure: 'Ask who.', certainty: 'likely', evidence: [] };
const CARRIER: CallCarrier = {
  collectBody: () => true,
  onAdmitted: () => {},
  onAnswered: () => {},
  onRefused: () => {},
  onReleased: () => {},
};

/** Calls whose connection broke, behind a server of this name, which has said as much of it as `words` by now. */
function breakCalls(server: string, count: number, words: () => Diagnosis | null) {
  const status: AppStatus = {
    state: { kind: 'ready', target: {} as Target },
    onChange: () => () => {},
    findCrash: async () => null,
  };
  const settings = {
    startup: { listen: 'at-once', deadlineMs: 1_000, maxHeld: 1 },
    proxy: { maxInFlight: 0, queue: { max: 1, timeoutMs: 1 } },
    markers: { templates: FC_MARKERS, exceptPaths: [], settleMs: 0, ofApp: 'told' },
    errors: { detail: 'brief' },
    hooks: { header: null, answers: { Initialize: 'berth', PreFreeze: 'berth', PreStop: 'berth' } },
    platform: { name: 'fc', requestIdHeaders: [], ownIdHeader: null, failureHeaders: {} },
    processes: [{ kind: 'essential', command: { file: server, args: [] } }],
  } as unknown as DispatcherParts['settings'];
  const book = { startMarker: () => true } as unknown as LogBook;
  const log = { call: () => {}, warn: () => {} };
  const parts = { settings, status, book, log, readLogTail: () => [], mask: (text: string) => text };
  const dispatcher = new Dispatcher({ ...parts, findCause: words });
  const facts: RequestFacts = {
    ...{ method: 'GET', target: '/', accept: '', requestId: 'id' },
    ...{ controlPath: '', ownAnswer: null },
  };
  return Array.from({ length: count }, () => {
    const call = new Call(dispatcher.calls, facts);
    call.enter(CARRIER);
    return dispatcher.explain(call, { code: 'APP_CLOSED_CONNECTION', details: {} });
  });
}

test('a call that broke is held until a server that looks after its workers slowly has said why', async () => {
  let asked = 0;
  const [answer] = breakCalls('/usr/sbin/apache2', 1, () => (asked++ < 3 ? null : FOUND));
  expect((await answer)?.code).toBe('APP_CLOSED_CONNECTION');
  expect(asked).toBe(4);
});

test('a call that broke is not held for a server that says so at once', async () => {
  let asked = 0;
  await Promise.all(
    breakCalls('node', 1, () => {
      asked += 1;
      return null;
    }),
  );
  expect(asked).toBe(0);
});

test('of many calls that break together only a few are held for what is said of them', async () => {
  const ended: number[] = [];
  let words: Diagnosis | null = null;
  const answers = breakCalls('uwsgi', 20, () => words);
  await Promise.all(
    answers.map(async (answer, index) => {
      await answer;
      ended.push(index);
      words = FOUND;
    }),
  );
  expect(ended.slice(0, 12)).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
});
