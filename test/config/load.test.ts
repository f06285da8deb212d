import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSettings } from '../../src/config/load.ts';
import { prepareRunDir, removeRunDir } from '../../src/config/settings/run-dir.ts';
import { createFolder, loadConfig } from '../helpers/config-folder.ts';

const APP = 'command: python3 server.py\nport: 8080\n';

describe('the two-line config', () => {
  test('becomes complete settings', async () => {
    const { settings, warnings, runDirPlan } = await loadConfig(APP, { env: { HOME: '/root', PORT: '9000' } });
    const folder = settings.configFile.replace(/\/berth\.yaml$/, '');
    expect(settings).toEqual({
      configFile: `${folder}/berth.yaml`,
      runDir: expect.stringMatching(/\/berth-[0-9a-f]{12}$/),
      isRunDirTemporary: true,
      listen: { host: '0.0.0.0', port: 9000, portSource: 'PORT' },
      startup: { listen: 'at-once', deadlineMs: 110_000, maxHeld: 1000 },
      processes: [
        {
          name: 'app',
          command: {
            file: 'python3',
            args: ['server.py'],
            workingDirectory: folder,
            env: {
              HOME: '/root',
              PORT: '8080',
              FC_SERVER_PORT: '8080',
              FC_CUSTOM_LISTEN_PORT: '8080',
              PYTHONUNBUFFERED: '1',
              BERTH_WITHIN: JSON.stringify([{ config: `${folder}/berth.yaml`, process: 'app' }]),
            },
          },
          after: [],
          ready: [{ kind: 'tcp', host: null, port: 8080 }],
          readyDeadlineMs: 110_000,
          kind: 'essential',
          restart: { policy: 'always', backoffMs: 200, maxBackoffMs: 10_000, budgetPerMinute: 10, whenSpent: 'exit' },
          stopSignal: 'SIGTERM',
          gracePeriodMs: 10_000,
        },
      ],
      upstream: {
        processName: 'app',
        address: { kind: 'tcp', host: '127.0.0.1', port: 8080 },
        transport: 'h1',
        tls: null,
        isLenient: false,
      },
      proxy: {
        maxInFlight: 0,
        queue: { max: 1000, timeoutMs: 60_000 },
        upstreamTimeouts: { connectMs: 10_000, firstByteMs: 900_000, idleMs: 900_000, totalMs: 0 },
        clientTimeouts: { idleMs: 0, headMs: 60_000, bodyIdleMs: 900_000, readerMs: 60_000 },
        limits: { headBytes: 65_536, fields: 200, requestLineBytes: 16_384, bodyBytes: 0 },
        collect: { maxBytes: 67_108_864, folder: settings.runDir },
        upstreamIdleMs: 4000,
        reuseAfterBody: 'same-client',
        forwarded: { trust: false, proto: null },
        withheldHeaders: ['x-fc-access-key-id', 'x-fc-access-key-secret', 'x-fc-security-token'],
        rewritesAddresses: true,
        basePath: null,
        traces: false,
        halfClosed: 'drop',
        upgrades: ['websocket'],
      },
      markers: {
        templates: {
          start: 'FC Invoke Start RequestId: {id}',
          end: 'FC Invoke End RequestId: {id}',
          errorSuffix: ', Error: Unhandled function error',
        },
        exceptPaths: [],
        settleMs: 0,
        ofApp: 'merged',
      },
      logs: { mode: 'relay', label: false, bufferBytes: 8_388_608 },
      log: { level: 'info', format: 'auto', calls: true, autoForm: 'json', project: null, flushMs: 5 },
      errors: { detail: 'brief', page: null, pages: new Map() },
      signals: [],
      stop: { drainMs: 10_000 },
      platform: {
        name: 'fc',
        requestIdHeaders: ['x-fc-request-id', 'x-request-id'],
        ownIdHeader: 'X-Fc-Request-Id',
        mostHeadBytes: 8_192,
        failureHeaders: { 'x-fc-status': '404' },
      },
      hooks: { header: null, answers: { Initialize: 'berth', PreFreeze: 'berth', PreStop: 'berth' } },
      events: null,
      failureStatuses: [],
    });
    expect(warnings).toEqual([]);
    expect(runDirPlan).toEqual({ path: settings.runDir, displayName: settings.runDir, isTemporary: true, files: [] });
    expect(existsSync(settings.runDir)).toBe(false);
  });

  test('with `port: auto` gets a port that is free, told to the app', async () => {
    const { settings } = await loadConfig(`command: [serve, "--port=\${port}", "\${port.app}"]\nport: auto\n`);
    const { address } = settings.upstream;
    const port = address.kind === 'tcp' ? address.port : 0;
    expect(port).toBeGreaterThan(0);
    expect(port).not.toBe(9000);
    expect(settings.processes[0]?.command).toMatchObject({
      args: [`--port=${port}`, String(port)],
      env: { PORT: String(port) },
    });
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    server.close();
  });
});

