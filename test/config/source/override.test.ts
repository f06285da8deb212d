import { describe, expect, test } from 'vitest';
import { listScalarPaths } from '../../../src/config/schema/key-map.ts';
import { ConfigDocument } from '../../../src/config/source/document.ts';
import { readEnvOverrides, toVariableName } from '../../../src/config/source/override.ts';
import { Report } from '../../../src/config/source/report.ts';
import { loadConfig, refuseConfig } from '../../helpers/config-folder.ts';

const APP = 'command: python3 server.py\nport: 8080\n';

describe('the name of a setting', () => {
  test('no two keys of the schema share a variable', () => {
    const tree = { processes: { 'php-fpm': {}, nginx: {} }, files: { a: {} } };
    const names = listScalarPaths(tree).map(toVariableName);
    expect(names).toContain('BERTH_PROXY_CLIENT_TIMEOUTS_BODY_IDLE');
    expect(names).toContain('BERTH_PROCESSES_PHP_FPM_READY_HTTP');
    expect(names).toContain('BERTH_UPSTREAM_INSECURE_HTTP_PARSER');
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('what Kubernetes says of a Service named berth is none', () => {
    const env = {
      BERTH_SERVICE_HOST: '10.0.0.11',
      BERTH_SERVICE_PORT: '9000',
      BERTH_SERVICE_PORT_HTTP: '9000',
      BERTH_PORT: 'tcp://10.0.0.11:9000',
      BERTH_PORT_9000_TCP: 'tcp://10.0.0.11:9000',
      BERTH_PORT_9000_TCP_ADDR: '10.0.0.11',
      BERTH_LOG_LEVEL: 'debug',
    };
    const report = new Report(new ConfigDocument('command: app\n', 'berth.yaml'));
    const overrides = readEnvOverrides(env, { command: 'app' }, report);
    expect(overrides.map(({ source }) => source)).toEqual(['BERTH_LOG_LEVEL']);
    const own = readEnvOverrides({ BERTH_PORT: '8080' }, { command: 'app' }, report);
    expect(own.map(({ path, text }) => [path, text])).toEqual([[['port'], '8080']]);
  });
});

describe('an override', () => {
  test('flags beat the environment, the environment beats the file', async () => {
    const config = `${APP}log: { level: error, format: json, calls: true }\n`;
    const env = { BERTH_LOG_LEVEL: 'warn', BERTH_LOG_FORMAT: 'pretty', BERTH_LOG_CALLS: 'false' };
    const { settings } = await loadConfig(config, { env, set: ['log.level=debug', 'log.level=silent'] });
    expect(settings.log).toEqual({
      level: 'silent',
      format: 'pretty',
      calls: false,
      autoForm: 'json',
      project: null,
      flushMs: 5,
    });
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
        "--set log.format: log.format is 'xml', expected 'auto', 'json', 'pretty', 'google' or 'lambda'",
        "BERTH_READY_LOG: ready.log is no regular expression, expected one of JavaScript's",
      ].toSorted(),
    );
    expect(problems.join()).not.toContain('hunter2');
  });

  test('of no key is an error with the nearest one', async () => {
    const { problems } = await refuseConfig(APP, {
      env: { BERTH_PROXI_QUEUE_MAX: 'x', BERTH_CONFIG: 'x', BERTH_INSTANCE: 'x', BERTH_SOCKETS: 'node' },
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
