import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test, vi } from 'vitest';
import { BUNDLE } from '../../helpers/berth.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { reservePort } from '../../helpers/reserve-port.ts';
import { onTestFinished } from '../../helpers/test-end.ts';

const SERVER = `console.log('hello');
require('http').createServer((_req, res) => res.end('served')).listen(process.env.PORT, '127.0.0.1');
`;

const CONFIG = 'command: [node, server.cjs]\nport: auto\n';

/**
 * Runs berth in a view of the file system of its own, in which something is missing. `FOLDER` stands for the folder of the app,
 * in which `bin/node` is all that is on the PATH besides what is left of the system's.
 */
async function runBare(breaking: string, env: Readonly<Record<string, string>> = {}, config = CONFIG) {
  const folder = createFolder({ 'server.cjs': SERVER, 'berth.yaml': config });
  mkdirSync(join(folder, 'bin'));
  copyFileSync(process.execPath, join(folder, 'bin/node'));
  const port = await reservePort();
  const node = join(folder, 'bin/node');
  const flags = ['--port', String(port), '--set', 'listen.host=127.0.0.1'];
  const line = `exec 2>&1; ${breaking.replaceAll('FOLDER', folder)}; exec "$@"`;
  const berth = spawn('unshare', ['--mount', 'sh', '-c', line, 'sh', node, BUNDLE, 'run', ...flags], {
    cwd: folder,
    env: { PATH: `${join(folder, 'bin')}:${process.env['PATH']}`, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(berth, 'close').then(([code]) => code as number | null);
  onTestFinished(async () => {
    berth.kill('SIGKILL');
    await ended;
  });
  const lines: string[] = [];
  createInterface({ input: berth.stdout }).on('line', (text) => lines.push(text));
  return {
    lines,
    ended,
    ask: async () => {
      await vi.waitFor(() => expect(lines.join('\n')).toContain('"event":"listening"'), {
        timeout: 20_000,
        interval: 20,
      });
      return (await fetch(`http://127.0.0.1:${port}/`)).text();
    },
    stop: async () => {
      berth.kill('SIGTERM');
      return ended;
    },
  };
}

const NO_PROGRAMS = 'mount -t tmpfs none /usr/sbin; mount -t tmpfs none /usr/bin';

const WORKS: ReadonlyArray<readonly [title: string, breaking: string, warning: RegExp | null]> = [
  [
    'any program of the system, `mkfifo` and `sh` included',
    NO_PROGRAMS,
    /goes past berth, as with `logs: inherit`.*neither `mkfifo`/,
  ],
  ['a /proc', 'mount -t tmpfs none /proc', /there is no \/proc that berth can read/],
  ['anything but /dev/null in /dev', 'mount -t tmpfs none /dev; mknod -m 666 /dev/null c 1 3', null],
  ['anything in /dev', 'mount -t tmpfs none /dev', null],
  ['control groups', 'umount -l /sys/fs/cgroup || mount -t tmpfs none /sys', null],
  ['other processes in its /proc', 'mount -t proc -o hidepid=2 proc /proc', null],
];

describe('a system without', () => {
  test.for(WORKS)('%s serves the app, and says what it lacks', async ([, breaking, warning]) => {
    const { ask, stop, lines } = await runBare(breaking);
    expect(await ask(), lines.join('\n')).toBe('served');
    expect(await stop()).toBe(0);
    expect(lines).toContain('hello');
    expect(lines.join('\n')).not.toMatch(/^ +at /m);
    if (warning !== null) expect(lines.join('\n')).toMatch(warning);
  });

  test('HOME serves the app: nothing but PATH is in its environment', async () => {
    const { ask, stop } = await runBare('true');
    expect(await ask()).toBe('served');
    expect(await stop()).toBe(0);
  });

  test.for([
    ['that is not there', 'true', 'it does not exist'],
    [
      'that is read-only',
      'mkdir FOLDER/tmp; mount -t tmpfs -o ro none FOLDER/tmp',
      'it is on a disk that is read-only',
    ],
    ['that is full', 'mkdir FOLDER/tmp; mount -t tmpfs -o nr_inodes=1 none FOLDER/tmp', 'it is on a disk that is full'],
  ] as const)(
    'a folder to write to, but with a TMPDIR %s, is told so in one sentence',
    async ([, breaking, reason]) => {
      const { ended, lines } = await runBare(`${breaking}; export TMPDIR=FOLDER/tmp`);
      expect(await ended).toBe(78);
      expect(lines.join('\n')).toMatch(new RegExp(`^the run directory \\S+ cannot be written: ${reason}`, 'm'));
      expect(lines.join('\n')).not.toMatch(/^ +at /m);
    },
  );
});
