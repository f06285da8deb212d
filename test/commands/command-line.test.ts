import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands/command-table.ts';
import { finishBerth } from '../helpers/finished-berth.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

describe('the command line', () => {
  test('tells its version', () => {
    expect(finishBerth(['--version'], '.')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('lists every command in its help', () => {
    const { status, stdout } = finishBerth(['--help'], '.');
    expect(status).toBe(0);
    for (const [name, { summary }] of Object.entries(COMMANDS)) {
      expect(stdout).toMatch(
        new RegExp(`^ {2}berth \\[?${name}\\]?.* ${summary.replaceAll(/[()[\].]/g, '\\$&')}$`, 'm'),
      );
    }
  });

  test.for(Object.entries(COMMANDS))('has a help for %s that tells of each of its flags', ([name, { flags }]) => {
    const { status, stdout, stderr } = finishBerth([name, '--help'], '.');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^berth ${name} - `));
    for (const [flag, row] of Object.entries(flags))
      expect(stdout).toContain(`--${flag}${row.value ? ` ${row.value}` : ''} `);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(130);
  });

  test.for([
    [['chek'], "there is no command 'chek'"],
    [['--colour'], "Unknown option '--colour'"],
    [['check', '--json'], '--json is for `berth rehearse` and `berth explain`, not for `berth check`'],
    [
      ['schema', '--port', '1'],
      '--port is for `berth run` and `berth check` and `berth init` and `berth rehearse`, not for `berth schema`',
    ],
    [['--dry-run'], '--dry-run is for `berth init`, not for `berth run`'],
  ] as const)('refuses %j', ([args, words]) => {
    const { status, stdout, stderr } = finishBerth(args, '.');
    expect({ status, stdout }).toEqual({ status: 64, stdout: '' });
    expect(stderr).toContain(`berth: ${words}`);
  });
});
