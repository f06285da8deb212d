import { describe, expect, test } from 'vitest';
import { loadConfig, refuseConfig } from '../../helpers/config-folder.ts';

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

  test.for([
    ['abc', "'abc'"],
    ['0', "'0'"],
    ['65536', "'65536'"],
    ['-1', "'-1'"],
    ['8.0', "'8.0'"],
    ['9000\r', "'9000\\r' (a carriage return stands at its end: the file that sets it has Windows line ends)"],
    ['80 ', "'80 ' (blanks stand around it)"],
    ['"80"', `'"80"' (its quotes are part of it)`],
    ['８０', "'８０' (with a full-width character (８ U+FF18): type 8 in its place)"],
    [' ', "' ' (it is blank)"],
  ] as const)('%j in the environment is refused and shown, and no file is blamed', async ([value, shown]) => {
    for (const name of ['FC_SERVER_PORT', 'FC_CUSTOM_LISTEN_PORT', 'PORT']) {
      const loading = loadConfig(APP, { env: { [name]: value } });
      const problem = `${name}: is ${shown}, expected a port from 1 to 65535`;
      await expect(loading).rejects.toMatchObject({
        code: 'CONFIG_INVALID',
        message: `The environment has 1 problem(s):\n${problem}`,
      });
    }
  });

  test('that a variable or a flag of berth sets wrongly is shown too', async () => {
    const loading = loadConfig(APP, { env: { BERTH_LISTEN_PORT: '80\r' }, set: ['upstream.port=8 0'] });
    await expect(loading).rejects.toThrow(
      /^The environment and the command line has 2 problem\(s\):\n--set upstream\.port: upstream\.port is '8 0', .*\nBERTH_LISTEN_PORT: listen\.port is '80\\r' \(a carriage return/s,
    );
    await expect(loadConfig(APP, { port: '90 ' })).rejects.toThrow(/^The command line has 1 problem/);
  });

  test('that is hidden is told by its form, where that is odd', async () => {
    const { problems } = await refuseConfig(`${APP}log: { level: "\${env.L}" }\n`, { env: { L: 'info\r' } });
    expect(problems).toEqual([
      expect.stringContaining('log.level has the wrong value (a carriage return stands at its end: the file that'),
    ]);
    expect(problems.join()).not.toContain('info\r');
  });

  test('that two variables of Function Compute disagree on is worth a warning, if one of them is used', async () => {
    const env = { FC_SERVER_PORT: '9000', FC_CUSTOM_LISTEN_PORT: '81' };
    const text = 'FC_SERVER_PORT and FC_CUSTOM_LISTEN_PORT name different ports; FC_SERVER_PORT is taken';
    expect((await loadConfig(APP, { env })).warnings).toEqual([text]);
    expect((await loadConfig(APP, { env, port: '9001' })).warnings).not.toContain(text);
    expect((await loadConfig(APP, { env: { ...env, FC_CUSTOM_LISTEN_PORT: '9000' } })).warnings).toEqual([]);
  });

  test.for([
    ['SCF', { TENCENTCLOUD_RUNENV: 'SCF' }, 'Tencent Cloud SCF calls port 9000 and no other'],
    [
      'FunctionGraph',
      { RUNTIME_FUNC_NAME: 's', RUNTIME_PROJECT_ID: 'p' },
      'FunctionGraph calls port 8000 and no other',
    ],
    [
      'Lambda',
      { AWS_LAMBDA_HTTP_ENDPOINT: '[::1]:8123' },
      'Lambda web functions calls port 8123 (AWS_LAMBDA_HTTP_ENDPOINT) and no other',
    ],
  ] as const)('that %s does not call is worth a warning, and the one it calls is not', async ([, env, calls]) => {
    const { warnings } = await loadConfig(`${APP}listen: { port: 7000 }\n`, { env });
    expect(warnings).toEqual([`berth listens on port 7000 (berth.yaml), but ${calls}: leave listen.port out`]);
    for (const port of ['0', String(/port (\d+)/.exec(calls)?.[1])])
      expect((await loadConfig(APP, { env, port })).warnings).toEqual([]);
  });

  test.for([
    ['the file', `${APP}listen: { port: 7000 }\n`, {}, { FC_SERVER_PORT: '9000' }, 'berth.yaml', 'FC_SERVER_PORT'],
    ['a flag', APP, { port: '7000' }, { FC_CUSTOM_LISTEN_PORT: '9000' }, '--port', 'FC_CUSTOM_LISTEN_PORT'],
    ['a setting', APP, { set: ['listen.port=7000'] }, { PORT: '9000', K_SERVICE: 'x' }, '--set listen.port', 'PORT'],
    ['a variable', APP, {}, { BERTH_LISTEN_PORT: '7000', PORT: '9000' }, 'BERTH_LISTEN_PORT', 'PORT'],
  ] as const)('a port of berth by %s that the platform does not call is worth a warning', async (row) => {
    const [, config, flags, env, source, told] = row;
    expect((await loadConfig(config, { ...flags, env })).warnings).toEqual([
      `berth listens on port 7000 (${source}), but the platform calls port 9000 (${told}): its calls go past berth unless it is set to 7000 too`,
    ]);
  });

  test.for([
    ['the same as the platform told', { FC_SERVER_PORT: '7000', PORT: '3000' }],
    ['beside a PORT that is the own variable of a function', { FC_REGION: 'x', FC_FUNCTION_NAME: 'y', PORT: '3000' }],
    ['where no platform told one', {}],
    ['where what it told is empty', { FC_SERVER_PORT: '' }],
  ] as const)('a port of berth by its config is no news %s', async ([, env]) => {
    const { warnings } = await loadConfig(`${APP}listen: { port: 7000 }\n`, { env });
    expect(warnings).toEqual([]);
  });
});
