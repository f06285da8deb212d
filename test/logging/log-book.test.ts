import { describe, expect, test } from 'vitest';
import { LogBook } from '../../src/logging/log-book.ts';
import type { Settled } from '../../src/logging/settling-calls.ts';
import { createMemoryOutput } from '../helpers/memory-output.ts';

const BUFFER_BYTES = 2_000;

function openBook(mode: 'relay' | 'inherit' = 'relay', flushMs = 0) {
  const output = createMemoryOutput();
  const book = new LogBook(output, { mode, label: false, bufferBytes: BUFFER_BYTES }, { flushMs });
  return { output, book };
}

/** Takes a call through the book as `Call` does; resolves when its last bytes might go out. */
function runCall(book: LogBook, id: string): Promise<void> {
  const isStarted = book.startMarker(`Start ${id}`);
  return settle(book, () => {
    if (isStarted) book.endMarker(`End ${id}`);
    book.record(`{"id":"${id}"}`);
  });
}

function settle(book: LogBook, onLinesRead: Settled['onLinesRead'] = () => {}): Promise<void> {
  return new Promise((onWritten) => book.settle({ onLinesRead, onWritten }));
}

function readDropped(lines: readonly string[]): Array<Record<string, unknown>> {
  return lines.filter((line) => line.includes('"event":"dropped"')).map((line) => JSON.parse(line));
}

const findIds = (kind: string, lines: readonly string[]): string[] =>
  lines.flatMap((line) => (line.startsWith(`${kind} `) ? line.slice(kind.length + 1) : [])).sort();

describe('a reader that is behind', () => {
  test('finds an end behind every start when it is back, and is told how many markers and records it did not get', async () => {
    const { output, book } = openBook();
    const calls: Array<Promise<void>> = [];
    void output.hold();
    for (let turn = 0; turn < 30; turn++) {
      for (let n = 0; n < 10; n++) calls.push(runCall(book, `call-${turn}-${n}`));
      await new Promise((resolve) => setImmediate(resolve));
    }
    output.release();
    await Promise.all([...calls, settle(book)]);
    const [markers, own] = [output.lines('stdout'), output.lines('stderr')];
    const [starts, ends] = [findIds('Start', markers), findIds('End', markers)];
    expect(ends).toEqual(starts);
    expect(starts.length).toBeGreaterThan(10);
    const records = own.filter((line) => line.startsWith('{"id"'));
    const dropped = readDropped(own);
    expect(dropped).toEqual([
      {
        level: 'warn',
        time: expect.any(Number),
        event: 'dropped',
        droppedLines: 0,
        droppedMarkers: 600 - starts.length - ends.length,
        droppedRecords: 300 - records.length,
        msg: expect.stringMatching(/^berth dropped \d+ markers and \d+ records: /),
      },
    ]);
    expect(dropped[0]).toMatchObject({ droppedMarkers: expect.toSatisfy((n) => n > 100) });
  });

  test('gets the end marker of a call that was let in before it fell behind, however much waits', async () => {
    const { output, book } = openBook();
    expect(book.startMarker('Start early')).toBe(true);
    await settle(book);
    void output.hold();
    while (book.startMarker('Start later'));
    book.endMarker('End early');
    output.release();
    await settle(book);
    expect(output.lines('stdout').at(-1)).toBe('End early');
  });

  test('is told of dropped lines of the app by process', async () => {
    const { output, book } = openBook();
    void output.hold();
    while (book.startMarker('Start'));
    book.childLines('stdout', Buffer.from('one\ntwo\n'), 'nginx');
    book.childLines('stderr', Buffer.from('three\n'), 'nginx');
    book.childLines('stdout', Buffer.from('four\n'), 'php-fpm');
    output.release();
    await settle(book);
    expect(readDropped(output.lines('stderr'))).toMatchObject([
      { droppedLines: 4, droppedLinesOf: { nginx: 3, 'php-fpm': 1 }, droppedMarkers: 2, droppedRecords: 0 },
    ]);
    expect(output.lines('stdout')).not.toContain('one');
  });

  test('is told at the end, if it was not back before', () => {
    const { output, book } = openBook();
    void output.hold();
    while (book.startMarker('Start'));
    book.close(0);
    output.release();
    expect(readDropped(output.lines('stderr'))).toMatchObject([{ droppedMarkers: 2 }]);
  });

  test('is told of nothing a second time', async () => {
    const { output, book } = openBook();
    for (let round = 0; round < 2; round++) {
      void output.hold();
      while (book.startMarker('Start'));
      output.release();
      await settle(book);
    }
    await settle(book);
    book.close(0);
    expect(readDropped(output.lines('stderr')).map(({ droppedMarkers }) => droppedMarkers)).toEqual([2, 2]);
  });
});

test('a turn that brings more than may wait loses nothing while its reader keeps up', async () => {
  const { output, book } = openBook();
  const ids = Array.from({ length: 500 }, (_, n) => `call-${n}`);
  await Promise.all(ids.map((id) => runCall(book, id)));
  book.close(0);
  expect(findIds('Start', output.lines('stdout'))).toEqual(ids.toSorted());
  expect(findIds('End', output.lines('stdout'))).toEqual(ids.toSorted());
  expect(output.lines('stderr')).toEqual(ids.map((id) => `{"id":"${id}"}`));
});

