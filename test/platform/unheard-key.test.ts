import { describe, expect, test } from 'vitest';
import { PLATFORM_NAMES } from '../../src/core/settings.ts';
import { choosePlatform } from '../../src/platform/choose-platform.ts';
import { loadConfig } from '../helpers/config-folder.ts';

const APP = 'command: python3 server.py\nport: 8081\n';
const EVENTS = 'events: [{ match: any, request: { path: / } }]\n';
const HOOKS = 'hooks: { initialize: forward, preStop: { exec: bin/flush } }\n';
const UNKNOWN =
  'here, where no platform is found: `platform: fc` says that Function Compute, or whoever tries it in its place, is believed';

const warn = async (config: string, env: Record<string, string>) => (await loadConfig(APP + config, { env })).warnings;

describe('keys for events and hooks', () => {
  test.for(PLATFORM_NAMES.filter((name) => name !== 'fc'))('are told to do nothing on %s', async (name) => {
    const { title } = choosePlatform(name, {});
    const why = `on ${title}: it is for Function Compute (\`platform: fc\`)`;
    expect(await warn(EVENTS + HOOKS, { BERTH_PLATFORM: name })).toEqual([
      `events does nothing ${why}`,
      `hooks.preStop runs nothing ${why}`,
    ]);
    expect(await warn('hooks: forward\n', { BERTH_PLATFORM: name })).toEqual([]);
  });

  test('are told to do nothing where no platform is found', async () => {
    expect(await warn(EVENTS + HOOKS, {})).toEqual([
      `events does nothing ${UNKNOWN}`,
      `hooks.preStop runs nothing ${UNKNOWN}`,
    ]);
  });

  test.for([
    ['named', { BERTH_PLATFORM: 'fc' }],
    ['found', { FC_FUNCTION_NAME: 'shop', FC_FUNC_CODE_PATH: '/code' }],
  ] as const)('are heard on Function Compute, %s', async ([, env]) => {
    expect(await warn(EVENTS + HOOKS, env)).toEqual([]);
  });
});
