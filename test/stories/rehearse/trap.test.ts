import { describe, expect, test } from 'vitest';
import { SERVED_BADLY, SOUND_FOLDER, UNMARKED, UNSTARTABLE } from './broken-folder.ts';
import { rehearseFolder } from './rehearsed.ts';

const isRoot = process.getuid?.() === 0;

describe.skipIf(!isRoot)('a rehearsal', () => {
  test.concurrent.for([...UNSTARTABLE, ...SERVED_BADLY])('names $title', async ({ folder, args, env, ...trap }) => {
    const { steps, status, taken } = await rehearseFolder(folder, args, env);
    const found = steps.filter(({ state }) => state !== 'ok');
    expect(found).toMatchObject([{ step: trap.step, code: trap.code, seen: expect.stringMatching(trap.seen) }]);
    expect(found[0]?.cure).not.toBeNull();
    const isFatal = found[0]?.state === 'failed';
    expect([taken, status]).toEqual([!isFatal, isFatal ? 1 : 0]);
  });

  test.concurrent('names markers that are not there at all, which is no failure', async () => {
    const { steps, status } = await rehearseFolder(UNMARKED);
    expect(steps.filter(({ state }) => state !== 'ok')).toMatchObject([{ code: 'markers-missing', state: 'warning' }]);
    expect(status).toBe(0);
  });

  test.concurrent('finds nothing in a folder without a fault, and says so of each step', async () => {
    const { steps, status, taken } = await rehearseFolder(SOUND_FOLDER);
    expect(steps.filter(({ state }) => state !== 'ok')).toEqual([]);
    expect(steps.map(({ step }) => step)).toEqual([
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
    expect([taken, status]).toEqual([true, 0]);
  });
});
