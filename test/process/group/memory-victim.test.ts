import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { toVictimScore } from '../../../src/core/memory-control.ts';
import { offerAsVictim } from '../../../src/process/group/memory-victim.ts';
import { onTestFinished } from '../../helpers/test-end.ts';

function readScore(pid: number | 'self'): number {
  return Number(readFileSync(`/proc/${pid}/oom_score_adj`, 'latin1'));
}

test.skipIf(!existsSync('/proc/self/oom_score_adj')).for([
  [256, toVictimScore(readScore('self'), 256)],
  [null, readScore('self')],
] as const)('a process of an instance with %s MiB is taken before berth where that is a limit', ([limit, score]) => {
  const child = spawn('sleep', ['60']);
  onTestFinished(() => void child.kill('SIGKILL'));
  offerAsVictim(child.pid!, limit);
  expect(readScore(child.pid!)).toBe(score);
});

test('a process that has ended is no victim, and no error', () => {
  expect(() => offerAsVictim(2 ** 30, 256)).not.toThrow();
});
