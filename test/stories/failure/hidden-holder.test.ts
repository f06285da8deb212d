import { spawnSync } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { describe, expect, test } from 'vitest';
import { BUNDLE } from '../../helpers/berth.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { reservePort } from '../../helpers/reserve-port.ts';
import { onTestFinished } from '../../helpers/test-end.ts';

const packages = await requirePackages(['util-linux']);
const isRoot = process.getuid?.() === 0;
/** As a container of a pod has it: processes of its own, and the network of all. */
const OWN_PROCESSES = ['--pid', '--fork', '--mount-proc', '--kill-child'];

async function holdPort(): Promise<number> {
  const port = await reservePort();
  const server = await new Promise<Server>((resolve) => {
    const made = createServer().listen(port, '127.0.0.1', () => resolve(made));
  });
  onTestFinished(() => void server.close());
  return port;
}

function runApart(command: string, config: string) {
  const args = [...OWN_PROCESSES, process.execPath, BUNDLE, command];
  const env = { PATH: process.env['PATH'] ?? '' };
  const cwd = createFolder({ 'berth.yaml': config });
  return spawnSync('unshare', args, { cwd, env, encoding: 'utf8' });
}

describe.skipIf(packages.skipReason !== null || !isRoot)(packages.title('a port that another container holds'), () => {
  const HELD =
    'by a program in another container or PID namespace (user id 0, on 127.0.0.1), which cannot be seen from here';

  test('is told with all that is known of it where berth was to listen', async () => {
    const port = await holdPort();
    const config = `command: sleep 1000\nport: auto\nlisten: { host: 127.0.0.1, port: ${port} }\n`;
    expect(runApart('check', config).stderr).toContain(HELD);
    const { stderr, status } = runApart('run', config);
    const record = JSON.parse(stderr.trim().split('\n').at(-1) ?? '');
    expect(record).toMatchObject({ code: 'PORT_IN_USE', msg: expect.stringContaining(HELD) });
    expect(status).toBe(69);
  });

  test('is told where the app was to listen', async () => {
    const port = await holdPort();
    const config = `command: sleep 1000\nport: ${port}\nlisten: { host: 127.0.0.1, port: ${await reservePort()} }\nrestart: never\n`;
    const { stdout, stderr } = runApart('run', config);
    const records = `${stdout}${stderr}`
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
    expect(records).toContainEqual(
      expect.objectContaining({
        code: 'PORT_IN_USE',
        cause: expect.stringContaining(`Port ${port}, on which process app is to listen, is held ${HELD}`),
      }),
    );
  });
});
