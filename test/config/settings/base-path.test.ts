import { expect, test } from 'vitest';
import { loadConfig, refuseConfig } from '../../helpers/config-folder.ts';

const APP = 'command: server\nport: 80\n';

test('a base path is none, or what is taken off and put on', async () => {
  expect((await loadConfig(APP)).settings.proxy.basePath).toBeNull();
  const empty = await loadConfig(`${APP}proxy: { basePath: { strip: "\${env.BASE:-}" } }\n`);
  expect(empty.settings.proxy.basePath).toBeNull();
  const both = await loadConfig(`${APP}proxy: { basePath: { strip: /a/b, add: /app } }\n`);
  expect(both.settings.proxy.basePath).toEqual({ strip: '/a/b', add: '/app' });
});

test.for(['/', 'a', '/a/', '/a//b', '/a?b', '/a b', '/ä', '/a%2fb', '/a\\r\\nX: y'])(
  'the base path %j is refused',
  async (path) => {
    const { problems } = await refuseConfig(`${APP}proxy: { basePath: { strip: "${path}" } }\n`);
    expect(problems.join()).toContain('expected a path such as /blog');
  },
);
