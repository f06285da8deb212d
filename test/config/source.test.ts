import { describe, expect, test } from 'vitest';
import { loadConfig, refuseConfig } from '../helpers/config-folder.ts';

const APP = 'command: python3 server.py\nport: 8080\n';

describe('the port', () => {
  test.for([
    [
      '--port beats all',
      `${APP}listen: { port: 7000 }\n`,
      { port: '7001', env: { BERTH_LISTEN_PORT: '7002', PORT: '7003' } },
      7001,
      '--port',
    ],
    [
      'BERTH_LISTEN_PORT beats the file',
      `${APP}listen: { port: 7000 }\n`,
      { env: { BERTH_LISTEN_PORT: '7002' } },
      7002,
      'BERTH_LISTEN_PORT',
    ],
    [
      '--set beats BERTH_LISTEN_PORT',
      APP,
      { set: ['listen.port=7004'], env: { BERTH_LISTEN_PORT: '7002' } },
      7004,
      '--set listen.port',
    ],
    [
      'the file beats the platform',
      `${APP}listen: { port: 7000 }\n`,
      { env: { FC_SERVER_PORT: '7003' } },
      7000,
      'berth.yaml',
    ],
    [
      'FC_SERVER_PORT beats the others',
      APP,
      { env: { FC_SERVER_PORT: '1', FC_CUSTOM_LISTEN_PORT: '2', PORT: '3' } },
      1,
      'FC_SERVER_PORT',
    ],
    [
      'FC_CUSTOM_LISTEN_PORT beats PORT',
      APP,
      { env: { FC_CUSTOM_LISTEN_PORT: '2', PORT: '3' } },
      2,
      'FC_CUSTOM_LISTEN_PORT',
    ],
    ['PORT is next', APP, { env: { PORT: '3', FC_SERVER_PORT: '' } }, 3, 'PORT'],
    ['9000 is the last resort', APP, {}, 9000, 'default'],
    [
      'a file may take it from a variable',
      `${APP}listen: { port: "\${env.MINE}" }\n`,
      { env: { MINE: '7005' } },
      7005,
      'berth.yaml',
    ],
    ['0 means any free one', `${APP}listen: { port: 0 }\n`, {}, 0, 'berth.yaml'],
  ] as const)('%s', async ([, config, options, port, portSource]) => {
    const { settings } = await loadConfig(config, options);
    expect(settings.listen).toEqual({ host: '0.0.0.0', port, portSource });
  });

  test.for(['abc', '0', '65536', '80 ', '-1', '8.0'])(
    '%j in the environment is refused, without being shown',
    async (value) => {
      const { code, problems } = await refuseConfig(APP, { env: { FC_SERVER_PORT: value } });
      expect(code).toBe('CONFIG_INVALID');
      expect(problems).toEqual(['FC_SERVER_PORT: has the wrong value, expected a port from 1 to 65535']);
    },
  );

  test('that two variables of Function Compute disagree on is worth a warning, if one of them is used', async () => {
    const env = { FC_SERVER_PORT: '9000', FC_CUSTOM_LISTEN_PORT: '81' };
    const text = 'FC_SERVER_PORT and FC_CUSTOM_LISTEN_PORT name different ports; FC_SERVER_PORT is taken';
    expect((await loadConfig(APP, { env })).warnings).toEqual([text]);
    expect((await loadConfig(APP, { env, port: '9001' })).warnings).toEqual([]);
    expect((await loadConfig(APP, { env: { ...env, FC_CUSTOM_LISTEN_PORT: '9000' } })).warnings).toEqual([]);
  });
});

