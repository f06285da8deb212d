import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  type Answer,
  ask,
  countCalls,
  expectCleanStop,
  listFailures,
  server,
  startApp,
  waitForLives,
} from './misbehaving-app.ts';

const LINES = 1_500_000;
/** Far below what the flood is, far above what berth needs; V8 takes its time to give memory back. */
const MOST_MEMORY_KIB = 400 * 1024;

/** Everything the app says, less the line ends. */
function toFlood(): string {
  const lines = Array.from({ length: LINES }, (_, n) => `flood line ${n}`);
  return [...lines, 'flood over'].join('');
}

function readPeakKib(pid: number): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]);
}

describe('an app that floods its log', () => {
  test('is answered for meanwhile, loses nothing it says, and takes a bounded part of the memory', async () => {
    await using berth = await startApp(['node', server('floods-stdout.mjs')], { env: { LINES: String(LINES) } });
    const answers: Answer[] = [];
    const over = berth.waitForLine(/^flood over$/).then(() => true);
    const askOnce = () => ask(berth, '/').then((answer) => answers.push(answer) < 0);
    let asked = askOnce();
    while (!(await Promise.race([over, asked]))) asked = askOnce();
    await asked;
    expect(answers.length).toBeGreaterThan(0);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    // A marker stands at the start of a line, behind all that was read: it may cut a line in two, but nothing is lost.
    const said = berth.lines.filter((line) => !/^(FC Invoke |\{"level":)/.test(line)).join('');
    expect(said === toFlood()).toBe(true);
    expect(readPeakKib(berth.pid)).toBeLessThan(MOST_MEMORY_KIB);
    await expectCleanStop(berth);
    expect(countCalls(berth)).toBeGreaterThanOrEqual(answers.length);
  });
});

describe('an app that closes its stdout', () => {
  test('serves on, and its end is told by its exit status', async () => {
    const restart = { policy: 'always', backoff: '10ms' };
    await using berth = await startApp(['python3', server('closes-stdout.py')], { restart });
    expect(await ask(berth, '/')).toMatchObject({ status: 200 });
    const answer = await ask(berth, '/exit');
    expect(answer).toMatchObject({ status: 502, error: 'APP_CRASHED' });
    expect(answer.message).toContain('exited with code 5');
    await waitForLives(berth, 2);
    expect(await ask(berth, '/')).toMatchObject({ status: 200 });
    expect(listFailures(berth)).toMatchObject([{ code: 'APP_CRASHED', exitCode: 5 }]);
    await expectCleanStop(berth, 3);
  });

  test('ends berth with the failure of its crash, if that is the policy', async () => {
    await using berth = await startApp(['python3', server('closes-stdout.py')], { restart: 'never' });
    expect(await ask(berth, '/exit')).toMatchObject({ status: 502, error: 'APP_CRASHED' });
    expect(await berth.ended).toEqual({ code: 69, signal: null });
  });
});