describe('processes', () => {
  const CONFIG = `
processes:
  nginx:
    after: [php-fpm]
    command: [nginx, -c, "\${file.nginx}"]
    ready: { http: /health, status: "200-399,401", headers: { Host: example.com }, deadline: 5s }
    stopSignal: QUIT
    env: { MODE: 0755, DEBUG: yes, RATIO: 1.50, EMPTY: "" }
  php-fpm:
    command: php-fpm8.2 --nodaemonize --fpm-config "\${file.fpm}"
    ready: [{ unix: "\${runDir}/fpm.sock" }, { log: "ready to handle" }, { exec: "test -e 'a b'" }, { tcp: 9001 }]
    restart: { policy: on-failure, backoff: 1s, maxBackoff: 1m, budget: 3 }
    gracePeriod: 30s
    workingDirectory: sub
  migrate: { command: "true", oneshot: true }
  cron: { command: cron, essential: false, ready: none, port: auto }
files:
  fpm: { template: fpm.tmpl, to: fpm.conf }
  nginx: { template: nginx.conf.tmpl, mode: 0644 }
upstream: { process: nginx, port: auto }
`;
  const FILES = {
    'fpm.tmpl': `listen = \${runDir}/fpm.sock\n`,
    'nginx.conf.tmpl': `listen \${port}; # \${port.cron} \${env.WHO:-nobody} \${configDir} \${file.fpm}\nset $a $uri; set $b \${other}; x $\${port};\n`,
  };

  test.for([
    ['nothing', '', {}, '1'],
    ['the config', 'env: { PYTHONUNBUFFERED: 0 }\n', { PYTHONUNBUFFERED: 'x' }, '0'],
    ['the environment', '', { PYTHONUNBUFFERED: 'x' }, 'x'],
    ['an empty text, which is Python’s word for no', 'env: { PYTHONUNBUFFERED: "" }\n', {}, ''],
    ['an empty variable', '', { PYTHONUNBUFFERED: '' }, ''],
  ] as const)('are told to let Python print at once unless it is set: by %s', async ([, own, env, expected]) => {
    const { settings } = await loadConfig(APP + own, { env });
    expect(settings.processes[0]?.command.env['PYTHONUNBUFFERED']).toBe(expected);
  });

  test('are watched by a live probe of the config', async () => {
    const { settings } = await loadConfig(`${APP}live: { http: /health, headers: { Host: a } }\n`);
    expect(settings.processes[0]?.live).toEqual({
      probe: {
        kind: 'http',
        address: { kind: 'tcp', host: '127.0.0.1', port: 8080 },
        tls: null,
        isLenient: false,
        path: '/health',
        statuses: [{ from: 100, to: 499 }],
        headers: { host: 'a' },
      },
      everyMs: 10_000,
      timeoutMs: 5_000,
      failures: 3,
    });
  });

  test('get the signals that the config passes on, or a command does', async () => {
    const { settings } = await loadConfig(
      `${APP}signals: { HUP: app, SIGUSR1: { process: app, signal: SIGUSR2 }, WINCH: "./reload.sh \${port}", QUIT: [./stop] }\n`,
      { env: { HOME: '/root', PORT: '1' } },
    );
    const place = { workingDirectory: dirname(settings.configFile), env: { HOME: '/root', PYTHONUNBUFFERED: '1' } };
    expect(settings.signals).toEqual([
      { signal: 'SIGHUP', action: { kind: 'process', processName: 'app', signal: 'SIGHUP' } },
      { signal: 'SIGUSR1', action: { kind: 'process', processName: 'app', signal: 'SIGUSR2' } },
      { signal: 'SIGWINCH', action: { kind: 'command', command: { file: './reload.sh', args: ['8080'], ...place } } },
      { signal: 'SIGQUIT', action: { kind: 'command', command: { file: './stop', args: [], ...place } } },
    ]);
  });

  test('are resolved with their probes, policies and words, in the order in which they start', async () => {
    const { settings } = await loadConfig(CONFIG, { files: FILES, env: { PORT: '9000', X: '1' } });
    const byName = Object.fromEntries(settings.processes.map((process) => [process.name, process]));
    expect(settings.processes.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'php-fpm essential',
      'nginx essential',
      'migrate oneshot',
      'cron helper',
    ]);
    const { address } = settings.upstream;
    expect(byName['nginx']).toMatchObject({
      command: {
        args: ['-c', `${settings.runDir}/nginx.conf`],
        env: { MODE: '0755', DEBUG: 'yes', RATIO: '1.50', EMPTY: '', X: '1' },
      },
      ready: [
        {
          kind: 'http',
          address,
          path: '/health',
          statuses: [
            { from: 200, to: 399 },
            { from: 401, to: 401 },
          ],
          headers: { host: 'example.com' },
        },
      ],
      readyDeadlineMs: 5000,
      stopSignal: 'SIGQUIT',
      restart: { policy: 'always' },
    });
    expect(byName['php-fpm']).toMatchObject({
      command: {
        file: 'php-fpm8.2',
        args: ['--nodaemonize', '--fpm-config', `${settings.runDir}/fpm.conf`],
        workingDirectory: expect.stringMatching(/\/sub$/),
      },
      ready: [
        { kind: 'unix', path: `${settings.runDir}/fpm.sock` },
        { kind: 'log', pattern: /ready to handle/ },
        { kind: 'exec', file: 'test', args: ['-e', 'a b'] },
        { kind: 'tcp', host: null, port: 9001 },
      ],
      restart: { policy: 'on-failure', backoffMs: 1000, maxBackoffMs: 60_000, budgetPerMinute: 3, whenSpent: 'exit' },
      gracePeriodMs: 30_000,
    });
    expect(byName['migrate']).toMatchObject({ ready: [], restart: { policy: 'never' } });
    expect(byName['cron']?.ready).toEqual([]);
  });

  test("without a port are not told berth's own", async () => {
    const { settings } = await loadConfig(CONFIG, { files: FILES, env: { PORT: '9000' } });
    const ports = Object.fromEntries(settings.processes.map(({ name, command }) => [name, command.env['PORT']]));
    expect(ports['php-fpm']).toBeUndefined();
    expect(ports['migrate']).toBeUndefined();
    expect(new Set([ports['nginx'], ports['cron'], '9000']).size).toBe(3);
  });

  test('have their files rendered into a private folder, which is removed at the end', async () => {
    const { settings, runDirPlan } = await loadConfig(CONFIG, { files: FILES });
    const folder = settings.configFile.replace(/\/berth\.yaml$/, '');
    const cron = settings.processes.find(({ name }) => name === 'cron')?.command.env['PORT'];
    const nginx = settings.processes.find(({ name }) => name === 'nginx')?.command.env['PORT'];
    const umask = process.umask(0o077);
    try {
      prepareRunDir(runDirPlan, 'berth.yaml');
    } finally {
      process.umask(umask);
    }
    expect(readFileSync(`${settings.runDir}/fpm.conf`, 'utf8')).toBe(`listen = ${settings.runDir}/fpm.sock\n`);
    expect(readFileSync(`${settings.runDir}/nginx.conf`, 'utf8')).toBe(
      `listen ${nginx}; # ${cron} nobody ${folder} ${settings.runDir}/fpm.conf\nset $a $uri; set $b \${other}; x \${port};\n`,
    );
    const modes = ['', '/fpm.conf', '/nginx.conf'].map((file) =>
      (statSync(settings.runDir + file).mode & 0o777).toString(8),
    );
    expect(modes).toEqual([process.getuid?.() === 0 ? '711' : '700', '600', '644']);
    removeRunDir(runDirPlan);
    expect(existsSync(settings.runDir)).toBe(false);
  });

  test('whose upstream is not named: the only one with a port answers, else the essential one started last', async () => {
    const withPort = await loadConfig('processes:\n  web: { command: web, port: 1 }\n  db: { command: db }\n');
    expect(withPort.settings.upstream.processName).toBe('web');
    const last = await loadConfig(
      'processes:\n  web: { command: web, after: [db] }\n  db: { command: db }\n  m: { command: m, oneshot: true }\nupstream: { unix: run/web.sock }\n',
    );
    const folder = last.settings.configFile.replace(/\/berth\.yaml$/, '');
    const address = { kind: 'unix', path: `${folder}/run/web.sock` };
    expect(last.settings.upstream).toMatchObject({ processName: 'web', address });
    expect(last.settings.processes.find(({ name }) => name === 'web')?.ready).toEqual([address]);
  });
});

