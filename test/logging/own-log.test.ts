import { expect, test } from 'vitest';
import type { OwnLogSettings } from '../../src/core/settings.ts';
import { createSecretMask } from '../../src/failures/secret-mask.ts';
import type { CallRecord } from '../../src/logging/call-record.ts';
import { LogBook } from '../../src/logging/log-book.ts';
import { createOwnLog } from '../../src/logging/own-log.ts';
import { createMemoryOutput } from '../helpers/memory-output.ts';

const CALL: CallRecord = {
  requestId: 'id-1',
  method: 'GET',
  path: '/',
  status: 200,
  by: 'app',
  failure: null,
  durationMs: 1,
  queueMs: 0,
  connectMs: 0,
  firstByteMs: 1,
  bodyMs: 0,
  bytesIn: 0,
  bytesOut: 2,
};
const FAILED: CallRecord = { ...CALL, by: 'berth', status: 503, failure: { code: 'QUEUE_FULL', message: 'Full.' } };

const CUT: CallRecord = { ...CALL, by: 'berth', failure: { code: 'APP_TRUNCATED', message: 'Cut.' } };
const LEFT: CallRecord = { ...CALL, by: 'nobody', status: 499, failure: { code: 'CLIENT_GONE', message: 'Gone.' } };

async function openLog(settings: Partial<OwnLogSettings> = {}, isTerminal = false) {
  const output = createMemoryOutput();
  const book = new LogBook(output, { mode: 'relay', label: false, bufferBytes: 1 << 20 });
  const log = await createOwnLog(
    book,
    { level: 'info', format: 'auto', calls: true, autoForm: 'json', project: null, flushMs: 0, ...settings },
    isTerminal,
    createSecretMask({ DB_PASSWORD: 'tr0ub4dor' }),
  );
  const readLines = (): readonly string[] => {
    book.close(0);
    output.flush();
    return output.lines('stderr');
  };
  return { log, readLines };
}

test('a record is one line of JSON with its level as a word', async () => {
  const { log, readLines } = await openLog();
  log.warn({ event: 'warning', port: 1 }, 'careful');
  log.debug({}, 'nobody asked');
  expect(readLines().map((line) => JSON.parse(line))).toEqual([
    { level: 'warn', time: expect.any(Number), event: 'warning', port: 1, msg: 'careful' },
  ]);
});

test.for([
  ['info', true, ['whole', 'failed', 'cut', 'left']],
  ['warn', true, ['failed', 'cut']],
  ['error', true, []],
  ['info', false, ['failed', 'cut', 'left']],
  ['warn', false, ['failed', 'cut']],
  ['error', false, []],
] as const)('with level %s and calls %s the calls told are %j', async ([level, calls, told]) => {
  const { log, readLines } = await openLog({ level, calls });
  for (const [requestId, record] of Object.entries({ whole: CALL, failed: FAILED, cut: CUT, left: LEFT })) {
    log.call({ ...record, requestId });
  }
  expect(readLines().map((line) => JSON.parse(line).requestId)).toEqual(told);
});

test('on a terminal a record is a line for a person, and a failure a block', async () => {
  const { log, readLines } = await openLog({}, true);
  log.info({ event: 'ready' }, 'ready: the app answers');
  log.error({ event: 'failure', code: 'APP_CRASHED', cause: 'No disk.', certainty: 'certain' }, 'It crashed.');
  log.call(FAILED);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal
  const lines = readLines().map((line) => line.replace(/\u001b\[[\d;]*m/g, ''));
  expect(lines).toEqual([
    expect.stringMatching(/^\[\d\d:\d\d:\d\d\.\d\d\d\] INFO: ready: the app answers \{"event":"ready"\}$/),
    expect.stringMatching(/^\[.*\] ERROR: APP_CRASHED: It crashed\.$/),
    '  cause    No disk.',
    expect.stringMatching(/^\[.*\] WARN: Full\. \{"event":"call",/),
  ]);
});

test.for([true, false])('no secret that an app has said gets into a record; on a terminal: %s', async (isTerminal) => {
  const { log, readLines } = await openLog({}, isTerminal);
  const words = 'tr0ub4dor, mysql://u:abcdef@db/x, password=abcdef';
  const diagnosis = { cause: words, cure: words, certainty: 'quoted', evidence: [words] } as const;
  const logTail = [words, 'Authorization: Bearer abcdef', '{"token":"abcdef"}'];
  log.error({ event: 'failure', code: 'APP_CRASHED', ...diagnosis, logTail, command: `serve ${words}` }, words);
  log.warn({ event: 'killed', found: { deep: [words] }, pid: 7 }, words);
  log.call({ ...FAILED, diagnosis, failure: { code: 'APP_DOWN', message: words, cure: words } });
  const text = readLines().join('\n');
  expect(text).not.toMatch(/tr0ub4dor|abcdef/);
  expect(text).toContain('mysql://u:***@db/x');
});
