import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { findGroupId, findUser, listNames, listOtherGroups } from '../../../src/config/account/account.ts';
import { loadConfig, refuseConfig } from '../../helpers/config-folder.ts';

const APP = 'command: python3 server.py\nport: 8080\n';
const isRoot = process.getuid?.() === 0;

const ask = (...flags: string[]): string => execFileSync('id', flags, { encoding: 'utf8' }).trim();

describe('a user of the machine', () => {
  test('is known by name and number, and is in the groups that id(1) says, every one of them', () => {
    const names = listNames('passwd');
    expect(names).toContain('root');
    for (const name of names) {
      const account = findUser(name);
      expect(account).toMatchObject({ name, uid: Number(ask('-u', name)), gid: Number(ask('-g', name)) });
      const groups = [account?.gid ?? -1, ...listOtherGroups({ name }, account?.gid ?? -1)];
      expect(new Set(groups)).toEqual(new Set(ask('-G', name).split(' ').map(Number)));
    }
    expect(findUser('0')?.name).toBe('root');
    expect(findGroupId('root')).toBe(0);
    expect([findUser('nobody-of-that-name'), findUser(54_321), findGroupId('none-of-that-name')]).toEqual([
      null,
      null,
      null,
    ]);
  });

  test.skipIf(!isRoot)('becomes that of a process, with the group and the variables that belong to it', async () => {
    const { settings, runDirPlan } = await loadConfig(`${APP}user: www-data\ngroup: daemon\nenv: { LOGNAME: x }\n`, {
      env: { HOME: '/root', USER: 'root' },
    });
    const [uid, gid] = [Number(ask('-u', 'www-data')), findGroupId('daemon')];
    expect(settings.processes[0]?.command).toMatchObject({
      identity: { name: 'www-data', uid, gid },
      env: { HOME: '/var/www', USER: 'www-data', LOGNAME: 'x' },
    });
    expect(runDirPlan.access).toEqual({ mode: 0o711, owner: { uid, gid } });
  });

  test('that berth is already changes nothing but the variables', async () => {
    const { settings, runDirPlan } = await loadConfig(`${APP}user: ${process.getuid?.()}\n`, { env: { HOME: '/x' } });
    expect(settings.processes[0]?.command.identity).toBeUndefined();
    expect(settings.processes[0]?.command.env['HOME']).toBe(findUser(process.getuid?.() ?? 0)?.home);
    expect(runDirPlan.access).toBeUndefined();
  });
});

describe('a user in the config', () => {
  test.for([
    [
      'that there is not',
      `${APP}user: www-dat\ngroup: deamon\n`,
      [
        "3:7: user is 'www-dat', expected the name or number of a user of this machine (did you mean 'www-data'?)",
        "4:8: group is 'deamon', expected the name or number of a group of this machine (did you mean 'daemon'?)",
      ],
    ],
    [
      'with its group behind a colon',
      `${APP}user: "www-data:www-data"\n`,
      [
        "3:7: user is 'www-data:www-data', expected the name or number of a user of this machine; the group stands in `group`",
      ],
    ],
    [
      'by a number that no entry belongs to',
      `${APP}user: 54321\n`,
      ['3:7: user is 54321, a number without an entry in /etc/passwd, expected a `group` beside it'],
    ],
    [
      'of one process of several',
      'processes:\n  web: { command: web, port: 1, user: [] }\n  db: { command: db, user: -1, group: "" }\n',
      [
        '2:39: processes.web.user is a list, expected the name or number of a user',
        '3:28: processes.db.user is -1, expected the name or number of a user',
        "3:39: processes.db.group is '', expected the name or number of a group",
      ],
    ],
  ] as const)('%s is told with its place', async ([, config, problems]) => {
    const refusal = await refuseConfig(config);
    expect(refusal.problems.map((problem) => problem.replace(/^berth\.yaml:/, ''))).toEqual(problems);
  });
});
