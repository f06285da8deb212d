import { expect, test } from 'vitest';
import { QueueWatch } from '../../src/app/queue-watch.ts';
import { onTestFinished } from '../helpers/test-end.ts';

/** A look a second at an app whose calls and queue stand so at the time. */
function watch(
  looks: ReadonlyArray<{ inFlight: number; admitted: number; answered?: number; waiting: number }>,
  strangers = 0,
) {
  let now = looks[0]!;
  let reads = 0;
  const queues = new QueueWatch(
    () => ({ answered: now.admitted - now.inFlight, ...now }),
    () => {
      reads += 1;
      return now.waiting === 0 ? [] : [{ address: '/run/fpm.sock', inode: '1', waiting: now.waiting }];
    },
    strangers,
  );
  onTestFinished(() => queues.stop());
  for (const [second, look] of looks.entries()) {
    now = look;
    queues.look(second * 1_000);
  }
  return { queues, reads: () => reads };
}

const ONE = { inFlight: 1, admitted: 1, waiting: 1 };

test('a call that no worker takes is told so, with address and time', () => {
  const { queues } = watch([ONE, ONE, ONE, ONE]);
  expect(queues.explain({ sinceMs: 0, untilMs: 3_500, turn: 1 })).toMatchObject({
    isToTheEnd: true,
    diagnosis: {
      cause: expect.stringContaining('the app made for it, at /run/fpm.sock for 2s or more'),
      certainty: 'likely',
      evidence: ['up to 1 connection(s) stood in the accept queue of /run/fpm.sock'],
    },
  });
});

test('two looks prove nothing', () => {
  const { queues } = watch([ONE, ONE, ONE]);
  expect(queues.explain({ sinceMs: 0, untilMs: 2_500, turn: 1 })).toBeNull();
});

test('a call that was taken in the end is told that it waited', () => {
  const { queues } = watch([ONE, ONE, ONE, ONE, { ...ONE, waiting: 0 }, { ...ONE, waiting: 0 }]);
  expect(queues.explain({ sinceMs: 0, untilMs: 6_000, turn: 1 })).toMatchObject({ isToTheEnd: false });
});

test('of several calls only the last ones can stand in the queue', () => {
  const crowd = { inFlight: 5, admitted: 5, waiting: 2 };
  const { queues } = watch([crowd, crowd, crowd, crowd]);
  const waits = [1, 2, 3, 4, 5].map((turn) => queues.explain({ sinceMs: 0, untilMs: 3_500, turn }) !== null);
  expect(waits).toEqual([false, false, false, true, true]);
});

test('a connection of a probe may be the one that stands there', () => {
  const { queues } = watch([ONE, ONE, ONE, ONE], 1);
  expect(queues.explain({ sinceMs: 0, untilMs: 3_500, turn: 1 })).toBeNull();
});

test('what stood there before the call, or after it, is not told of it', () => {
  const { queues } = watch([ONE, ONE, ONE, ONE]);
  expect(queues.explain({ sinceMs: 3_500, untilMs: 9_000, turn: 1 })).toBeNull();
  expect(queues.explain({ sinceMs: 0, untilMs: 900, turn: 1 })).toBeNull();
});

test('nothing is looked at while nobody waits, or all who did have their answered', () => {
  const idle = { inFlight: 0, admitted: 9, waiting: 1 };
  expect(watch([idle, idle, idle]).reads()).toBe(0);
  const busy = (answered: number) => ({ inFlight: 3, admitted: answered + 3, answered, waiting: 1 });
  expect(watch([busy(0), busy(500), busy(1_000)]).reads()).toBe(0);
  expect(watch([busy(0), busy(2)]).reads()).toBe(1);
});

test('nothing is looked at while calls last that have their answered, as a stream of events does', () => {
  const streaming = { inFlight: 2, admitted: 7, answered: 7, waiting: 1 };
  expect(watch([streaming, streaming, streaming]).reads()).toBe(0);
});

test('calls that never had an answer do not keep it looking', () => {
  const before = { inFlight: 0, admitted: 9, answered: 4, waiting: 0 };
  const streaming = { inFlight: 1, admitted: 10, answered: 5, waiting: 1 };
  expect(watch([before, streaming, streaming, streaming]).reads()).toBe(0);
});
