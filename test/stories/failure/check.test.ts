import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { BUNDLE } from '../../helpers/berth.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { finishBerth } from '../../helpers/finished-berth.ts';
import { onTestFinished } from '../../helpers/test-end.ts';

interface Checked {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly folder: string;
}

/** Checks a config of JSON, on a free port of its own. */
function check(config: object, files: Readonly<Record<string, string>> = {}): Checked {
  const folder = createFolder({ ...files, 'berth.yaml': JSON.stringify(config) });
  const flags = ['--config', 'berth.yaml', '--port', '0'];
  const env = { PATH: process.env['PATH'] ?? '' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [BUNDLE, 'check', ...flags], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  return { status, stdout, stderr, folder };
}

const SLEEP = { command: 'sleep 1000', port: 'auto' };

async function holdPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return (server.address() as { port: number }).port;
}

describe('berth check', () => {
  test('lists every command that could not start, each with its cause and cure, and ends with the status of the first', () => {
    const script = '#!/bin/bash\r\n';
    const { status, stdout, stderr, folder } = check(
      {
        processes: {
          crlf: { command: './start' },
          web: { command: 'pyton3 server.py', port: 'auto' },
          probe: { command: 'sleep 1000', ready: { exec: 'no-such-check' } },
          job: { command: 'python3 missing.py', essential: false },
        },
        upstream: { process: 'web' },
      },
      { start: script },
    );
    expect({ status, stdout }).toEqual({ status: 126, stdout: '' });
    const codes = [...stderr.matchAll(/^berth: ([A-Z_]+): /gm)].map(([, code]) => code);
    expect(codes.sort()).toEqual([
      'COMMAND_NOT_EXECUTABLE',
      'COMMAND_NOT_FOUND',
      'COMMAND_NOT_FOUND',
      'COMMAND_NOT_FOUND',
    ]);
    expect(stderr).toContain('did you mean python3');
    expect(stderr).toContain('process probe (readiness check) was not found: no-such-check');
    expect(stderr).toContain(`There is no ${folder}/missing.py.`);
  });

  test('names the place in the config of each command that cannot be run, also of those for hooks, a thaw and signals', () => {
    const folder = createFolder({
      'bin/flush': '#!/bin/sh\n',
      'berth.yaml': `command: sleep 1000
port: auto
live: { exec: no-such-check }
hooks:
  initialize: { exec: [bin/warm, now] }
  preStop: { exec: bin/flush }
thaw: { exec: python3 reopen.py }
signals:
  HUP: [./reload, now]
platform: fc
`,
    });
    const { status, stderr } = finishBerth(['check', '--port', '0'], folder);
    expect(status).toBe(127);
    const told = [...stderr.matchAll(/^berth: ([A-Z_]+): (.*)\n(berth\.yaml:\d+:\d+): /gm)];
    expect(told.map(([, code, sentence, place]) => `${place} ${code} ${sentence}`)).toEqual([
      'berth.yaml:3:15 COMMAND_NOT_FOUND The command of process app (live check) was not found: no-such-check.',
      'berth.yaml:5:23 COMMAND_NOT_FOUND The command of hooks.initialize was not found: bin/warm now.',
      'berth.yaml:6:20 COMMAND_NOT_EXECUTABLE The command of hooks.preStop is not executable: bin/flush.',
      'berth.yaml:7:15 COMMAND_NOT_FOUND The command of thaw was not found: python3 reopen.py (its script reopen.py is missing).',
      'berth.yaml:9:8 COMMAND_NOT_FOUND The command of signals.SIGHUP was not found: ./reload now.',
    ]);
    expect(stderr).toContain('correct `hooks.initialize.exec`: a relative path starts at');
    expect(stderr).toContain(`Run \`chmod +x ${folder}/bin/flush\``);
  });

  test('names the variable that a command came from', () => {
    const folder = createFolder({ 'berth.yaml': JSON.stringify(SLEEP) });
    const { stderr } = finishBerth(['check', '--port', '0'], folder, { BERTH_THAW_EXEC: './reopen' });
    expect(stderr).toContain(`\nBERTH_THAW_EXEC: There is no file ${folder}/reopen.`);
  });

  test('only warns of a file for a hook that a one-shot may make', () => {
    const { status, stderr } = check({
      processes: {
        build: { command: 'sleep 0', oneshot: true },
        web: { command: 'sleep 1000', port: 'auto' },
      },
      upstream: { process: 'web' },
      hooks: { preStop: { exec: 'bin/flush' } },
      platform: 'fc',
    });
    expect(status).toBe(0);
    expect(stderr).toContain('warning: The command of hooks.preStop was not found: bin/flush');
  });

  test('says nothing against a config that can start', () => {
    const { status, stderr } = check(SLEEP);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('only warns of a file that a one-shot before the process may make', () => {
    const { status, stderr } = check({
      processes: {
        build: { command: 'sleep 0', oneshot: true },
        web: { command: 'node dist/main.js', port: 'auto', after: ['build'] },
      },
    });
    expect(status).toBe(0);
    expect(stderr).toContain('warning: The command of process web was not found: node dist/main.js');
  });

  test('only warns of a script that is rendered when berth runs', () => {
    const config = { ...SLEEP, command: ['sh', `\${file.start}`], files: { start: { template: 'start.tmpl' } } };
    const { status, stderr } = check(config, { 'start.tmpl': 'sleep 1000' });
    expect(status).toBe(0);
    expect(stderr).toMatch(/^berth: warning: .*its script .*\/start is missing/);
  });

  test('warns of a port that somebody holds, and names the holder', async () => {
    const port = await holdPort();
    const { status, stderr } = check({ ...SLEEP, port });
    expect(status).toBe(0);
    expect(stderr).toMatch(
      new RegExp(`^berth: warning: port ${port} \\(process app\\) is in use by .* \\(pid ${process.pid}\\)`),
    );
  });

  test('refuses a run directory that cannot be made', () => {
    const { status, stderr } = check({ ...SLEEP, runDir: 'file/run' }, { file: '' });
    expect(status).toBe(78);
    expect(stderr).toContain('the run directory');
    expect(stderr).toContain('cannot be written');
  });

  test.for([
    [{ listen: { host: '127.0.0.1' } }, 'listen.host is 127.0.0.1: Function Compute reaches berth only on 0.0.0.0'],
    [{ startup: { listen: 'when-ready', deadline: '5m' } }, 'startup.deadline is 5m, and Function Compute gives up'],
    [{ proxy: { clientTimeouts: { idle: '75s' } } }, 'proxy.clientTimeouts.idle is 75s: Function Compute uses'],
    [
      { proxy: { limits: { body: '64MiB' } } },
      'proxy.limits.body is 64MiB, and Function Compute refuses bodies over 32MiB',
    ],
    [{ platform: 'cloudrun', proxy: { limits: { body: '1GiB' } } }, 'Cloud Run refuses bodies over 32MiB'],
  ] as const)('warns of %j, which the platform does not allow', ([keys, warning]) => {
    const { status, stderr } = check({ ...SLEEP, ...keys });
    expect(status).toBe(0);
    expect(stderr).toContain(`berth: warning: `);
    expect(stderr).toContain(warning);
  });

  test.for([
    { startup: { deadline: '5m' } },
    { platform: 'generic', listen: { host: '127.0.0.1' }, proxy: { limits: { body: '1GiB' } } },
    { proxy: { clientTimeouts: { idle: '15m' }, limits: { body: '32MiB' } } },
  ])('does not warn of %j', (keys) => {
    expect(check({ ...SLEEP, ...keys }).stderr).toBe('');
  });
});

describe('berth check looks through', () => {
  const MISSING = 'no-such-php-fpm9.9';

  test.for([
    [['sh', '-c', `exec ${MISSING} -F`], `(sh -c runs ${MISSING})`],
    [['sh', 'start.sh', 'x.conf'], `(start.sh, line 6 runs ${MISSING})`],
    [['./start.sh'], `(start.sh, line 6 runs ${MISSING})`],
    [['env', 'A=1', 'nice', '-n', '5', MISSING], `(nice runs ${MISSING})`],
    [['su', '-s', '/bin/sh', '-c', `exec ${MISSING}`, 'www-data'], `(su -c runs ${MISSING})`],
    [['sh', '-c', 'exec node missing.js'], '(sh -c runs node: its script missing.js is missing)'],
  ] as const)('%j to a program that is not there', ([command, words]) => {
    const script = `#!/bin/sh\nset -eu\nif [ "$(id -u)" = 0 ]; then\n  chown www-data x\nfi\nexec ${MISSING} --fpm-config "$1" 3>&2\n`;
    const start = { processes: { app: { command, port: 'auto' } } };
    const folder = createFolder({ 'start.sh': script, 'berth.yaml': JSON.stringify(start) });
    chmodSync(`${folder}/start.sh`, 0o755);
    const { status, stderr } = finishBerth(['check', '--port', '0'], folder);
    expect(stderr).toContain('COMMAND_NOT_FOUND: The command of process app was not found: ');
    expect(stderr).toContain(words);
    expect(status).toBe(127);
  });

  test('a one-shot that installs nothing, too, but not one that may bring the program', () => {
    const withStep = (prepare: string) => ({
      processes: {
        prepare: { command: ['sh', '-c', prepare], oneshot: true },
        app: { command: MISSING, port: 'auto', after: ['prepare'] },
      },
    });
    expect(check(withStep('mkdir -p data && cp -r site data && ln -s data d')).status).toBe(127);
    expect(check(withStep('pip install -r requirements.txt'))).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('Something that runs before it may change that.'),
    });
  });

  test('and says nothing where only the shell can know', () => {
    const lines = [
      'exec "$APP"',
      `${MISSING} || exec sleep 1000`,
      `command -v ${MISSING} && exec ${MISSING}; sleep 1000`,
      `. ./env.sh; exec ${MISSING}`,
      `PATH="$PATH:/opt/app"; exec ${MISSING}`,
      `pip install ${MISSING} && exec ${MISSING}`,
    ];
    for (const line of lines) expect(check({ command: ['sh', '-c', line], port: 'auto' }).stderr).toBe('');
  });

  test('and warns of a step that a script goes on without', () => {
    const { status, stderr } = check({ command: ['sh', '-c', `${MISSING}; exec sleep 1000`], port: 'auto' });
    expect(status).toBe(0);
    expect(stderr).toMatch(
      /^berth: warning: .*\(sh -c runs no-such-php-fpm9\.9\)\. What runs it goes on without it\.$/m,
    );
  });
});
