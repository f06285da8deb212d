import { describe, expect, test } from 'vitest';
import { loadConfig, refuseConfig } from '../../helpers/config-folder.ts';

const APP = `command: [ serve, "\${env.DB}" ]\nport: "\${env.APP_PORT:-8080}"\nenvFile: shop.env\n`;
const FILE = 'DB=mine\nAPP_PORT=8081\nTOLD="two\\nlines"\nPORT=3000\nexport BERTH_LOG_LEVEL=debug\n';

describe('a file of variables', () => {
  test('gives the app and the config what the environment has not', async () => {
    const { settings } = await loadConfig(APP, { files: { 'shop.env': FILE }, env: { DB: 'theirs' } });
    const { args, env } = settings.processes[0]!.command;
    expect(args).toEqual(['theirs']);
    expect(env).toMatchObject({ DB: 'theirs', TOLD: 'two\nlines', PORT: '8081' });
    expect(settings.upstream.address).toEqual({ kind: 'tcp', host: '127.0.0.1', port: 8081 });
  });

  test('says nothing to berth itself: neither its port nor its settings', async () => {
    const { settings } = await loadConfig(APP, { files: { 'shop.env': FILE } });
    expect(settings.listen.port).toBe(9000);
    expect(settings.log.level).toBe('info');
  });

  test('that is not there has none', async () => {
    const { settings } = await loadConfig(APP, { env: { DB: 'theirs' } });
    expect(settings.processes[0]?.command.args).toEqual(['theirs']);
    const { code, problems } = await refuseConfig(APP);
    expect(code).toBe('VARIABLE_UNSET');
    expect(problems).toEqual([`berth.yaml:1:20: \${env.DB}: the variable DB is not set`]);
  });

  test('that cannot be read is a problem at its key', async () => {
    const { problems } = await refuseConfig(APP.replace('shop.env', '.'), { env: { DB: 'theirs' } });
    expect(problems).toEqual([expect.stringMatching(/^berth\.yaml:3:10: the file of variables \S+ is a folder/)]);
  });

  test('shows no value of it in a problem', async () => {
    const config = `${APP}stopSignal: "\${env.DB}"\n`;
    const { problems } = await refuseConfig(config, { files: { 'shop.env': FILE } });
    expect(problems.join('\n')).not.toContain('mine');
  });
});