test('calls that settle together are let go together, their records behind their markers', async () => {
  const { output, book } = openBook();
  let released = 0;
  const calls = ['a', 'b'].map((id) => runCall(book, id).then(() => ++released));
  expect(output.lines('stdout')).toEqual([]);
  await Promise.race(calls);
  expect(released).toBe(2);
  expect(output.lines('stdout')).toEqual(['Start a', 'Start b', 'End a', 'End b']);
  expect(output.lines('stderr')).toEqual(['{"id":"a"}', '{"id":"b"}']);
});

test('a call is not let go while its end marker waits, but for the time a reader has', async () => {
  const output = createMemoryOutput();
  const patient = new LogBook(
    output,
    { mode: 'relay', label: false, bufferBytes: BUFFER_BYTES },
    { patienceMs: 60_000 },
  );
  let isReleased = false;
  const endWaits = output.hold();
  const call = settle(patient, () => patient.endMarker('an End marker')).then(() => {
    isReleased = true;
  });
  await endWaits;
  await new Promise((resolve) => setImmediate(resolve));
  expect(isReleased).toBe(false);
  output.release();
  await call;

  const hasty = new LogBook(output, { mode: 'relay', label: false, bufferBytes: BUFFER_BYTES }, { patienceMs: 1 });
  void output.hold();
  await runCall(hasty, 'late');
  expect(output.lines('stdout')).not.toContain('End late');
});

test('with inherited descriptors a marker ends whatever line stands before it, at once', () => {
  const { output, book } = openBook('inherit');
  book.startMarker('Start');
  expect(output.lines('stdout')).toEqual(['', 'Start']);
});

describe('a call that is given time to settle', () => {
  test('has what the app writes meanwhile before its end', async () => {
    const { output, book } = openBook();
    book.startMarker('Start a');
    const settled = new Promise<void>((onWritten) => {
      book.settle({ onLinesRead: () => book.endMarker('End a'), onWritten }, 200);
    });
    await settle(book);
    book.childLines('stdout', Buffer.from('late\n'), 'app');
    await settled;
    expect(output.lines('stdout')).toEqual(['Start a', 'late', 'End a']);
  });

  test('gets its end when the book is closed before the time is over', () => {
    const { output, book } = openBook();
    book.startMarker('Start a');
    book.settle({ onLinesRead: () => book.endMarker('End a'), onWritten: () => {} }, 3_600_000);
    book.close(0);
    output.flush();
    expect(output.lines('stdout')).toEqual(['Start a', 'End a']);
  });
});

describe('the records of calls', () => {
  const AN_HOUR_MS = 3_600_000;

  test('wait for others to leave with, and stand before the next line of berth', async () => {
    const { output, book } = openBook('relay', AN_HOUR_MS);
    book.record('first', true);
    await settle(book);
    book.record('second', true);
    await settle(book);
    expect(output.lines('stderr')).toEqual([]);
    book.record('berth speaks');
    await settle(book);
    expect(output.lines('stderr')).toEqual(['first', 'second', 'berth speaks']);
    book.close(0);
  });

  test('wait no longer than they may', async () => {
    const { output, book } = openBook('relay', 1);
    book.record('one', true);
    book.record('two', true);
    await expect.poll(() => output.lines('stderr')).toEqual(['one', 'two']);
    book.record('three', true);
    await expect.poll(() => output.lines('stderr')).toEqual(['one', 'two', 'three']);
  });

  test('leave when many wait, before they are a pipe full', async () => {
    const output = createMemoryOutput();
    const book = new LogBook(output, { mode: 'relay', label: false, bufferBytes: 1 << 20 }, { flushMs: AN_HOUR_MS });
    const line = 'x'.repeat(999);
    for (let n = 0; n < 40; n++) book.record(line, true);
    await settle(book);
    expect(output.lines('stderr')).toHaveLength(40);
    book.close(0);
  });

  test('are written when the book is closed', () => {
    const { output, book } = openBook('relay', AN_HOUR_MS);
    book.record('one', true);
    book.close(0);
    output.flush();
    expect(output.lines('stderr')).toEqual(['one']);
  });
});

describe('a start marker', () => {
  test('leaves with the end of its call', async () => {
    const { output, book } = openBook('relay', 3_600_000);
    book.startMarker('Start a');
    await waitForTurns();
    // Nor in the turn that only waits for what the app has written by then.
    await settle(book, () => {
      expect(output.lines('stdout')).toEqual([]);
      book.endMarker('End a');
    });
    expect(output.lines('stdout')).toEqual(['Start a', 'End a']);
    book.close(0);
  });

  test('leaves with the lines of the app, in front of them', async () => {
    const { output, book } = openBook('relay', 3_600_000);
    book.startMarker('Start a');
    book.childLines('stdout', Buffer.from('from the app\n'), 'app');
    await waitForTurns();
    expect(output.lines('stdout')).toEqual(['Start a', 'from the app']);
    book.close(0);
  });

  test('waits no longer than it may, and for nothing where it may not', async () => {
    const { output, book } = openBook('relay', 1);
    book.startMarker('Start a');
    await expect.poll(() => output.lines('stdout')).toEqual(['Start a']);
    const hasty = openBook('relay', 0);
    hasty.book.startMarker('Start b');
    await waitForTurns();
    expect(hasty.output.lines('stdout')).toEqual(['Start b']);
  });

  test('is written when the book is closed', () => {
    const { output, book } = openBook('relay', 3_600_000);
    book.startMarker('Start a');
    book.close(0);
    output.flush();
    expect(output.lines('stdout')).toEqual(['Start a']);
  });
});

async function waitForTurns(): Promise<void> {
  for (let turns = 0; turns < 4; turns++) await new Promise((resolve) => setImmediate(resolve));
}
