import { existsSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { createRig, describeProcess } from '../rig.ts';

async function findFourthDescriptor(): Promise<string | undefined> {
  const script = 'readlink /proc/$$/fd/3 || echo none; echo ready; exec sleep 1000';
  const rig = createRig([describeProcess('web', ['sh', '-c', script])]);
  await rig.supervisor.start();
  return rig.lines[0];
}

const canBecomeOthers = process.getuid?.() === 0 && existsSync('/usr/bin/setpriv');

describe('a child', () => {
  test.skipIf(!canBecomeOthers).for([
    [[], null, '33 34 4'],
    [[4, 27], '/usr/bin/setpriv', '33 34 4 27 4'],
  ] as const)(
    'with another identity is in its groups %j and no others, and has no capabilities (needs root)',
    async ([otherGids, setpriv, ids]) => {
      const settings = describeProcess('web', [
        'sh',
        '-c',
        'echo $(id -u) $(id -G) $(grep -c "Cap[EPIA].*:.*0000000000000000" /proc/self/status); echo ready; exec sleep 1000',
      ]);
      const identity = { name: 'www-data', uid: 33, gid: 34, otherGids, setpriv };
      const rig = createRig([{ ...settings, command: { ...settings.command, workingDirectory: '/', identity } }]);
      await rig.supervisor.start();
      expect(rig.lines[0]).toBe(ids);
    },
  );

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
