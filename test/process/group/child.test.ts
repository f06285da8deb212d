import { describe, expect, test, vi } from 'vitest';
import { createRig, describeProcess } from '../rig.ts';

async function findFourthDescriptor(): Promise<string | undefined> {
  const script = 'readlink /proc/$$/fd/3 || echo none; echo ready; exec sleep 1000';
  const rig = createRig([describeProcess('web', ['sh', '-c', script])]);
  await rig.supervisor.start();
  return rig.lines[0];
}

describe('a child', () => {
  test('has, behind the three usual descriptors, a file without a name, by which it is known', async () => {
    expect(await findFourthDescriptor()).toMatch(/^\/.+\/berth-mark-[0-9a-f]+ \(deleted\)$/);
  });

  test('has no fourth descriptor where no file can be made, and runs all the same', async () => {
    const found = findFourthDescriptor();
    // The rig has its folder by now; the mark is made with the first spawn.
    vi.stubEnv('TMPDIR', '/nowhere');
    expect(await found.finally(() => vi.unstubAllEnvs())).toBe('none');
  });
});
