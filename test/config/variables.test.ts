import { describe, expect, test } from 'vitest';
import { loadConfig, refuseConfig } from '../helpers/config-folder.ts';

const APP = 'command: x\nport: 8080\n';

/** The variables of the process, less those that berth tells it of itself. */
async function loadVariables(config: string, env: Readonly<Record<string, string>> = {}) {
  const { settings, warnings } = await loadConfig(`${APP}${config}`, { env });
  const { PORT, FC_SERVER_PORT, FC_CUSTOM_LISTEN_PORT, PYTHONUNBUFFERED, BERTH_WITHIN, ...variables } =
    settings.processes[0]?.command.env ?? {};
  return { variables, warnings: warnings.map((warning) => warning.replace(/^.*berth\.yaml:/, '')) };
}

describe('variables', () => {
  test('may be written as a list, as docker-compose does it', async () => {
    const { variables, warnings } = await loadVariables(
      `env:\n  - A=1\n  - B=\n  - C=a=b c\n  - HOME\n  - D=\${env.HOME}/x\n`,
      { HOME: '/root' },
    );
    expect(variables).toEqual({ A: '1', B: '', C: 'a=b c', HOME: '/root', D: '/root/x' });
    expect(warnings).toEqual([]);
  });

  test('of a list are those of each process', async () => {
    const { settings } = await loadConfig(
      'processes:\n  web: { command: x, port: 80, env: [A=1] }\n  job: { command: y, env: { A: 2 } }\n',
    );
    expect(settings.processes.map(({ command }) => command.env['A'])).toEqual(['1', '2']);
  });

  test('are texts as they are written, whatever YAML takes them for', async () => {
    const { variables } = await loadVariables(
      `env: { A: yes, B: true, C: 0123, D: 1_000, E: 1e3, F: 0x1F, G: 1.10, H: 2024-01-01, I: "", J: No, K: 8080 }\n`,
    );
    expect(variables).toEqual({
      ...{ A: 'yes', B: 'true', C: '0123', D: '1_000', E: '1e3', F: '0x1F', G: '1.10', H: '2024-01-01', I: '' },
      ...{ J: 'No', K: '8080' },
    });
  });

  test('without a value are passed on as berth has them', async () => {
    expect((await loadVariables('env: { A: , B: 1 }\n', { A: 'a' })).variables).toEqual({ A: 'a', B: '1' });
  });

  test.for([
    ['env: [A]\n', '3:7: env[0] has no value, and berth was given no A to pass on ("" is the empty text)'],
    ['env:\n  A:\n', '4:5: env.A has no value, and berth was given no A to pass on ("" is the empty text)'],
    [
      'env:\n  - A="x y"\n',
      '4:5: env[0] has quotes that become part of the value: write it without, or the whole item in quotes',
    ],
  ])('%j is worth a warning', async ([config = '', warning]) => {
    expect((await loadVariables(config)).warnings).toEqual([warning]);
  });

  const FORM = 'expected NAME=value, or a mapping of names to values in place of the list';

  test.for([
    ['env: [A=1, A=2]\n', ['3:12: env[1] sets A again, expected once']],
    ['env:\n  - name: A\n    value: 1\n', [`4:5: env[0] is a mapping, ${FORM}`]],
    ['env:\n  - A: 1\n', [`4:5: env[0] is a mapping, ${FORM}`]],
    [
      'env: [5, "A B=1", "=1"]\n',
      ['5', "'A B=1'", "'=1'"].map((is, at) => `3:${[7, 10, 19][at]}: env[${at}] is ${is}, ${FORM}`),
    ],
    ['env: { A: ~ }\n', ["3:11: env.A is YAML's `~`, which is nothing: put it in quotes if it is a text"]],
    ['env: { A: null }\n', ["3:11: env.A is YAML's `null`, which is nothing: put it in quotes if it is a text"]],
    ['env: { A=1 }\n', ['3:8: env.A=1 is a bad name, expected a name of a variable (no white space and no =)']],
    [
      'env: { A: [x], B: { c: d } }\n',
      ['3:11: env.A is a list, expected a text', '3:19: env.B is a mapping, expected a text'],
    ],
    ['env:\n  A: 1\n  A: 2\n', ["5:3: duplicate key 'A', expected once: it is on line 4 already"]],
    ['env: A=1\n', ["3:6: env is 'A=1', expected a mapping of names to texts (did you mean { A: 1 }?)"]],
    ['ready: { http: /, headers: [a] }\n', ['3:28: ready.headers is a list, expected a mapping of names to texts']],
    ['files: [{ template: t }]\n', ['3:8: files is a list, expected a mapping of names to files']],
  ] as const)('%j is refused at the place of the mistake', async ([config, problems]) => {
    const { problems: found } = await refuseConfig(`${APP}${config}`);
    expect(found.map((problem) => problem.replace('berth.yaml:', ''))).toEqual(problems);
  });

  test('of a list can be overridden from outside, each by its name', async () => {
    expect((await loadVariables('env: [A=1]\n', { BERTH_ENV_A: '2' })).variables).toMatchObject({ A: '2' });
  });
});

describe('a number or a flag in quotes', () => {
  test('is one', async () => {
    const { settings } = await loadConfig(
      'command: x\nport: "8080"\nlisten: { port: "8081" }\nready: [{ tcp: "8082" }]\nrestart: { budget: "3" }\nlog: { calls: "false" }\nproxy: { maxInFlight: \'7\', limits: { fields: "200" } }\n',
    );
    const [app] = settings.processes;
    expect(settings.upstream.address).toMatchObject({ port: 8080 });
    expect(settings).toMatchObject({ listen: { port: 8081 }, log: { calls: false }, proxy: { maxInFlight: 7 } });
    expect(app).toMatchObject({ ready: [{ port: 8082 }], restart: { budgetPerMinute: 3 } });
  });

  test.for([
    [
      'port: "8080 "',
      "port is '8080 ' (blanks stand around it), expected a port from 1 to 65535, or auto (did you mean 8080?)",
    ],
    ['port: "80/tcp"', "port is '80/tcp', expected a port from 1 to 65535, or auto (did you mean 80?)"],
    ['port: "0"', 'port is 0, expected a port from 1 to 65535, or auto'],
    ['port: ""', "port is '', expected a port from 1 to 65535, or auto"],
    ['port: 1\nproxy: { maxInFlight: "many" }', "proxy.maxInFlight is 'many', expected a whole number, 0 or more"],
    ['port: 1\nrestart: { budget: "1.5" }', "restart.budget is '1.5', expected a whole number, from 0 to 10000"],
  ])('%j that is none says what it is', async ([config, problem]) => {
    const { problems } = await refuseConfig(`command: x\n${config}\n`);
    expect(problems.map((text) => text.replace(/^[^ ]+ /, ''))).toEqual([problem]);
  });
});
