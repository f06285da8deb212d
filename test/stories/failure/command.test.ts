import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type BrokenApp, expectTelling, runBrokenApp } from './broken-app.ts';

/** A program whose head says it is for another machine: the kernel refuses it as it would a real one. */
function copyForMachine(machine: number): Uint8Array {
  const program = readFileSync('/bin/true');
  program.writeUInt16LE(machine, 18);
  return program;
}

/** An interpreter is known by its name: it need not be installed to see that its script is not there. */
const STAND_IN = '#!/bin/sh\nexec sleep 1000\n';

const [FOREIGN_MACHINE, FOREIGN_NAME] = process.arch === 'arm64' ? [62, 'x64'] : [183, 'arm64'];

/** /bin/true with another dynamic loader in its head, no longer than its own. */
function copyWithLoader(loader: string): Uint8Array {
  const program = readFileSync('/bin/true');
  const own = /\/lib[^\0]*ld-linux[^\0]*/.exec(program.toString('latin1'));
  if (own === null) throw new Error('BUG: /bin/true has no loader');
  program.fill(0, own.index, own.index + own[0].length);
  program.write(loader, own.index, 'latin1');
  return program;
}

const ROWS: readonly BrokenApp[] = [
  {
    title: 'a start script with Windows line ends',
    files: { start: { content: '#!/bin/bash\r\nexec sleep 1000\r\n' } },
    app: { command: './start' },
    code: 'COMMAND_BAD_FORMAT',
    message: /cannot be run on this machine: \.\/start \(its interpreter \/bin\/bash\\r is missing\)\.$/,
    cause: /Windows line ends/,
    cure: /sed -i 's\/\\r\$\/\/' start/,
  },
  {
    title: 'Windows line ends behind `env`',
    files: { start: { content: '#!/usr/bin/env bash\r\nexec sleep 1000\r\n' } },
    app: { command: './start' },
    code: 'COMMAND_BAD_FORMAT',
    message: /\(its interpreter bash\\r is missing\)/,
  },
  {
    title: 'Windows line ends behind a flag of the interpreter',
    files: { start: { content: '#!/bin/sh -e\r\nexec sleep 1000\r\n' } },
    app: { command: './start' },
    code: 'COMMAND_BAD_FORMAT',
    message: /\(its first line is #!\/bin\/sh -e\\r\)/,
  },
  {
    title: 'Windows line ends in a script named behind its shell',
    files: { 'start.sh': 'set -e\r\nexec sleep 1000\r\n' },
    app: { command: 'sh start.sh' },
    code: 'COMMAND_BAD_FORMAT',
    message: /\(its script has Windows line ends\)/,
    cure: /sed -i/,
  },
  {
    title: 'a missing interpreter',
    files: { start: { content: '#!/opt/ruby/bin/ruby\n' } },
    app: { command: './start' },
    code: 'COMMAND_NOT_FOUND',
    message: /\(its interpreter \/opt\/ruby\/bin\/ruby is missing\)/,
    cure: /Install ruby/,
  },
  {
    title: 'a missing interpreter behind `env -S`',
    files: { start: { content: '#!/usr/bin/env -S no-such-python -u\n' } },
    app: { command: './start' },
    code: 'COMMAND_NOT_FOUND',
    message: /\(its interpreter no-such-python is missing\)/,
  },
  {
    title: 'a script that lost its executable bit',
    files: { start: { content: '#!/bin/sh\n', mode: 0o644 } },
    app: { command: './start' },
    code: 'COMMAND_NOT_EXECUTABLE',
    message: /is not executable: \.\/start\.$/,
    cure: /chmod \+x .*\/start/,
  },
  {
    title: 'a folder for a command',
    files: { 'app/start': '' },
    app: { command: './app' },
    code: 'COMMAND_NOT_EXECUTABLE',
    message: /\(it is a folder\)/,
    cure: /\.\/app\/start/,
  },
  {
    title: 'a misspelt command',
    app: { command: 'pyton3 server.py' },
    code: 'COMMAND_NOT_FOUND',
    message: /was not found: pyton3 server\.py \(did you mean python3( or \S+)*\?\)/,
    cure: /^Write python3/,
  },
  {
    title: 'a command nobody has heard of',
    app: { command: 'frobnicate-server --now' },
    code: 'COMMAND_NOT_FOUND',
    message: /was not found: frobnicate-server --now\.$/,
    cause: /No folder on PATH \(.*\) has a program named frobnicate-server/,
    cure: /Install frobnicate-server/,
  },
  {
    title: 'a program of the folder named without ./',
    files: { server: { content: '#!/bin/sh\n' } },
    app: { command: 'server' },
    code: 'COMMAND_NOT_FOUND',
    message: /\(did you mean \.\/server\?\)/,
    cure: /the current folder is not on PATH/,
  },
  {
    title: 'a path to a program that is not there',
    app: { command: 'bin/server' },
    code: 'COMMAND_NOT_FOUND',
    message: /was not found: bin\/server\.$/,
    cause: /There is no file \/.*\/bin\/server/,
  },
  {
    title: 'a PATH of its own that lacks the program',
    app: { command: 'sleep 1000', env: { PATH: '/nowhere' } },
    code: 'COMMAND_NOT_FOUND',
    message: /was not found: sleep 1000/,
    cause: /No folder on PATH \(\/nowhere\)/,
  },
  {
    title: 'a working directory that is not there',
    app: { command: 'sleep 1000', workingDirectory: 'public_html' },
    code: 'COMMAND_NOT_FOUND',
    message: /\(the working directory \/.*\/public_html is not there\)/,
    cure: /Correct `workingDirectory`/,
  },
  {
    title: 'a file for a working directory',
    files: { public: '' },
    app: { command: 'sleep 1000', workingDirectory: 'public' },
    code: 'COMMAND_NOT_FOUND',
    message: /public is not a folder\)/,
  },
  {
    title: 'a missing Python script',
    app: { command: 'python3 -u server.py' },
    code: 'COMMAND_NOT_FOUND',
    message: /\(its script server\.py is missing\)/,
    cause: /There is no \/.*\/server\.py/,
  },
  {
    title: 'a missing Node script',
    app: { command: 'node --max-old-space-size=200 dist/main' },
    code: 'COMMAND_NOT_FOUND',
    message: /\(its script dist\/main is missing\)/,
  },
  {
    title: 'a missing shell script',
    app: { command: 'sh -e start.sh' },
    code: 'COMMAND_NOT_FOUND',
    message: /\(its script start\.sh is missing\)/,
  },
  {
    title: 'a missing Perl script',
    app: { command: 'perl -w app.pl' },
    code: 'COMMAND_NOT_FOUND',
    message: /\(its script app\.pl is missing\)/,
  },
  {
    title: 'a missing router script of a PHP server',
    files: { php: { content: STAND_IN }, 'public/index.php': '' },
    app: { command: './php -S 127.0.0.1:1 -t public router.php' },
    code: 'COMMAND_NOT_FOUND',
    message: /\(its router script router\.php is missing\)/,
  },
  {
    title: 'a missing document root of a PHP server',
    files: { php: { content: STAND_IN } },
    app: { command: './php -S 127.0.0.1:1 -t public' },
    code: 'COMMAND_NOT_FOUND',
    message: /\(its document root public is missing\)/,
  },
  {
    title: 'a missing archive of a Java server',
    files: { java: { content: STAND_IN } },
    app: { command: './java -Xmx100m -jar shop.jar' },
    code: 'COMMAND_NOT_FOUND',
    message: /\(its archive shop\.jar is missing\)/,
  },
  {
    title: 'a missing assembly of a .NET server',
    files: { dotnet: { content: STAND_IN } },
    app: { command: './dotnet Shop.dll' },
    code: 'COMMAND_NOT_FOUND',
    message: /\(its script Shop\.dll is missing\)/,
  },
  {
    title: 'a program for another processor',
    files: { server: { content: copyForMachine(FOREIGN_MACHINE) } },
    app: { command: './server' },
    code: 'COMMAND_BAD_FORMAT',
    message: new RegExp(`\\(it is a program for ${FOREIGN_NAME}, this machine is ${process.arch}\\)`),
    cure: new RegExp(`for Linux on ${process.arch}`),
  },
  {
    title: 'a program for a processor that Node does not know',
    files: { server: { content: copyForMachine(9_999) } },
    app: { command: './server' },
    code: 'COMMAND_BAD_FORMAT',
    message: /\(it is a program for number 9999, this machine is \w+\)/,
  },
  {
    title: 'a musl program on glibc',
    files: { server: { content: copyWithLoader('/lib/ld-musl-x.so.9') } },
    app: { command: './server' },
    code: 'COMMAND_BAD_FORMAT',
    message: /\(its loader \/lib\/ld-musl-x\.so\.9 is missing\)/,
    cause: /built against musl \(Alpine Linux\)/,
    cure: new RegExp(`glibc on ${process.arch}`),
  },
  {
    title: 'a program for macOS',
    files: { server: { content: Buffer.from('cffaedfe0700000103000000', 'hex') } },
    app: { command: './server' },
    code: 'COMMAND_BAD_FORMAT',
    message: /\(it is a program for macOS\)/,
  },
  {
    title: 'a program for Windows',
    files: { 'server.exe': { content: Buffer.from('4d5a90000300000004000000', 'hex') } },
    app: { command: './server.exe' },
    code: 'COMMAND_BAD_FORMAT',
    message: /\(it is a program for Windows\)/,
  },
  {
    title: 'an argument that is longer than the system allows',
    app: { command: ['echo', 'x'.repeat(200_000)] },
    code: 'COMMAND_NOT_EXECUTABLE',
    message: /\(the system says E2BIG\)/,
  },
];

describe('everybody is told of a set-up with', () => {
  test.for(ROWS)('$title', async (broken) => {
    const telling = await runBrokenApp(broken);
    expectTelling(broken, telling);
    expect(telling.record).toMatchObject({ uptimeMs: 0, logTail: [] });
  });
});
