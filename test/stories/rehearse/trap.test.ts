import { describe, expect, test } from 'vitest';
import { SERVED_BADLY } from './badly-served-folder.ts';
import { LATELY_SEEN } from './lately-seen-folder.ts';
import { listTraps, rehearseFolder } from './rehearsed.ts';
import { SOUND_FOLDER, UNMARKED } from './sound-server.ts';
import { UNSTARTABLE } from './unstartable-folder.ts';
import { UNUSUAL } from './unusual-folder.ts';

const isRoot = process.getuid?.() === 0;

describe.skipIf(!isRoot)('a rehearsal', () => {
  test.concurrent.for([...UNSTARTABLE, ...SERVED_BADLY, ...LATELY_SEEN])(
    'names $title',
    async ({ folder, args, env, ...trap }) => {
      const report = await rehearseFolder(folder, args, env);
      const found = listTraps(report);
      const step = trap.step ?? expect.any(String);
      expect(found).toMatchObject([{ step, code: trap.code, seen: expect.stringMatching(trap.seen) }]);
      expect(found[0]?.cure).not.toBeNull();
      const isFatal = found[0]?.state === 'failed';
      expect([report.taken, report.status]).toEqual([!isFatal, isFatal ? 1 : 0]);
    },
  );

  test.concurrent('names markers that are not there at all, which is no failure', async () => {
    const report = await rehearseFolder(UNMARKED);
    expect(listTraps(report)).toMatchObject([{ code: 'markers-missing', state: 'warning' }]);
    expect(report.status).toBe(0);
  });

  test.concurrent.for(UNUSUAL)('finds nothing in $title', async ({ folder }) => {
    const report = await rehearseFolder(folder, ['--deadline', '30s']);
    expect([listTraps(report), report.taken, report.status]).toEqual([[], true, 0]);
  });

  test.concurrent('finds nothing in a folder without a fault, and says so of each step', async () => {
    const report = await rehearseFolder(SOUND_FOLDER, ['--event', 'package.json']);
    expect(listTraps(report)).toEqual([]);
    expect(report.steps.map(({ step }) => step)).toEqual([
      'start file',
      'start',
      'initialize',
      'calls',
      'leaks',
      'event',
      'body',
      'idle',
      'freeze',
      'markers',
      'heads',
      'redirects',
      'cookies',
      'links',
      'log',
      'memory',
      'stop',
      'left behind',
      'files',
    ]);
    expect([report.taken, report.status]).toEqual([true, 0]);
  });
});
