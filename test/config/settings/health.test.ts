import { describe, expect, test } from 'vitest';
import { loadConfig, refuseConfig } from '../../helpers/config-folder.ts';

const APP = 'command: x\nport: 80\n';

describe('health', () => {
  test.for([
    ['', undefined],
    ['health: {}\n', { path: '/-/healthz', answers: 'when-ready' }],
    ['health: /up\n', { path: '/up', answers: 'when-ready' }],
    ['health: { path: /-/up, answers: always }\n', { path: '/-/up', answers: 'always' }],
  ] as const)('%j is %j', async ([line, health]) => {
    expect((await loadConfig(APP + line)).settings.health).toEqual(health);
  });

  test.for(['up', '', '/up?full=1', '/up#top', '/a b', '/größe'])('%j is no path of it', async (path) => {
    const { problems } = await refuseConfig(`${APP}health: { path: ${JSON.stringify(path)} }\n`);
    expect(problems.join()).toContain('expected a path that begins with /, without a query');
  });
});