describe('an override', () => {
  test('flags beat the environment, the environment beats the file', async () => {
    const config = `${APP}log: { level: error, format: json, calls: true }\n`;
    const env = { BERTH_LOG_LEVEL: 'warn', BERTH_LOG_FORMAT: 'pretty', BERTH_LOG_CALLS: 'false' };
    const { settings } = await loadConfig(config, { env, set: ['log.level=debug', 'log.level=silent'] });
    expect(settings.log).toEqual({ level: 'silent', format: 'pretty', calls: false });
  });

  test('reaches every kind of scalar, and makes the sections it needs', async () => {
    const env = {
      BERTH_PROXY_MAX_IN_FLIGHT: '7',
      BERTH_PROXY_QUEUE_TIMEOUT: '5s',
      BERTH_PROXY_LIMITS_BODY: '0',
      BERTH_PROXY_LIMITS_REQUEST_LINE: '8KiB',
      BERTH_PROXY_PASS_CREDENTIALS: 'true',
      BERTH_UPSTREAM_HOST: '127.0.0.2',
      BERTH_GRACE_PERIOD: '1s',
    };
    const { settings } = await loadConfig(APP, { env, set: ['env.ANSWER=042', 'ready.http=/up'] });
    expect(settings.proxy).toMatchObject({
      maxInFlight: 7,
      queue: { timeoutMs: 5000 },
      limits: { bodyBytes: 0, requestLineBytes: 8192 },
      withheldHeaders: [],
    });
    expect(settings.processes[0]).toMatchObject({ gracePeriodMs: 1000, command: { env: { ANSWER: '042' } } });
    expect(settings.processes[0]?.ready).toMatchObject([
      { kind: 'http', path: '/up', address: { host: '127.0.0.2', port: 8080 } },
    ]);
  });

  test('may be the whole config', async () => {
    const env = { BERTH_COMMAND: "serve 'a b'", BERTH_PORT: 'auto' };
    const { settings } = await loadConfig('', { env });
    expect(settings.processes[0]?.command).toMatchObject({ file: 'serve', args: ['a b'] });
  });

  test('of a process is named after it', async () => {
    const config = 'processes:\n  php-fpm: { command: x, port: 1 }\n';
    const { settings } = await loadConfig(config, {
      env: { BERTH_PROCESSES_PHP_FPM_PORT: '2', BERTH_PROCESSES_PHP_FPM_STOP_SIGNAL: 'INT' },
    });
    expect(settings.processes[0]).toMatchObject({ stopSignal: 'SIGINT', command: { env: { PORT: '2' } } });
  });

  test('spells a short form out, and fits into a long one', async () => {
    const short = await loadConfig(`${APP}logs: inherit\nrestart: never\n`, {
      env: { BERTH_LOGS_LABEL: 'true', BERTH_RESTART_BUDGET: '3' },
    });
    expect(short.settings.logs).toMatchObject({ mode: 'inherit', label: true });
    expect(short.settings.processes[0]?.restart).toMatchObject({ policy: 'never', budgetPerMinute: 3 });
    const long = await loadConfig(`${APP}logs: { label: true }\n`, { set: ['logs=inherit'] });
    expect(long.settings.logs).toMatchObject({ mode: 'inherit', label: true });
  });

  test('that is wrong is told by its name, and an environment value is not shown', async () => {
    const env = {
      BERTH_LOG_LEVEL: 'hunter2',
      BERTH_PORT: 'hunter2',
      BERTH_COMMAND: 'a "hunter2',
      BERTH_READY_LOG: '(hunter2',
    };
    const { problems } = await refuseConfig(APP, { env, set: ['log.format=xml'], port: 'x' });
    expect(problems.toSorted()).toEqual(
      [
        'BERTH_COMMAND: command cannot be cut into words as a shell does it',
        'BERTH_PORT: port has the wrong value, expected a port from 1 to 65535, or auto',
        "--port: listen.port is 'x', expected a port from 0 (any free one) to 65535",
        "BERTH_LOG_LEVEL: log.level has the wrong value, expected 'debug', 'info', 'warn', 'error' or 'silent'",
        "--set log.format: log.format is 'xml', expected 'auto', 'json' or 'pretty'",
        "BERTH_READY_LOG: ready.log is no regular expression, expected one of JavaScript's",
      ].toSorted(),
    );
    expect(problems.join()).not.toContain('hunter2');
  });

  test('of no key is an error with the nearest one', async () => {
    const { problems } = await refuseConfig(APP, {
      env: { BERTH_PROXI_QUEUE_MAX: 'x', BERTH_CONFIG: 'x', BERTH_INSTANCE: 'x' },
      set: ['proxy.queue.mex=1', 'env=x', 'x'],
    });
    expect(problems).toEqual([
      "BERTH_PROXI_QUEUE_MAX: is no setting of berth, expected the name of a key (did you mean 'BERTH_PROXY_QUEUE_MAX'?)",
      "--set proxy.queue.mex: is no key, expected one of the schema (did you mean 'proxy.queue.max'?)",
      '--set env: is not a single value, expected a key of it, or the value in the file',
      '--set x: has no value, expected --set key=value',
    ]);
  });
});

