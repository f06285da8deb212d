import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listProcesses, readProcess } from '../../../src/process/group/process-table.ts';
import { Spawner } from '../../../src/process/group/spawner.ts';
import { onTestFinished } from '../../helpers/test-end.ts';
import { waitUntilGone } from '../rig.ts';

const silent = (): void => {};
const LOG = { debug: silent, info: silent, warn: silent, error: silent };

/** As nginx does it: away from the mark first, and out of the group only when the command has long returned. */
const DAEMON = `import os, sys, time
while not os.path.exists(sys.argv[1]): time.sleep(0.01)
os.setsid()
time.sleep(1000)
`;

test('a daemon that leaves its group and has no mark is ended, also if it left only after it was seen', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'berth-daemon-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const go = join(folder, 'go');
  const spawner = new Spawner({ temporaryFolder: null, marksLimit: false }, LOG);
  const args = ['-c', 'env -i python3 -c "$0" "$1" & exit 0', DAEMON, go];
  const env = { PATH: process.env['PATH'] ?? '' };
  const command = { file: 'sh', args, workingDirectory: folder, env };
  const child = await spawner.spawn('app', command, { stdout: 'ignore', stderr: 'ignore' });
  await child.exited;
  const find = () =>
    listProcesses().find(({ groupId, command: name }) => groupId === child.group.id && /^python/.test(name));
  await expect.poll(find, { interval: 5 }).toBeDefined();
  const daemon = find()!;
  spawner.adopt(daemon);
  spawner.release(child);
  writeFileSync(go, '');
  await expect.poll(() => readProcess(daemon.pid)?.groupId, { interval: 5 }).toBe(daemon.pid);
  await spawner.close(2_000);
  await waitUntilGone(daemon.pid);
});
