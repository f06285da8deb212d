import { expect, test } from 'vitest';
import { diagnoseMemoryKill } from '../../../src/failures/diagnosis/memory.ts';

test('a kill for want of memory names the limit, if there is one', () => {
  const kill = { certainty: 'certain', evidence: 'oom_kill went from 0 to 1' } as const;
  expect(diagnoseMemoryKill({ ...kill, limitMebibytes: 64 }).cause).toContain('The limit of 64MiB is used up');
  expect(diagnoseMemoryKill({ ...kill, limitMebibytes: null }).cause).toContain('The machine has no memory left');
});
