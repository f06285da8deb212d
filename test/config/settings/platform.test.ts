import { describe, expect, test } from 'vitest';
import { loadConfig, refuseConfig } from '../../helpers/config-folder.ts';

// Not 8080: Cloud Run has that for its own port.
const APP = 'command: python3 server.py\nport: 8081\n';

const ON_FC = { FC_FUNCTION_NAME: 'shop', FC_ACCOUNT_ID: '1' };

describe('the platform', () => {
  test.for([
    ['nothing', {}, 'fc', 'at-once', true],
    ['an instance of Function Compute', ON_FC, 'fc', 'at-once', true],
    ['K_SERVICE', { K_SERVICE: 's' }, 'cloudrun', 'when-ready', false],
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
      'cloudrun',
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
    ['Function Compute', ON_FC, 10_000, 10_000],
    ['Cloud Run', { K_SERVICE: 's' }, 5_000, 3_000],
    ['a pod', { KUBERNETES_SERVICE_HOST: '10.0.0.1' }, 10_000, 10_000],
  ] as const)('on %s gives a stop the time that it has', async ([, env, drainMs, gracePeriodMs]) => {
    const { settings, warnings } = await loadConfig(APP, { env });
    expect(settings.stop).toEqual({ drainMs });
    expect(settings.processes[0]).toMatchObject({ gracePeriodMs });
    expect(warnings).toEqual([]);
  });

  test('lets processes that end one after the other share it', async () => {
    const config = `processes:
  make: { command: a, oneshot: true }
  php: { command: b, after: [make] }
  cache: { command: c }
  nginx: { command: d, port: 8081, after: [php, cache] }
upstream: { process: nginx }
`;
    const onCloudRun = await loadConfig(config, { env: { K_SERVICE: 's' } });
    expect(onCloudRun.settings.processes.map(({ gracePeriodMs }) => gracePeriodMs)).toEqual(Array(4).fill(1_500));
    expect(onCloudRun.warnings).toEqual([]);
    const inPod = await loadConfig(`${config}stop: { drain: 24s }\n`, { env: { KUBERNETES_SERVICE_HOST: '10.0.0.1' } });
    expect(inPod.settings.processes.map(({ gracePeriodMs }) => gracePeriodMs)).toEqual(Array(4).fill(2_000));
    expect(inPod.warnings).toEqual([]);
    const onFc = await loadConfig(config, { env: ON_FC });
    expect(onFc.settings.processes.map(({ gracePeriodMs }) => gracePeriodMs)).toEqual(Array(4).fill(10_000));
  });

  test.for([
    ['the endpoint of Lambda', { AWS_LAMBDA_HTTP_ENDPOINT: '127.0.0.1:8123' }, '127.0.0.1', 8123],
    ['one of IPv6', { AWS_LAMBDA_HTTP_ENDPOINT: '[::1]:8123' }, '::1', 8123],
    ['a port of SCF, whatever PORT says', { TENCENTCLOUD_RUNENV: 'SCF', PORT: '3000' }, '0.0.0.0', 9000],
    ['the port of FunctionGraph', { RUNTIME_FUNC_NAME: 's', RUNTIME_PROJECT_ID: 'p', PORT: '3000' }, '0.0.0.0', 8000],
    ['the port of veFaaS', { _FAAS_RUNTIME_PORT: '8001', PORT: '3000' }, '0.0.0.0', 8001],
    [
      'the port of Cloud Run in an image made for Function Compute',
      { K_SERVICE: 's', PORT: '80', FC_SERVER_PORT: '9000' },
      '0.0.0.0',
      80,
    ],
    ['the usual port of Cloud Run', { K_SERVICE: 's' }, '0.0.0.0', 8080],
    ['the port of Azure', { FUNCTIONS_CUSTOMHANDLER_PORT: '7071', PORT: '3000' }, '0.0.0.0', 7071],
  ] as const)('listens on %s', async ([, env, host, port]) => {
    const { settings } = await loadConfig(APP, { env });
    expect(settings.listen).toMatchObject({ host, port });
  });

  test('refuses an endpoint that is none', async () => {
    const { problems } = await refuseConfig(APP, { env: { AWS_LAMBDA_HTTP_ENDPOINT: 'localhost' } });
    expect(problems).toEqual([
      "AWS_LAMBDA_HTTP_ENDPOINT: is 'localhost', expected a host and a port such as 127.0.0.1:8080",
    ]);
  });

  test('takes the endpoint to the letter, unless the config says otherwise', async () => {
    const env = { AWS_LAMBDA_HTTP_ENDPOINT: '127.0.0.1:8123' };
    const { settings } = await loadConfig(`${APP}listen: { host: 127.0.0.2, port: 8124 }\n`, { env });
    expect(settings.listen).toMatchObject({ host: '127.0.0.2', port: 8124 });
  });

  test.for([
    ['a plain machine', {}, false, null],
    ['one where Function Compute is named', { BERTH_PLATFORM: 'fc' }, true, 'x-fc-control-path'],
    ['an instance of Function Compute', ON_FC, true, 'x-fc-control-path'],
    ['an instance of Cloud Run', { K_SERVICE: 's' }, true, null],
    ['an instance that is told to be a plain machine', { ...ON_FC, BERTH_PLATFORM: 'generic' }, false, null],
  ] as const)('decides on %s who is believed about clients and hooks', async ([, env, trust, header]) => {
    const { settings } = await loadConfig(APP, { env });
    expect(settings.proxy.forwarded.trust).toBe(trust);
    expect(settings.hooks.header).toBe(header);
  });

  test.for([
    ['a plain machine', {}, 'same-client'],
    ['one that is named as that', { BERTH_PLATFORM: 'generic' }, 'same-client'],
    ['an instance of Function Compute', ON_FC, 'nobody'],
    ['an instance of Cloud Run', { K_SERVICE: 's' }, 'nobody'],
    ['any, for an app that is known to read', { ...ON_FC, BERTH_PROXY_REUSE_AFTER_BODY: 'true' }, 'anybody'],
  ] as const)('decides on %s who is served behind a body on its connection', async ([, env, who]) => {
    const { settings } = await loadConfig(APP, { env });
    expect(settings.proxy.reuseAfterBody).toBe(who);
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
      settleMs: 0,
      ofApp: 'merged',
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
