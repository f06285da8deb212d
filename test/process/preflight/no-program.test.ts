import { describe, expect, test } from 'vitest';
import { findCommandFault } from '../../../src/process/preflight/command-check.ts';
import { createFolder } from '../../helpers/config-folder.ts';

function find(file: string, ...args: string[]) {
  return findCommandFault({ file, args, workingDirectory: createFolder({}), env: { PATH: '/nowhere' } });
}

describe('a command that is no program', () => {
  test.for([
    [['cd', '/app'], 'cd is a word of the shell, not a program', 'Set `workingDirectory: /app`'],
    [['source', 'venv/bin/activate'], 'source is a word of the shell', 'e.g. `command: venv/bin/python server.py`'],
    [['.', './env.sh'], '. is a word of the shell', "or write `sh -c '. ./env.sh && exec …'`"],
    [['.', 'env.sh'], '. is a word of the shell', "`sh -c '. ./env.sh && exec …'`"],
    [['export', 'A=1'], 'export is a word of the shell', '`env: [ A=1 ]`'],
    [['set', '-e'], 'set is a word of the shell', 'Set them in `env`.'],
    [['alias', 'll=ls'], 'alias is a word of the shell', 'Write what it stands for.'],
    [['exec', 'node', 'a b.js'], 'exec is a word of the shell', "Leave it out: `command: node 'a b.js'`."],
    [['ulimit', '-n', '65536'], 'ulimit is a word of the shell', "`sh -c 'ulimit -n 65536 && exec …'`"],
    [['if', 'true'], 'if is a word of the shell', "Write `sh -c '…'`"],
    [['sudo', '-u', 'www', 'node'], 'sudo is not here', "another user than berth's is named by `user: www`"],
    [['docker', 'run', 'img'], 'docker is not here', 'docker inspect'],
    [['systemctl', 'start', 'nginx'], 'systemctl is not here', '`ExecStart=`'],
    [['C:\\app\\run.exe'], 'C:\\app\\run.exe is for Windows', 'Name the program of this system'],
    [['C:/app/run'], 'C:/app/run is for Windows', 'Name the program of this system'],
    [['bin\\start'], 'bin\\start is for Windows', 'Name the program of this system'],
    [['run.bat'], 'run.bat is for Windows', 'Name the program of this system'],
    [['CMD', 'node', 'a.js'], 'CMD is a word of a Dockerfile', '`command: node a.js`'],
    [['["node",', '"a.js"]'], 'it is a list inside quotes', '`command: [node, server.js]`'],
    [['~/app/run'], 'only a shell knows ~', `Write \`\${env.HOME}/app/run\``],
  ] as const)('%j says what is meant', ([[file, ...args], reason, cure]) => {
    const fault = find(file, ...args);
    expect(fault).toMatchObject({ code: 'COMMAND_NOT_FOUND', cure: expect.stringContaining(cure) });
    expect(fault?.reason).toContain(reason);
    expect(fault?.cause).toMatch(/^[`A-Z].*\.$/);
  });
});

describe('a program that is not there', () => {
  test.for(['npm', 'php', 'pip', 'ruby', 'yarn', 'ab', 'k', 'mvn'])(
    '%s is not taken for a misspelt cc, nm or the like',
    (file) => {
      const { env } = process;
      const fault = findCommandFault({ file, args: [], workingDirectory: '/', env: { PATH: `${env['PATH']}` } });
      expect(fault?.reason ?? '').not.toMatch(/did you mean (?:\w{1,3}\b|\w+ or)/);
    },
  );
});
