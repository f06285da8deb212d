import { describe, expect, test } from 'vitest';
import { recognise } from '../../../src/failures/recogniser/recognise.ts';
import { rowTests } from './spelling.ts';

describe('scripts of any name', () => {
  rowTests([
    ['./docker-entrypoint: exec: line 3: rails: not found', 'shell-command-missing', 'rails'],
    ['/usr/sbin/shopctl: 175: /usr/sbin/shop: not found', 'shell-path-missing', '/usr/sbin/shop'],
    ['start: line 4: migrate: command not found', 'shell-command-missing', 'migrate'],
    ['start: line 3: /opt/shop/bin/migrate: No such file or directory', 'script-path-missing', '/opt/shop/bin/migrate'],
    ['shop.conf: 3: plugin: not found', null],
    ['routes.ts: 12: Cart: not found', null],
  ]);
});

describe('an environment that is too long', () => {
  rowTests([
    ['s6-envdir: fatal: unable to exec exec: Argument list too long', 'argument-list-too-long'],
    ["OSError: [Errno 7] Argument list too long: '/bin/true'", 'argument-list-too-long'],
    ['Error: spawnSync /bin/true E2BIG', 'argument-list-too-long'],
    ['exec /usr/local/bin/entrypoint.sh: argument list too long', 'argument-list-too-long'],
  ]);
});

describe('ends by a fault, in few words', () => {
  rowTests([
    ['#  SIGSEGV (0xb) at pc=0x00007ea0e9090a72, pid=126, tid=127', 'java-native-crash'],
    ['shopd[1959]: fatal: morestack on g0', 'go-native-crash'],
    ['panic during panic', 'go-native-crash'],
    ['java.lang.UnsupportedClassVersionError: org/example/shop/Cart', 'java-class-version-unsaid'],
    ['shop.service: start-pre operation timed out. Terminating.', 'systemd-beside-late', 'start-pre'],
    ['   INFO  Could not open input file: server', 'php-script-missing', 'server'],
    ['heroku[web.1]: Error R15 (Memory quota vastly exceeded)', 'killed-for-memory'],
  ]);

  test('a platform that lacks memory first and patience later has told of its patience', () => {
    const lines = [
      '2026-01-01T12:26:45.575920+00:00 heroku[web.1]: Error R14 (Memory quota exceeded)',
      '2026-01-01T12:26:50.222075+00:00 heroku[web.1]: Error R10 (Boot timeout) -> Web process failed to bind to $PORT within 60 seconds of launch',
      '2026-01-01T12:26:50.238526+00:00 heroku[web.1]: Stopping process with SIGKILL',
    ];
    expect(recognise(lines)).toMatchObject({ evidenceAt: [2], certainty: 'likely' });
  });

  test('a record that was cut within its quotes is quoted whole', () => {
    const line = 'level=error msg="cannot read the list" err="the list \\"prices\\" is malformed';
    expect(recognise([line])?.cause).toContain('cannot read the list: the list "prices" is malformed');
  });

  test('what a program says after it was told to end is not quoted', () => {
    const lines = ['db  | Terminating db', 'web | Terminating web', 'web | lvl=eror msg="plugins: error creating Docs'];
    expect(recognise(lines)).toBeNull();
  });
});

describe('the .NET SDK, asked to build at the start', () => {
  const LOCKED = '"obj/Debug/net8.0/apphost" to "bin/Debug/net8.0/Shop.Api".';
  rowTests([
    [`error MSB3027: Could not copy ${LOCKED} Exceeded retry count of 10. Failed.`, 'msbuild-file-locked', 'Shop.Api'],
    [`error MSB3021: Unable to copy file ${LOCKED} Access to the path is denied.`, null],
    [
      "/srv/Shop.cs(12,8): error CS0246: The type or namespace name 'Cart' could not be found [/srv/Shop.csproj]",
      'csharp-compile-error',
      '/srv/Shop.cs(12,8)',
    ],
    ['warning CS0168: The variable is declared but never used', null],
    [
      'error NETSDK1045: The current .NET SDK does not support targeting .NET 8.0.  Either target .NET 6.0 or lower',
      'dotnet-sdk-old',
    ],
    ["Couldn't find a project to run. Ensure a project exists in /srv/app", 'dotnet-project-missing'],
  ]);
});
