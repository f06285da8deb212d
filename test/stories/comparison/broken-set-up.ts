import { fileURLToPath } from 'node:url';
import type { BrokenApp } from '../failure/broken-app.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/servers/${name}`, import.meta.url));

/** A broken set-up, and what others say of it. */
export interface ComparedSetUp {
  readonly broken: Omit<BrokenApp, 'code' | 'message'> & Pick<BrokenApp, 'code'>;
  /** What a plain proxy of the same shape, such as of-watchdog, leaves its reader with. */
  readonly plainProxy: string;
  /** What Function Compute's console or answer says when the same command is the function's own start command. */
  readonly platform: string;
}

const ENDED = 'client: connection refused, because the proxy ended as well; log: `exit status';
const NOT_STARTED = '`CAExited` … `exec user process caused "exec format error"`';
const exited = (code: number, message: string): string =>
  `\`Function instance exited unexpectedly(code ${code}, message:${message}) with start command …\``;
const UNHEALTHY = '`Function instance health check failed on port 9000 in 120 seconds.`';
const REFUSED = 'client: an empty 500; log: `dial tcp 127.0.0.1:8080: connect: connection refused`';

/** Ten ways to get it wrong, in the order in which people meet them. */
export const COMPARED: readonly ComparedSetUp[] = [
  {
    broken: {
      title: 'A start script saved with Windows line ends',
      files: { start: { content: '#!/bin/bash\r\nexec python3 server.py\r\n' } },
      app: { command: './start' },
      code: 'COMMAND_BAD_FORMAT',
    },
    plainProxy: 'log: `fork/exec ./start: no such file or directory`',
    platform: NOT_STARTED,
  },
  {
    broken: {
      title: 'A start script that lost its executable bit',
      files: { start: { content: '#!/bin/sh\nexec python3 server.py\n', mode: 0o644 } },
      app: { command: './start' },
      code: 'COMMAND_NOT_EXECUTABLE',
    },
    plainProxy: 'log: `fork/exec ./start: permission denied`',
    platform:
      "`CAFilePermission`: `The CA process cannot be started due to bootstrap file don't have execute permissions`",
  },
  {
    broken: {
      title: 'A program built on a Mac',
      files: { server: { content: Buffer.from('cffaedfe0700000103000000', 'hex') } },
      app: { command: './server' },
      code: 'COMMAND_BAD_FORMAT',
    },
    plainProxy: 'log: `fork/exec ./server: exec format error`',
    platform: NOT_STARTED,
  },
  {
    broken: {
      title: 'A script that was not deployed',
      app: { command: 'python3 server.py' },
      code: 'COMMAND_NOT_FOUND',
    },
    plainProxy: `${ENDED} 2\``,
    platform: exited(2, 'no such file or directory'),
  },
  {
    broken: {
      title: 'A script that calls a program that is not installed',
      app: { command: ['sh', '-c', 'gunicorn-of-nowhere app:app'] },
      code: 'APP_EXITED_BEFORE_READY',
    },
    plainProxy: `${ENDED} 127\``,
    platform: exited(127, 'key has expired'),
  },
  {
    broken: {
      title: 'A missing package',
      files: { 'server.cjs': "require('express-of-nowhere');\n" },
      app: { command: ['node', 'server.cjs'] },
      code: 'APP_EXITED_BEFORE_READY',
    },
    plainProxy: `${ENDED} 1\``,
    platform: exited(1, 'operation not permitted'),
  },
  {
    broken: {
      title: 'A variable that was not set',
      files: { 'server.py': "import os\nos.environ['DATABASE_URL']\n" },
      app: { command: ['python3', 'server.py'] },
      code: 'APP_EXITED_BEFORE_READY',
    },
    plainProxy: `${ENDED} 1\``,
    platform: exited(1, 'operation not permitted'),
  },
  {
    broken: {
      title: 'An app that listens on a port of its own',
      app: {
        command: ['node', fixture('listens-elsewhere.mjs')],
        env: { LISTEN: JSON.stringify({ host: '127.0.0.1', port: 0 }) },
      },
      deadline: '3s',
      code: 'APP_WRONG_PORT',
    },
    plainProxy: `${REFUSED}, for ever`,
    platform: UNHEALTHY,
  },
  {
    broken: {
      title: 'A server that goes into the background',
      app: { command: ['sh', '-c', 'sleep 1000 & until [ "$(cat /proc/$!/comm)" = sleep ]; do :; done'] },
      code: 'APP_DAEMONIZED',
    },
    plainProxy: `${REFUSED}, for ever (exit status 0 is ignored)`,
    platform: '`CAExited`; `Function instance exited unexpectedly(code 0, …)`',
  },
  {
    broken: {
      title: 'A readiness page that needs a login',
      app: {
        command: ['node', fixture('answers-with.mjs')],
        env: { STATUS: 401 },
        ready: { http: '/health', status: 200 },
      },
      deadline: '3s',
      code: 'APP_NOT_READY_IN_TIME',
    },
    plainProxy: 'nothing: the app is not asked, or the 401 is passed on',
    platform: `${UNHEALTHY}, where a health check is set`,
  },
];
