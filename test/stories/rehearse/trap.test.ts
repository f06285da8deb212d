import { describe, expect, test } from 'vitest';
import { SERVED_BADLY, SOUND_FOLDER, UNMARKED, UNSTARTABLE } from './broken-folder.ts';
import { listTraps, rehearseFolder } from './rehearsed.ts';

const isRoot = process.getuid?.() === 0;

describe.skipIf(!isRoot)('a rehearsal', () => {
  test.concurrent.for([...UNSTARTABLE, ...SERVED_BADLY])('names $title', async ({ folder, args, env, ...trap }) => {
    const report = await rehearseFolder(folder, args, env);
    const found = listTraps(report);
    expect(found).toMatchObject([{ step: trap.step, code: trap.code, seen: expect.stringMatching(trap.seen) }]);
    expect(found[0]?.cure).not.toBeNull();
    const isFatal = found[0]?.state === 'failed';
    expect([report.taken, report.status]).toEqual([!isFatal, isFatal ? 1 : 0]);
  });

  test.concurrent('names markers that are not there at all, which is no failure', async () => {
    const report = await rehearseFolder(UNMARKED);
    expect(listTraps(report)).toMatchObject([{ code: 'markers-missing', state: 'warning' }]);
    expect(report.status).toBe(0);
  });

  test.concurrent('finds nothing in a folder without a fault, and says so of each step', async () => {
    const report = await rehearseFolder(SOUND_FOLDER, ['--event', 'package.json']);
    expect(listTraps(report)).toEqual([]);
    expect(report.steps.map(({ step }) => step)).toEqual([
      'start file',
      'start',
      'initialize',
      'calls',
      'event',
      'body',
      'idle',
      'freeze',
      'markers',
      'heads',
      'redirects',
      'log',
      'memory',
      'stop',
      'left behind',
      'files',
    ]);
    expect([report.taken, report.status]).toEqual([true, 0]);
  });
});
