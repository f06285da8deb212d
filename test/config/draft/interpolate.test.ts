import { describe, expect, test } from 'vitest';
import { loadConfig, refuseConfig } from '../../helpers/config-folder.ts';

const APP = 'command: python3 server.py\nport: 8080\n';

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