describe('the run directory', () => {
  test('that the config names is made, kept at the end, and never written through a link', async () => {
    const folder = createFolder({
      'berth.yaml': `${APP}runDir: run/deep\nfiles: { a: { template: a.tmpl } }\n`,
      'a.tmpl': 'new',
      victim: 'old',
    });
    mkdirSync(join(folder, 'run/deep'), { recursive: true });
    symlinkSync(join(folder, 'victim'), join(folder, 'run/deep/a'));
    const { runDirPlan } = await loadSettings({ file: join(folder, 'berth.yaml'), env: {} });
    prepareRunDir(runDirPlan, 'berth.yaml');
    prepareRunDir(runDirPlan, 'berth.yaml');
    removeRunDir(runDirPlan);
    expect(readFileSync(join(folder, 'run/deep/a'), 'utf8')).toBe('new');
    expect(readFileSync(join(folder, 'victim'), 'utf8')).toBe('old');
  });

  test('that cannot be made is a problem of the config', async () => {
    const folder = createFolder({ 'berth.yaml': `${APP}runDir: file/run\n`, file: '' });
    const { runDirPlan } = await loadSettings({ file: join(folder, 'berth.yaml'), env: {} });
    expect(() => prepareRunDir(runDirPlan, 'berth.yaml')).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  });

  test('that somebody made before us in the temporary folder is refused', async () => {
    const { runDirPlan } = await loadConfig(APP);
    mkdirSync(runDirPlan.path);
    expect(() => prepareRunDir(runDirPlan, 'berth.yaml')).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
    removeRunDir(runDirPlan);
  });
});

