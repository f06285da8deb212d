import { describe, expect, test } from 'vitest';
import { PLATFORMS } from '../../src/platform/choose-platform.ts';
import { loadConfig } from '../helpers/config-folder.ts';

const APP = 'command: python3 server.py\nport: 8081\n';

async function warn(config: string, platform: string): Promise<readonly string[]> {
  return (await loadConfig(`${APP}${config}\nplatform: ${platform}\n`)).warnings;
}

describe('the limits of a platform', () => {
  test.for([
    ['fc', 'listen: { host: 127.0.0.1 }', 'listen.host is 127.0.0.1: Function Compute reaches berth only on 0.0.0.0'],
    ['cloudrun', 'listen: { host: localhost }', 'listen.host is localhost: Cloud Run reaches berth only on 0.0.0.0'],
    [
      'cloudrun',
      'stop: { drain: 8s }\ngracePeriod: 3s',
      'stop.drain (8s) and gracePeriod (3s) come to 13s with what berth itself needs, and Cloud Run kills an instance 10s after it has told it to end: what is left then is cut',
    ],
    [
      'fc',
      'startup: { listen: when-ready, deadline: 121s }',
      'startup.deadline is 121s, and Function Compute gives up on a port that is not open after 2m: set startup.listen to at-once',
    ],
    [
      'cloudrun',
      'startup: { deadline: 5m }',
      'startup.deadline is 5m, and Cloud Run gives up on a port that is not open after 4m: set startup.listen to at-once',
    ],
    [
      'fc',
      'proxy: { clientTimeouts: { idle: 1m } }',
      'proxy.clientTimeouts.idle is 1m: Function Compute uses connections again for 15m, and a request on one that was just closed fails; set it to 0s',
    ],
    [
      'cloudrun',
      'proxy: { limits: { body: 33MiB } }',
      'proxy.limits.body is 33MiB, and Cloud Run refuses bodies over 32MiB itself',
    ],
    [
      'scf',
      'proxy: { limits: { body: 7MiB } }',
      'proxy.limits.body is 7MiB, and Tencent Cloud SCF refuses bodies over 6MiB itself',
    ],
    [
      'fc',
      'proxy: { limits: { head: 4KiB } }',
      'proxy.limits.head is 4KiB, and Function Compute lets heads of 8KiB through, to which it adds fields of its own',
    ],
    [
      'lambda-web',
      'startup: { listen: when-ready }',
      'startup.deadline is 110s, and Lambda web functions gives up on a port that is not open after 10s: set startup.listen to at-once',
    ],
    [
      'azure',
      'startup: { listen: when-ready }',
      'startup.deadline is 110s, and Azure Functions gives up on a port that is not open after 1m: set startup.listen to at-once',
    ],
    [
      'container',
      'stop: { drain: 25s }\ngracePeriod: 10s',
      'stop.drain (25s) and gracePeriod (10s) come to 37s with what berth itself needs, and Kubernetes kills an instance 30s after it has told it to end: what is left then is cut',
    ],
  ] as const)('of %s are told of { %s }', async ([platform, config, warning]) => {
    expect(await warn(config, platform)).toEqual([warning]);
    expect(await warn(config, 'generic')).toEqual([]);
  });

  test('of a stop are told of processes that end one after the other', async () => {
    const config = `processes:
  php: { command: a, gracePeriod: 3s }
  nginx: { command: b, port: 8081, after: [php], gracePeriod: 3s }
upstream: { process: nginx }
platform: cloudrun
`;
    expect((await loadConfig(config)).warnings).toEqual([
      'stop.drain (5s) and the gracePeriods of processes that end one after the other (6s) come to 13s with what berth itself needs, and Cloud Run kills an instance 10s after it has told it to end: what is left then is cut',
    ]);
  });

  test('of a hook are told on Function Compute', async () => {
    const hooks = `hooks:
  initialize: { exec: a, timeout: 301s }
  preFreeze: { exec: b, timeout: 1h }
  preStop: { exec: c, timeout: 91s }`;
    expect(await warn(hooks, 'fc')).toEqual([
      'hooks.initialize: timeout is 301s, and Function Compute gives it 5m at most',
      'hooks.preStop: timeout is 91s, and Function Compute gives it 90s at most',
    ]);
    expect(await warn(hooks.replace('301s', '5m').replace('91s', '90s'), 'fc')).toEqual([]);
  });

  test.for(PLATFORMS.map((platform) => [platform.settings.name, platform] as const))(
    'of %s are kept by a config that says nothing of them',
    async ([name]) => {
      expect(await warn('', name)).toEqual([]);
    },
  );

  test.for([
    'startup: { deadline: 5m }',
    'startup: { listen: when-ready, deadline: 2m }',
    'proxy: { clientTimeouts: { idle: 15m }, limits: { body: 32MiB } }',
    'proxy: { clientTimeouts: { idle: 0s }, limits: { body: 0 } }',
  ])('of fc leave { %s } alone', async (config) => {
    expect(await warn(config, 'fc')).toEqual([]);
  });
});
