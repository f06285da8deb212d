import { describe, expect, test } from 'vitest';
import { findRecognition, recognise } from '../../../src/failures/recogniser/recognise.ts';

describe('other spellings of what stacks say', () => {
  test.for([
    ["Error: P1001: Can't reach database server at `db:5432`", 'prisma-database-unreachable'],
    ["Can't reach database server at `postgres`:`5432`", 'prisma-database-unreachable'],
    ['npm ERR! missing script: start', 'npm-script-missing'],
    ['app[web.1]: npm ERR! missing script: start', 'npm-script-missing'],
    ['web_1  | Error: /app/node_modules/bcrypt/lib/binding/bcrypt_lib.node: invalid ELF header', 'loader-format'],
    ['0|api  | Error [ERR_REQUIRE_ESM]: Must use import to load ES Module: /srv/api/main.mjs', 'node-require-esm'],
    ['[PM2][ERROR] Script not found : /srv/app/dist/main.js', 'pm2-script-missing'],
    ["src/index.ts:14:9 - error TS2580: Cannot find name 'process'.", 'ts-compile-error'],
    ['[ALERT] 028/101542 (1) : parsing [/etc/haproxy.cfg:8] : unexpected character', 'haproxy-config-invalid'],
    [
      '[ALERT] 021/083012 (1) : Could not open configuration file /etc/haproxy.cfg : No such file or directory',
      'haproxy-config-missing',
    ],
    [
      'run: adapting config using caddyfile: /etc/caddy/Caddyfile:5: unrecognized global option: servers',
      'caddy-directive-unknown',
    ],
    ['panic: http: multiple registrations for /health', 'go-route-conflict'],
    [
      'error: Uncaught (in promise) PermissionDenied: Requires env access to "X", run again with the --allow-env flag',
      'deno-permission',
    ],
    ['error: Relative import path "oak" not prefixed with / or ./ or ../', 'deno-import-bare'],
    [
      '** (Mix) Could not find a Mix.Project, please ensure you are running Mix in a directory with a mix.exs file',
      'mix-project-missing',
    ],
  ] as const)('%j is %s', ([line, name]) => {
    expect(findRecognition([line])?.row.name).toBe(name);
  });
});

describe('healthy lines with the same words', () => {
  test.for([
    '[nodemon] starting `node server.js`',
    'PM2 log: App [web:0] online',
    'PM2 log: App [web:0] exited with code [0] via signal [SIGINT]',
    'Prisma schema loaded from prisma/schema.prisma',
    'compiled src/main.rs:4:5: with 2 notes',
    'using config from file /etc/caddy/Caddyfile',
    'what is new: read the manual',
    'Check file:///srv/app/server.ts',
    'Application mnesia exited with reason: stopped',
    '[NOTICE]   (1) : haproxy version is 2.4.1-1ce7d49',
    'This project is configured to use 4 workers',
    'go: downloading github.com/gin-gonic/gin v1.9.1',
  ])('%j tells nothing', (line) => {
    expect(findRecognition([line])).toBeNull();
  });

  test('the end of an Erlang application that stops in order is no cause', () => {
    expect(recognise(['12:00:00.000 [info] Application runtime_tools exited: :stopped'])).toBeNull();
  });
});
