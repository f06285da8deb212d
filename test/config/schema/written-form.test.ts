import { describe, expect, test } from 'vitest';
import { loadConfig, refuseConfig } from '../../helpers/config-folder.ts';

const APP = 'command: x\nport: 80\n';

async function findHint(config: string): Promise<string | undefined> {
  const { problems } = await refuseConfig(config);
  return problems.map((problem) => /\((?:did you mean |write each )?[^()]*\??\)$/.exec(problem)?.[0] ?? '').join('');
}

describe('a value in the form of another tool', () => {
  test.for([
    ['gracePeriod: 30\n', '30s'],
    ['gracePeriod: "30"\n', '30s'],
    ['gracePeriod: 30sec\n', '30s'],
    ['gracePeriod: 5 minutes\n', '5m'],
    ['gracePeriod: 1m30s\n', '90s'],
    ['gracePeriod: 1.5s\n', '1500ms'],
    ['logs: { buffer: 10MB }\n', '10MiB'],
    ['logs: { buffer: 64 k }\n', '64KiB'],
    ['logs: { label: on }\n', 'true'],
    ['logs: { label: disabled }\n', 'false'],
    ['restart: no\n', "'never'"],
    ['restart: unless-stopped\n', "'always'"],
    ['env: A=1\n', '{ A: 1 }'],
    ['env:\n  A=1\n  B=2\n', '{ A: 1, B: 2 }'],
  ] as const)('%j is told in the form of berth, which works', async ([line, form]) => {
    expect(await findHint(`${APP}${line}`)).toBe(`(did you mean ${form}?)`);
    const key = /^(?:logs: \{ )?(\w+)/.exec(line)![1];
    const isNested = line.startsWith('logs:');
    const { warnings } = await loadConfig(`${APP}${isNested ? `logs: { ${key}: ${form} }` : `${key}: ${form}`}\n`);
    expect(warnings).toEqual([]);
  });

  test.for([
    ['port: 127.0.0.1:8080', '8080'],
    ['port: ":8080"', '8080'],
    ['port: 8080,', '8080'],
    ['port: 8_080', '8080'],
    ['port: [8080]', '8080'],
    ['port: http://localhost:8080/', '8080'],
    ['port: $PORT', 'auto'],
  ] as const)('%j is told as a port', async ([line, form]) => {
    expect(await findHint(`command: x\n${line}\n`)).toBe(`(did you mean ${form}?)`);
  });

  test.for(['port: 8080:80', 'port: seven', 'port: 0', 'port: 70000', 'port: 1.5', 'port: 80-90'])(
    'of %j nobody can say what it means',
    async (line) => expect(await findHint(`command: x\n${line}\n`)).toBe(''),
  );

  test.for([
    ['web: python3 srv.py\n', '(a process is written `processes: { web: { command: … } }`)'],
    ['processes:\n  web: python3 srv.py\n', '(did you mean { command: python3 srv.py }?)'],
    ['PORT=8080\nCOMMAND=x\n', '(write each line as `key: value`)'],
    ['python3 srv.py\n', '(did you mean { command: python3 srv.py }?)'],
    ['server {\n  listen 80;\n}\n', ''],
  ] as const)('%j as a whole file is told what berth reads', async ([file, hint]) => {
    const { problems } = await refuseConfig(file);
    expect(problems[0]).toSatisfy((problem: string) => problem.endsWith(hint || 'expected a mapping of keys'));
  });

  test('with escapes of a terminal in it does not reach the terminal', async () => {
    const { problems } = await refuseConfig(`${APP}\u001b[32mlog\u001b[0m: info\n`);
    expect(problems[0]).toContain("unknown key '\\u001b[32mlog\\u001b[0m'");
  });
});
