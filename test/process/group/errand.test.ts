import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Guardian } from '../../../src/process/group/guardian.ts';
import { InstanceMark } from '../../../src/process/group/instance-mark.ts';
import { onTestFinished } from '../../helpers/test-end.ts';
import { waitUntilGone } from '../rig.ts';

function startGuardian(): { readonly guardian: Guardian; readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'berth errands '));
  const tell = (): void => {};
  const mark = new InstanceMark();
  const guardian = new Guardian(mark, null, { debug: tell, info: tell, warn: tell, error: tell });
  guardian.start();
  onTestFinished(async () => {
    await guardian.dismiss();
    mark.close();
    rmSync(folder, { recursive: true });
  });
  return { guardian, folder };
}

test('the guardian makes two FIFOs for nobody else, in a folder of any name', async () => {
  const { guardian, folder } = startGuardian();
  expect(await guardian.makeFifos(folder, 'own')).toBe(true);
  expect(readdirSync(folder).sort()).toEqual(['.own-1', '.own-2']);
  const made = readdirSync(folder).map((name) => statSync(join(folder, name)));
  expect(made.map((file) => [file.isFIFO(), file.mode & 0o777])).toEqual([
    [true, 0o600],
    [true, 0o600],
  ]);
});

test('several errands are answered each by its own end', async () => {
  const { guardian, folder } = startGuardian();
  const asked = [
    guardian.makeFifos(folder, 'a'),
    guardian.makeFifos(join(folder, 'nowhere'), 'b'),
    guardian.limitLocks('no number'),
    guardian.makeFifos(folder, 'c'),
  ];
  expect(await Promise.all(asked)).toEqual([true, false, false, true]);
});

test('an errand of a guardian that is killed, or dismissed, or whose line would be two is nobody’s', async () => {
  const { guardian, folder } = startGuardian();
  expect(await guardian.makeFifos(`${folder}\nfarewell`, 'own')).toBeNull();
  const first = guardian.pid ?? 0;
  process.kill(first, 'SIGSTOP');
  const asked = guardian.makeFifos(folder, 'own');
  process.kill(first, 'SIGKILL');
  expect(await asked).toBeNull();
  await waitUntilGone(first);
  // Another is there in its place.
  await expect.poll(() => guardian.makeFifos(folder, 'next')).toBe(true);
  await guardian.dismiss();
  expect(await guardian.makeFifos(folder, 'last')).toBeNull();
});