describe('a config file', () => {
  test('whose name ends with a carriage return is told with that', async () => {
    await expect(loadSettings({ file: `${createFolder({})}/berth.yaml\r`, env: {} })).rejects.toThrow(/berth\.yaml\\r/);
  });

  test('that is not there is CONFIG_NOT_FOUND', async () => {
    const file = join(createFolder({}), 'no.yaml');
    const loading = loadSettings({ file, env: {} });
    await expect(loading).rejects.toMatchObject({ code: 'CONFIG_NOT_FOUND', details: { file } });
  });

  test('that is a folder, or no UTF-8, is CONFIG_INVALID', async () => {
    const folder = createFolder({});
    await expect(loadSettings({ file: folder, env: {} })).rejects.toThrow(`${folder}: is a folder`);
    writeFileSync(join(folder, 'latin1.yaml'), Buffer.from('command: caf\xe9\n', 'latin1'));
    await expect(loadSettings({ file: join(folder, 'latin1.yaml'), env: {} })).rejects.toThrow('is not UTF-8');
  });

  test('may use anchors and merges, with its own keys first', async () => {
    const config =
      'processes:\n  a: &base { command: a, gracePeriod: 3s, port: 1 }\n  b: { <<: *base, command: b, port: 2 }\nupstream: { process: a }\n';
    const { settings } = await loadConfig(config);
    expect(settings.processes[1]).toMatchObject({ command: { file: 'b', env: { PORT: '2' } }, gracePeriodMs: 3000 });
  });

  test('with an anchor inside itself is refused, not followed for ever', async () => {
    await expect(loadConfig(`${APP}env: &e { A: *e }\n`)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });
});