describe('a key that is gone', () => {
  test('is told with what stands for it, however it was set', async () => {
    const { problems } = await refuseConfig(APP, {
      env: { BERTH_PROXY_ENGINE: 'wire' },
      set: ['proxy.engine=http-proxy', 'proxy.engine=x'],
    });
    expect(problems).toEqual([
      'BERTH_PROXY_ENGINE: is gone, expected `BERTH_UPSTREAM_TRANSPORT=h1`',
      '--set proxy.engine: is gone, expected `--set upstream.transport=node-client`',
      '--set proxy.engine: is gone, expected `--set upstream.transport=…` (h1 or node-client)',
    ]);
  });
});

describe('a variable', () => {
  test('is put into every text, its default where it is unset or empty', async () => {
    const config = `command: serve \${env.ARGS} \${env.NO:-a b}\nport: "\${env.APP_PORT}"\ngracePeriod: \${env.GRACE:-3}s\nlog: { calls: "\${env.CALLS:-false}" }\nenv: { A: "\${env.EMPTY}|\${env.EMPTY:-x}", B: "$\${env.A} $uri" }\n`;
    const { settings } = await loadConfig(config, { env: { ARGS: 'one "word\'', APP_PORT: '8081', EMPTY: '' } });
    expect(settings.processes[0]).toMatchObject({
      command: { file: 'serve', args: ['one "word\'', 'a b'], env: { PORT: '8081', A: '|x', B: `\${env.A} $uri` } },
      gracePeriodMs: 3000,
    });
    expect(settings.log.calls).toBe(false);
  });

  test('is not read a second time', async () => {
    const { settings } = await loadConfig(`${APP}env: { A: "\${env.TRICK}" }\n`, {
      env: { TRICK: `\${env.HOME} \${runDir}` },
    });
    expect(settings.processes[0]?.command.env['A']).toBe(`\${env.HOME} \${runDir}`);
  });

  test('that is unset is VARIABLE_UNSET, each at its place, templates too', async () => {
    const config = `command: [x, "\${env.ONE}"]\nport: auto\nenv:\n  A: |\n    first\n    and \${env.TWO} \${env.ONE}\nfiles: { t: { template: t.tmpl } }\n`;
    const { code, problems } = await refuseConfig(config, {
      files: { 't.tmpl': `a\n  \${env.THREE} \${env.FOUR:-}\n` },
    });
    expect(code).toBe('VARIABLE_UNSET');
    expect(problems).toEqual([
      `berth.yaml:1:15: \${env.ONE}: the variable ONE is not set`,
      `berth.yaml:6:9: \${env.TWO}: the variable TWO is not set`,
      `berth.yaml:6:20: \${env.ONE}: the variable ONE is not set`,
      `t.tmpl:2:3: \${env.THREE}: the variable THREE is not set`,
    ]);
  });

  test('that is unset among other mistakes leaves the config CONFIG_INVALID, and causes no second problem', async () => {
    const { code, problems } = await refuseConfig(
      `command: x\nport: "\${env.P}"\nupstream: { process: "\${env.U}" }\nfoo: 1\n`,
    );
    expect(code).toBe('CONFIG_INVALID');
    expect(problems.map((problem) => problem.split(':')[1])).toEqual(['2', '3', '4']);
  });

  test('with a wrong value is not shown', async () => {
    const config = `command: x\nport: "\${env.S}"\nstopSignal: "\${env.S}"\nlog: { level: "\${env.S}" }\nlisten: { port: "\${env.S}" }\nfiles: { a: { template: "\${env.S}/x" } }\nready: { log: "(\${env.S}" }\n`;
    const { problems } = await refuseConfig(config, { env: { S: 'hunter2' } });
    expect(problems).toHaveLength(6);
    expect(problems.join()).not.toContain('hunter2');
  });
});

