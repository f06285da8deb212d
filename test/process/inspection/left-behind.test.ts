import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ProcessSettings } from '../../../src/core/settings.ts';
import { listProcesses } from '../../../src/process/group/process-table.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { findByCommandLine, isAlive } from '../../helpers/process-table.ts';
import { reservePort } from '../../helpers/reserve-port.ts';
import { onTestFinished } from '../../helpers/test-end.ts';
import { createRig, describeProcess, type Rig, waitUntilGone } from '../rig.ts';

/** Stays a shell, as what it is mistaken for is one. */
const STRANGER = 'echo up; while :; do sleep 1; done';

/** A process in a folder of its own; the rig's own folder, because that goes when the test ends. */
function inFolder(command: readonly [string, ...string[]], overrides: Partial<ProcessSettings> = {}) {
  const { folder } = createRig([]);
  const settings = describeProcess('web', command, overrides);
  const rig = createRig([{ ...settings, command: { ...settings.command, workingDirectory: folder } }]);
  return { rig, folder };
}

async function startStranger(folder: string): Promise<number> {
  const stranger = spawn('sh', ['-c', STRANGER], { cwd: folder, detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => {
    if (isAlive(stranger.pid!)) process.kill(-stranger.pid!, 'SIGKILL');
  });
  await once(stranger.stdout!, 'data');
  return stranger.pid!;
}

async function failToStart(rig: Rig): Promise<unknown> {
  return rig.supervisor.start().catch((error: unknown) => error);
}

describe('a command that ends with 0', () => {
  test('is not taken for a daemon because somebody else runs the same program in the same folder, and that lives on', async () => {
    const script = 'echo begun; while ! [ -e go ]; do sleep 0.01; done';
    const { rig, folder } = inFolder(['sh', '-c', script], { ready: [{ kind: 'log', pattern: /^never$/ }] });
    const started = failToStart(rig);
    await rig.waitForLine(/^begun$/);
    const stranger = await startStranger(folder);
    writeFileSync(join(folder, 'go'), '');
    expect(await started).toMatchObject({ code: 'APP_EXITED_BEFORE_READY' });
    await rig.supervisor.stop();
    expect(isAlive(stranger)).toBe(true);
  });

  test.for([
    {
      left: 'a server that its shell is about to become',
      script: '(sleep 0.05; exec tail -f /dev/null) &',
      name: 'tail',
    },
    { left: 'a loop that a shell goes on with', script: '(while :; do read -t 1; done < /dev/zero) &', name: 'bash' },
  ])('has left $left: by the name of what runs then', async ({ script, name }) => {
    const { rig } = inFolder(['bash', '-c', script], { ready: [{ kind: 'log', pattern: /^never$/ }] });
    expect(await failToStart(rig)).toMatchObject({
      code: 'APP_DAEMONIZED',
      details: { daemon: expect.stringMatching(`^${name} `) },
    });
    await rig.supervisor.stop();
  });

  test('has left a daemon that has closed all it had open, if that holds the port', async () => {
    const port = await reservePort();
    const script = `import os, socket, sys, time
if os.fork():
    while not os.path.exists('up'): time.sleep(0.01)
    sys.exit()
os.setsid()
os.closerange(0, 100)
server = socket.create_server(('127.0.0.7', ${port}))
open('up', 'w')
time.sleep(1000)
`;
    const bare = ['env', '-i', 'python3', '-c', script] as const;
    const { rig } = inFolder(bare, { ready: [{ kind: 'tcp', host: '127.0.0.1', port }] });
    expect(await failToStart(rig)).toMatchObject({
      code: 'APP_DAEMONIZED',
      details: { daemon: expect.stringMatching(/^python/) },
    });
    await rig.supervisor.stop();
    expect(findByCommandLine(`'127.0.0.7', ${port}`)).toEqual([]);
  });
});

const servers = await requirePackages(['nginx-light', 'php8.2-fpm']);

const nginxConf = (folder: string, port: number): string => `pid ${folder}/daemon.pid;
error_log ${folder}/error.log;
events {}
http { access_log off; server { listen 127.0.0.1:${port}; } }
`;

const fpmConf = (folder: string): string => `[global]
pid = ${folder}/daemon.pid
error_log = ${folder}/error.log
[www]
listen = ${folder}/fpm.sock
user = www-data
group = www-data
pm = static
pm.max_children = 1
`;

/** The daemon with this pid file, and its workers. */
function findDaemon(folder: string): number[] {
  const file = join(folder, 'daemon.pid');
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  const living = listProcesses().filter(({ isZombie }) => !isZombie && pid !== 0);
  return living.filter((entry) => entry.pid === pid || entry.groupId === pid).map((entry) => entry.pid);
}

describe.skipIf(servers.skipReason !== null)(servers.title('a server with a title over its environment'), () => {
  const SOCKET = { ready: [{ kind: 'unix', path: '/nowhere/app.sock' }] } as const;

  test('that is nginx, logs to a file and listens elsewhere is known all the same, and ended', async () => {
    const { rig, folder } = inFolder(['sh', '-c', 'exec nginx -e error.log -c "$PWD/server.conf"'], SOCKET);
    writeFileSync(join(folder, 'server.conf'), nginxConf(folder, await reservePort()));
    expect(await failToStart(rig)).toMatchObject({
      code: 'APP_DAEMONIZED',
      details: { daemon: expect.stringMatching(/^nginx/) },
    });
    await rig.supervisor.stop();
    await expect.poll(() => findDaemon(folder)).toEqual([]);
  });

  test('that is php-fpm, logs to a file and listens elsewhere is known all the same, and ended', async () => {
    const { rig, folder } = inFolder(['sh', '-c', 'exec php-fpm8.2 --fpm-config "$PWD/server.conf"'], SOCKET);
    writeFileSync(join(folder, 'server.conf'), fpmConf(folder));
    expect(await failToStart(rig)).toMatchObject({
      code: 'APP_DAEMONIZED',
      details: { daemon: expect.stringMatching(/^php-fpm/) },
    });
    await rig.supervisor.stop();
    await expect.poll(() => findDaemon(folder)).toEqual([]);
  });

  test('answers for the script that has started it and stays, and ends with it', async () => {
    const port = await reservePort();
    const script = 'nginx -e error.log -c "$PWD/server.conf"; exec sleep 1000';
    const { rig, folder } = inFolder(['sh', '-c', script], { ready: [{ kind: 'tcp', host: null, port }] });
    writeFileSync(join(folder, 'server.conf'), nginxConf(folder, port));
    await rig.supervisor.start();
    await expect.poll(() => findDaemon(folder).length).toBeGreaterThanOrEqual(2);
    const pids = findDaemon(folder);
    await rig.supervisor.stop();
    await waitUntilGone(...pids);
  });
});
