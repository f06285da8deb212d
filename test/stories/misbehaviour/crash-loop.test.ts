import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../../src/failures/catalogue.ts';
import type { Berth } from '../../helpers/berth.ts';
import { loadConfig } from '../../helpers/config-folder.ts';
import {
  ask,
  eventually,
  expectCleanStop,
  expectPairedMarkers,
  listFailures,
  server,
  startApp,
} from './misbehaving-app.ts';

const APP = ['node', server('exits-on-request.mjs')];
const BUDGET = { backoff: '10ms', budget: 1 };

/** Crashes the app twice, once more than the budget allows. */
async function spendBudget(berth: Berth): Promise<void> {
  expect(await ask(berth, '/3')).toMatchObject({ status: 502, error: 'APP_CRASHED' });
  expect(await ask(berth, '/4')).toMatchObject({ status: 502, error: 'APP_CRASHED' });
  await berth.waitForLine(/"code":"CRASH_LOOP"/);
}

const LAST_CRASH = 'Process app crashed 2 times in a minute; the last time it exited with code 4.';

describe('an app that has spent its restarts', () => {
  test.for([
    ['by setting', { restart: { ...BUDGET, whenSpent: 'refuse' } }],
    ['on a plain machine', { restart: BUDGET, platform: 'generic', markers: 'fc' }],
  ] as const)('is refused with its cause, %s, until berth is stopped', async ([, keys]) => {
    await using berth = await startApp(APP, keys);
    await spendBudget(berth);
    await berth.waitForLine(/"event":"refusing"/);
    for (let n = 0; n < 3; n++) {
      const answer = await ask(berth, '/');
      expect(answer).toMatchObject({ status: 503, error: 'CRASH_LOOP' });
      expect(answer.message).toContain(LAST_CRASH);
    }
    expect(listFailures(berth, 'CRASH_LOOP')).toMatchObject([
      { level: 'error', process: 'app', msg: expect.stringContaining(LAST_CRASH) },
    ]);
    await eventually(() =>
      expect(
        berth
          .listDescendants()
          .map(({ commandLine }) => commandLine)
          .join(),
      ).not.toContain(APP[1]),
    );
    await expectCleanStop(berth, 5);
  });

  test.for([
    ['by setting', { restart: { ...BUDGET, whenSpent: 'exit' }, platform: 'generic', markers: 'fc' }],
    ['on a platform that replaces the instance', { restart: BUDGET, platform: 'fc' }],
  ] as const)('ends berth with the exit status of a crash loop, %s', async ([, keys]) => {
    await using berth = await startApp(APP, keys);
    await spendBudget(berth);
    expect(await berth.ended).toEqual({ code: CATALOGUE.CRASH_LOOP.exitStatus, signal: null });
    expect(listFailures(berth, 'CRASH_LOOP')).toMatchObject([{ msg: expect.stringContaining(LAST_CRASH) }]);
    expectPairedMarkers(berth, 2);
  });

  test.for([
    ['fc', 'exit'],
    ['knative', 'exit'],
    ['generic', 'refuse'],
  ] as const)('on %s is by default a reason to %s', async ([platform, whenSpent]) => {
    const { settings } = await loadConfig(`command: sleep 1000\nport: auto\nplatform: ${platform}\n`);
    expect(settings.processes[0]?.restart.whenSpent).toBe(whenSpent);
  });
});
