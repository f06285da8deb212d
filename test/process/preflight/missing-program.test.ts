import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findCommandFault } from '../../../src/process/preflight/command-check.ts';
import { toCommandFailure } from '../../../src/process/verdict/command-failure.ts';
import { createFolder } from '../../helpers/config-folder.ts';

interface Deployed {
  readonly text?: string;
  readonly mode?: number;
  readonly link?: string;
}

/** The fault of a command in a folder with these files. */
function find(words: readonly [string, ...string[]], files: Readonly<Record<string, Deployed>> = {}) {
  const workingDirectory = createFolder({});
  for (const [name, { text = '', mode = 0o755, link }] of Object.entries(files)) {
    const path = join(workingDirectory, name);
    mkdirSync(dirname(path), { recursive: true });
    if (link === undefined) writeFileSync(path, text);
    else symlinkSync(link, path);
    if (link === undefined) chmodSync(path, mode);
  }
  const [file, ...args] = words;
  return findCommandFault({ file, args, workingDirectory, env: { PATH: '/usr/bin:/bin' } });
}

const SCRIPT = '#!/bin/sh\n';

describe('a program that is not there is told what was meant:', () => {
  test.for([
    [
      'a link that leads nowhere',
      ['./app'],
      { app: { link: 'build/app' } },
      'it is a link to build/app',
      'Deploy what',
    ],
    [
      'a virtual environment from another machine',
      ['venv/bin/python', 'a.py'],
      { 'venv/pyvenv.cfg': {}, 'venv/bin/python': { link: '/opt/nowhere/python3' } },
      'it is a link to /opt/nowhere/python3',
      '`python3 -m venv --clear venv`',
    ],
    [
      'a script of one that was moved',
      ['venv/bin/flask', 'run'],
      { 'venv/pyvenv.cfg': {}, 'venv/bin/flask': { text: '#!/home/me/venv/bin/python\n' } },
      'its interpreter /home/me/venv/bin/python is missing',
      '`command: venv/bin/python venv/bin/flask run`',
    ],
    [
      'a program of the packages of the app',
      ['next', 'start'],
      { 'node_modules/.bin/next': { text: SCRIPT } },
      'did you mean node_modules/.bin/next?',
      '`command: node_modules/.bin/next start`',
    ],
    [
      'a file in Python without its interpreter',
      ['app.py', '--x'],
      { 'app.py': { mode: 0o644 } },
      'did you mean python3 app.py?',
      '`python3 app.py --x`',
    ],
    ['capital letters', ['./Start.SH'], { 'start.sh': { text: SCRIPT } }, 'did you mean ./start.sh?', 'start.sh`'],
    ['a line in quotes', ['node server.js'], {}, 'its words are quoted as one', '`command: node server.js`'],
    ['a comma of an input method', ['node，a.js'], {}, 'no program is called so', 'Type it anew.'],
    ['a pattern', ['./target/*.sh'], {}, './target/*.sh is a pattern', 'Write the whole name'],
    ['what a shell would run first', ['$(which node)'], {}, 'only a shell knows', 'Write what it comes to'],
    ['a path of Windows whose backslashes are gone', ['C:\u0007pp\run.exe'], {}, 'is for Windows', 'Name the program'],
    ['a script without its ending', ['node', 'server'], { 'Server.JS': {} }, 'its script server is missing', 'Put the'],
    ['a script with its ending left out', ['python3', 'app'], { 'app.py': {} }, 'did you mean app.py?', 'Put the file'],
    ['a script in other letters', ['python3', 'App.py'], { 'app.py': {} }, 'did you mean app.py?', 'Put the file'],
    ['a pattern behind java', ['perl', '*.pl'], {}, '*.pl is a pattern', 'Write the whole name'],
  ] as const)('%s', ([, [file, ...args], files, reason, cure]) => {
    const fault = find([file, ...args], files);
    expect(fault?.code).toBe('COMMAND_NOT_FOUND');
    expect(fault?.reason).toContain(reason);
    expect(fault?.cure).toContain(cure);
  });

  test('characters that cannot be seen are written out', () => {
    const command = { file: 'a\u001b[2Jb', args: [], workingDirectory: '/', env: { PATH: '/nowhere' } };
    const { message, diagnosis } = toCommandFailure('app', command, findCommandFault(command)!);
    expect(`${message}${diagnosis?.cause}${diagnosis?.cure}`).toContain('a\\u001b[2Jb');
    expect(`${message}${diagnosis?.cause}${diagnosis?.cure}`).not.toContain('\u001b');
  });
});

describe('a file that is no program is told as what it is:', () => {
  test.for([
    ['a pointer of Git LFS', './app', 'version https://git-lfs.github.com/spec/v1\noid sha256:1\n', 'git lfs pull'],
    ['a web page', './app', '<!DOCTYPE html><html></html>', 'Download it anew'],
    ['a zip archive', './app', 'PK\u0003\u0004…', '`java -jar`'],
    ['a program that breaks off', './app', '\u007fELF\u0002\u0001', 'Deploy it anew'],
    ['its first line names no interpreter', './app.py', 'import http\n', '`command: python3 ./app.py`'],
  ] as const)('%s', ([what, file, text, cure]) => {
    const fault = find([file], { [file]: { text } });
    expect(fault).toMatchObject({ code: 'COMMAND_BAD_FORMAT', cure: expect.stringContaining(cure) });
    expect(fault?.reason).toContain(what);
  });

  test.for([
    ['a script of shell without a first line', './start.sh', 'exec sleep 1\n'],
    ['an empty hook', './before', ''],
    ['a file in Python with its first line', './app.py', '#!/usr/bin/env -S sh -e\n'],
    ['a program of another name', './app', 'echo hi\n'],
  ] as const)('but %s may be run', ([, file, text]) => {
    expect(find([file], { [file]: { text } })).toBeNull();
  });

  test('a first line with flags behind env is told the flag that takes them', () => {
    const fault = find(['./app'], { './app': { text: '#!/usr/bin/env sh -e\n' } });
    expect(fault).toMatchObject({ code: 'COMMAND_NOT_FOUND', reason: "its interpreter 'sh -e' is missing" });
    expect(fault?.cure).toBe('Write `#!/usr/bin/env -S sh -e` there.');
  });

  test.for([
    ['app.py', 'import x\n', 'Name what runs it: `command: python3 ./app.py`.'],
    ['app.py', '#!/usr/bin/python3\n', 'chmod +x'],
    ['app.mjs', '', 'Name what runs it: `command: node ./app.mjs`.'],
    ['start.sh', 'x\n', '`command: bash ./start.sh`'],
    ['run', 'x\n', '`command: bash ./run`'],
  ] as const)('%s (%j) without its executable bit is told what runs it', ([name, text, cure]) => {
    const fault = find([`./${name}`], { [name]: { text, mode: 0o644 } });
    expect(fault).toMatchObject({ code: 'COMMAND_NOT_EXECUTABLE', cure: expect.stringContaining(cure) });
  });
});
