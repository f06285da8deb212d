import { expect, test } from 'vitest';
import { readRecogniser } from '../../../src/failures/recogniser.ts';
import { isLastSaid, saysGivenUp, saysListening, saysTheSameAgain } from '../../../src/process/life/dead-end.ts';

await readRecogniser();

test.for([
  '[nodemon] app crashed - waiting for file changes before starting...',
  "Failed running 'server.js'. Waiting for file changes before restarting...",
  '10:31:07 AM - Found 3 errors. Watching for file changes.',
  'Exception in thread django-main-thread:',
  '2026-01-05 10:00:00,000 INFO gave up: web entered FATAL state, too many start retries too quickly',
  '[1] npm run api exited with code 1',
])('whoever looks after a server has given up: %s', (line) => expect(saysGivenUp(line)).toBe(true));

test.for([
  '[nodemon] clean exit - waiting for changes before restart',
  "Restarting 'server.js'",
  '10:31:07 AM - Found 0 errors. Watching for file changes.',
  '2026-01-05 10:00:00,000 WARN exited: web (exit status 1; not expected)',
  '[1] npm run migrate exited with code 0',
  'job 7 exited with code 1',
])('nobody has given up: %s', (line) => expect(saysGivenUp(line)).toBe(false));

const THROWN = [
  '/srv/x.js:1',
  'throw new Error("no such setting")',
  '^',
  '',
  'Error: no such setting',
  '    at x.js:1:7',
  '',
  'Node.js v20.20.2',
];

test('the words of an end are the last that is said, unless somebody may still try again', () => {
  expect(isLastSaid(THROWN)).toBe(true);
  expect(isLastSaid(['listening'])).toBe(false);
  expect(isLastSaid(['LOG:  received fast shutdown request'])).toBe(false);
  for (const line of [
    'retrying in 30 s',
    'waiting for the lock',
    'connect ECONNREFUSED 10.0.0.5:5432',
    'attempt 3 of 10',
  ]) {
    expect(isLastSaid([...THROWN, line]), line).toBe(false);
    expect(isLastSaid([line, ...THROWN]), line).toBe(false);
  }
});

test.for([
  [true, ['Server listening on http://127.0.0.1:3000'], 3000],
  [true, ['Tomcat started on port(s): 3000 (http)', 'running on 3000'], 3000],
  [false, ['Server listening on http://127.0.0.1:30001'], 3000],
  [false, ['listening'], 3000],
  [false, ['connecting to 3000'], 3000],
  [false, ['metrics listening on :3000'], 3000],
  [false, ['health checks: enabled', 'listening on :3000'], 3000],
  [false, ['listening on :3000'], null],
] as const)('%s: an app has said that it serves there: %j', ([said, lines, port]) => {
  expect(saysListening(lines, port)).toBe(said);
});

test('a server that always ends in the same words is not waited for, unless they are of somebody who may still come', () => {
  const repeat = (count: number, lines: readonly string[]): string[] =>
    Array.from({ length: count }, () => lines).flat();
  expect(saysTheSameAgain(repeat(4, THROWN))).toBe(false);
  expect(saysTheSameAgain(repeat(5, THROWN))).toBe(true);
  expect(saysTheSameAgain(repeat(9, ['Error: connect ECONNREFUSED 127.0.0.1:5432']))).toBe(false);
  expect(saysTheSameAgain(repeat(9, ['listening']))).toBe(false);
});
