import { describe, expect, test } from 'vitest';
import { loadConfig } from '../helpers/config-folder.ts';

const APP = 'command: python3 server.py\nport: 8080\n';

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
      'stop.drain (8s) and gracePeriod (3s) come to 11s, and Cloud Run kills an instance 10s after it has told it to end: what is left then is cut',
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
  ] as const)('of %s are told of { %s }', async ([platform, config, warning]) => {
    expect(await warn(config, platform)).toEqual([warning]);
    expect(await warn(config, 'generic')).toEqual([]);
  });

  test.for([
    'startup: { deadline: 5m }',
    'startup: { listen: when-ready, deadline: 2m }',
    'proxy: { clientTimeouts: { idle: 15m }, limits: { body: 32MiB } }',
    'proxy: { clientTimeouts: { idle: 0s }, limits: { body: 0 } }',
  ])('of fc leave { %s } alone', async (config) => {
    expect(await warn(config, 'fc')).toEqual([]);
  });
});