const ON_FC = { FC_FUNCTION_NAME: 'shop', FC_ACCOUNT_ID: '1' };

describe('the platform', () => {
  test.for([
    ['nothing', {}, 'fc', 'at-once', true],
    ['an instance of Function Compute', ON_FC, 'fc', 'at-once', true],
    ['K_SERVICE', { K_SERVICE: 's' }, 'knative', 'when-ready', false],
    [
      'K_SERVICE and a config that says generic',
      { K_SERVICE: 's', BERTH_PLATFORM: 'generic' },
      'generic',
      'at-once',
      false,
    ],
    [
      'K_SERVICE and keys of their own',
      { K_SERVICE: 's', BERTH_MARKERS: 'fc', BERTH_STARTUP_LISTEN: 'at-once' },
      'knative',
      'at-once',
      true,
    ],
  ] as const)('found from %s sets the defaults', async ([, env, name, listen, hasMarkers]) => {
    const { settings } = await loadConfig(APP, { env });
    expect(settings.platform.name).toBe(name);
    expect(settings.startup.listen).toBe(listen);
    expect(settings.markers.templates !== null).toBe(hasMarkers);
  });

  test.for([
    ['a plain machine', {}, false, null],
    ['one where Function Compute is named', { BERTH_PLATFORM: 'fc' }, true, 'x-fc-control-path'],
    ['an instance of Function Compute', ON_FC, true, 'x-fc-control-path'],
    ['an instance of Knative', { K_SERVICE: 's' }, true, null],
    ['an instance that is told to be a plain machine', { ...ON_FC, BERTH_PLATFORM: 'generic' }, false, null],
  ] as const)('decides on %s who is believed about clients and hooks', async ([, env, trust, header]) => {
    const { settings } = await loadConfig(APP, { env });
    expect(settings.proxy.forwarded.trust).toBe(trust);
    expect(settings.hooks.header).toBe(header);
  });

  test.for([true, false, ['10.0.0.0/8']])(
    'is asked by nobody who trusts %j by config, and still withholds only credentials',
    async (trust) => {
      const config = `${APP}proxy: { forwarded: { trust: ${JSON.stringify(trust)} } }\n`;
      for (const env of [{}, ON_FC, { BERTH_PLATFORM: 'generic' }]) {
        const { settings } = await loadConfig(config, { env });
        expect(settings.proxy.forwarded.trust).toEqual(trust);
        expect(settings.proxy.withheldHeaders).toEqual([
          'x-fc-access-key-id',
          'x-fc-access-key-secret',
          'x-fc-security-token',
        ]);
      }
    },
  );

  test('leaves markers of the config alone', async () => {
    const own = await loadConfig(`${APP}markers: { start: "> {id}", end: "< {id}", except: [/health] }\n`);
    expect(own.settings.markers).toEqual({
      templates: { start: '> {id}', end: '< {id}', errorSuffix: '' },
      exceptPaths: ['/health'],
    });
    const except = await loadConfig(`${APP}markers: { format: fc, except: [/health] }\n`);
    expect(except.settings.markers).toMatchObject({
      templates: { start: 'FC Invoke Start RequestId: {id}' },
      exceptPaths: ['/health'],
    });
    const off = await loadConfig(`${APP}markers: off\n`);
    expect(off.settings.markers.templates).toBeNull();
  });
});
