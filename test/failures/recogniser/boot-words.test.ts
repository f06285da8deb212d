import { describe, expect, test } from 'vitest';
import { recognise } from '../../../src/failures/recogniser/recognise.ts';
import { rowTests } from './spelling.ts';

describe('a runtime that does not come up', () => {
  rowTests([
    [
      '{"init terminating in do_boot",{load_failed,[file_io_server,heart,lists]}}',
      'erlang-modules-missing',
      'file_io_server',
    ],
    ['init terminating in do_boot ({load_failed,[lists]})', 'erlang-modules-missing', 'lists'],
    [
      `{"init terminating in do_boot",{'cannot load',error_handler,get_files}}`,
      'erlang-modules-missing',
      'error_handler',
    ],
    [
      `could not start kernel pid (application_controller) (error in config file "/srv/shop/sys.config" (7): bad term: shop)`,
      'erlang-config-syntax',
      '/srv/shop/sys.config',
    ],
    [
      '{error_info,{exit,{on_load_function_failed,prices_nif},[{init,run_on_load_handlers,0,[]}]}}',
      'erlang-module-unloadable',
      'prices_nif',
    ],
    [
      'JVMJ9VM015W Initialization error for library j9gc29(2): Failed to instantiate compressed references metadata; 200M requested',
      'openj9-heap-too-big',
      '200M',
    ],
    ['JVMDUMP046I VM is shutting down. Reason: java/lang/OutOfMemoryError', 'openj9-memory'],
    ['detail "java/lang/OutOfMemoryError" at 2026/02/12 20:46:54 - please wait.', 'openj9-memory'],
    ['JVMDUMP039I Processing dump event "user", detail "" at 2026/02/12 20:46:54 - please wait.', null],
    [
      'FATAL:  could not open file "pg_xlog/000000010000000000000001": No such file or directory',
      'postgres-wal-missing',
    ],
    ['unable to switch off syncs: locking protocol (15)', 'sqlite-locked'],
  ]);

  test('a memory error of Java itself knows more than the dump of it', () => {
    const heap = 'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space';
    expect(
      recognise(['JVMDUMP013I Processed dump event "systhrow", detail "java/lang/OutOfMemoryError".', heap])?.evidence,
    ).toEqual([heap]);
  });

  test('a link that PostgreSQL could not make counts more than the file that is missing then', () => {
    const link =
      '2026-05-25 02:13:05 UTC [9] LOG:  could not link file "pg_wal/xlogtemp.28" to "pg_wal/0001": Operation not permitted';
    const missing = '2026-05-25 02:13:05 UTC [9] FATAL:  could not open file "pg_wal/0001": No such file or directory';
    expect(recognise([link, missing])?.evidence).toEqual([link]);
  });
});

describe('a platform that finds no port', () => {
  const PORT = 'Port scan timeout reached, no open ports detected. Bind your service to at least one port.';

  test.for([
    [PORT, '==> Timed Out'],
    ['Timed out', PORT],
    ['==> No open ports detected, continuing to scan...', '==> Docs on specifying a port: https://host.invalid', PORT],
    [
      '==> Port scan timeout reached, failed to detect open port 10000 from PORT environment variable.',
      '==> Timed Out',
    ],
  ])('is told by its words of the port: %j', (lines) => {
    expect(recognise(lines)?.cause).toContain('PORT');
  });

  test('says nothing while it still looks', () => {
    expect(recognise(['==> No open ports detected, continuing to scan...'])).toBeNull();
  });
});

describe('a crash over what was never made', () => {
  const NIL = 'panic: runtime error: invalid memory address or nil pointer dereference';
  const FAULT = [
    'fatal error: unexpected signal during runtime execution',
    '[signal SIGSEGV: segmentation violation code=0x80 addr=0x0 pc=0x7f]',
  ];

  test.for([
    ['level=error msg="failed to open the store: the vault is sealed"', NIL],
    ['2026/11/28 08:00:00 Error: the vault cannot be opened: it is sealed', NIL],
    ['time=2026-11-28T08:00:00 level=error msg="Failed to start the daemon: the vault is sealed"', ...FAULT],
    [
      'ERROR the vault could not be opened',
      "thread 'main' panicked at src/main.rs:1:2:",
      'called `Option::unwrap()` on a `None` value',
    ],
    [
      'ERROR: failed to open the vault',
      'Traceback (most recent call last):',
      '  File "/srv/a.py", line 1, in <module>',
      "AttributeError: 'NoneType' object has no attribute 'open'",
    ],
  ])('is told by the error just before it: %j', ([cry, ...crash]) => {
    const found = recognise([cry!, ...crash]);
    expect(found).toMatchObject({ certainty: 'quoted', evidence: [cry] });
  });

  test.for([
    ['INFO opening the vault'],
    ['WARN the vault could not be opened, going on without'],
    ['ERROR the vault could not be opened', 'INFO serving from the shelf'],
  ])('stands for itself behind what is no such error: %j', (lines) => {
    expect(recognise([...lines, NIL])?.evidence).toEqual([NIL]);
  });
});
