import {
  BOUND_TO_LOOPBACK,
  type BrokenFolder,
  change,
  LISTEN,
  ON_TERM,
  SOUND,
  SOUND_FOLDER,
  WRITES_INTO_CODE,
} from './sound-server.ts';

/** An ELF head of 64 bytes for another processor. */
const ARM64_PROGRAM = Buffer.alloc(128);
ARM64_PROGRAM.write('\u007fELF\u0002\u0001\u0001', 'latin1');
ARM64_PROGRAM.writeUInt16LE(2, 16);
ARM64_PROGRAM.writeUInt16LE(183, 18);

/** The platform would not get them to serve. */
export const UNSTARTABLE: readonly BrokenFolder[] = [
  {
    title: 'a start file with line ends of Windows',
    folder: { files: { bootstrap: SOUND.replaceAll('\n', '\r\n') } },
    step: 'start file',
    code: 'start-file-crlf',
    seen: /line ends of Windows/,
  },
  {
    title: 'a start file without #!',
    folder: change('#!/usr/bin/env node\n', ''),
    step: 'start file',
    code: 'start-file-no-shebang',
    seen: /exec format error/,
  },
  {
    title: 'a start file that is not executable',
    folder: { ...SOUND_FOLDER, startFileMode: 0o644 },
    step: 'start file',
    code: 'start-file-not-executable',
    seen: /CAFilePermission/,
  },
  {
    title: 'an interpreter that is not there',
    folder: change('/usr/bin/env node', '/usr/bin/env python9'),
    step: 'start file',
    code: 'interpreter-missing',
    seen: /python9/,
  },
  {
    title: 'a program for another processor',
    folder: { files: { bootstrap: ARM64_PROGRAM } },
    step: 'start file',
    code: 'start-file-foreign',
    seen: /arm64/,
  },
  {
    title: 'a package that is one folder too deep',
    folder: { files: { 'shop/bootstrap': SOUND } },
    step: 'start file',
    code: 'start-file-too-deep',
    seen: /shop/,
  },
  {
    title: 'a folder that was never packed',
    folder: { files: { 'berth.yaml': 'command: node server.js\n' } },
    step: 'start file',
    code: 'start-file-missing',
    seen: /no bootstrap/,
  },
  {
    title: 'a server that listens on 127.0.0.1',
    folder: BOUND_TO_LOOPBACK,
    step: 'start',
    code: 'bound-to-loopback',
    seen: /127\.0\.0\.1:9000/,
  },
  {
    title: 'a server that listens on another port',
    folder: change('process.env.FC_CUSTOM_LISTEN_PORT', '3000'),
    step: 'start',
    code: 'wrong-port',
    seen: /port 3000, and the platform asks on 9000/,
    args: ['--deadline', '2s'],
  },
  {
    title: 'a start that blocks for 20 s',
    folder: change(
      LISTEN,
      `console.log('waiting for the price list'); setTimeout(() => ${LISTEN.slice(0, -1)}, 20_000);`,
    ),
    step: 'start',
    code: 'start-too-slow',
    seen: /not open after 2\.00 s.*waiting for the price list/,
    args: ['--deadline', '2s'],
  },
  {
    title: 'a start command that goes into the background',
    folder: { files: { bootstrap: '#!/bin/sh\nnode server.js &\n', 'server.js': SOUND } },
    step: 'start',
    code: 'start-daemonised',
    seen: /server\.js in the background/,
  },
  {
    title: 'a start command that only ends',
    folder: { files: { bootstrap: '#!/bin/sh\necho done\n' } },
    step: 'start',
    code: 'start-ended',
    seen: /exited with code 0/,
  },
  {
    title: 'a module that was not packed',
    folder: change('server.keepAliveTimeout', "require('express');\nserver.keepAliveTimeout"),
    step: 'start',
    code: 'start-ended',
    seen: /express/,
  },
  {
    title: 'a variable that only this machine has',
    folder: change(ON_TERM, "if (!process.env.DATABASE_URL) throw new Error('DATABASE_URL is not set');"),
    step: 'start',
    code: 'variable-missing',
    seen: /DATABASE_URL, which is set here/,
    env: { DATABASE_URL: 'postgres://localhost/shop' },
  },
  {
    title: 'a server that writes into its code folder',
    folder: WRITES_INTO_CODE,
    step: 'start',
    code: 'code-not-writable',
    seen: /cache\.json/,
  },
];
