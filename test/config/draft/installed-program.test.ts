import { chmodSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findInstalledProgram } from '../../../src/config/draft/installed-program.ts';
import { createFolder, loadConfig, refuseConfig } from '../../helpers/config-folder.ts';

/** A PATH of two folders with these programs; a name with a `-` in front has no executable bit. */
function createPath(...programs: string[]): string {
  const files = Object.fromEntries(programs.map((program, index) => [`${index % 2}/${program.replace(/^-/, '')}`, '']));
  const folder = createFolder({ ...files, '0/.keep': '', '1/.keep': '' });
  for (const [index, program] of programs.entries())
    if (!program.startsWith('-')) chmodSync(join(folder, `${index % 2}`, program), 0o755);
  return [join(folder, '0'), join(folder, 'nowhere'), join(folder, '1')].join(delimiter);
}

describe('a program of any version', () => {
  test.for([
    [['frobd8.2'], 'frobd8.2'],
    [['frobd8.9', 'frobd8.10', 'frobd7.4'], 'frobd8.10'],
    [['frobd8.2', 'frobd'], 'frobd'],
    [['frobd-config', 'frobdd', 'frobd8.2-debug', 'php'], null],
    [['-frobd9.0', 'frobd8.2'], 'frobd8.2'],
    [[], null],
  ] as const)('among %j is %j', ([programs, expected]) => {
    const found = findInstalledProgram('frobd', createPath(...programs));
    expect(found === null ? null : found.replace(/^.*\//, '')).toBe(expected);
  });

  test('is named by `program`', async () => {
    const PATH = createPath('frobd8.2');
    const config = `command: ["\${program.frobd}", -F]\nport: 80\nenv: { FPM: "\${program.frobd}" }\n`;
    const { settings } = await loadConfig(config, { env: { PATH } });
    const { file, env } = settings.processes[0]!.command;
    expect([file, env['FPM']]).toEqual(Array(2).fill(join(PATH.split(delimiter)[0]!, 'frobd8.2')));
  });

  test('that is not installed is told at its place', async () => {
    const { problems } = await refuseConfig(`port: 80\ncommand: \${program.no-such-fpm} -F\n`, {
      env: { PATH: createPath() },
    });
    expect(problems).toEqual([
      `berth.yaml:2:10: \${program.no-such-fpm} is not here: neither PATH nor /usr/sbin has a program no-such-fpm, nor one with a version behind that name, expected one to be installed`,
    ]);
  });
});
