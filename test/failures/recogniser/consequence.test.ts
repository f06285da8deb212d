import { describe, expect, test } from 'vitest';
import { recognise } from '../../../src/failures/recogniser/recognise.ts';

describe('what follows from something else', () => {
  const SHELL = '/opt/start.sh: line 11:    27 Aborted                 (core dumped) dotnet app.dll';

  test.for([
    ['.NET', 'Unhandled exception. System.InvalidOperationException: no such tenant'],
    ['.NET, as it was', 'Unhandled Exception: System.NullReferenceException: Object reference not set'],
    ['.NET, with its number', 'Unhandled exception. Npgsql.PostgresException (0x80004005): 28000: pg_hba.conf says no'],
    ['words of nobody known', 'FATAL the seal of the vault is broken'],
  ] as const)('gives way: the word of a shell to that of the program: %s', ([, line]) => {
    expect(recognise([line, SHELL])?.evidence).toEqual([line]);
  });

  test('the first who tells that it was killed knows more than those who follow', () => {
    const port = 'Error R10 (Boot timeout) -> Web process failed to bind to $PORT within 60 seconds of launch';
    expect(recognise([port, 'Process exited with status 137'])?.evidence).toEqual([port]);
    expect(recognise(['Process exited with status 137'])?.cause).toContain('SIGKILL');
  });

  test('an error is not quoted of a program that has done its work', () => {
    expect(recognise(['ERROR the seal of the vault is broken', 'Done.'])).toBeNull();
  });

  test('the word of a shell alone is told', () => {
    expect(recognise([SHELL])?.evidence).toEqual([SHELL]);
  });

  test('a service that is gone counts less than the disk that was full before', () => {
    const full = 'PANIC:  could not write to file "a": No space left on device';
    const gone =
      'pg_dump: error: connection to server on socket "/run/.s.PGSQL.5432" failed: No such file or directory';
    expect(recognise([full, gone])?.evidence).toEqual([full]);
  });

  test('what was not there counts less than the failure just before', () => {
    const port = 'ERROR Failed to listen: listen tcp 127.0.0.1:94: bind: address already in use';
    const nil = 'panic: runtime error: invalid memory address or nil pointer dereference';
    expect(recognise([port, nil])?.evidence).toEqual([port]);
    expect(recognise([nil])?.evidence).toEqual([nil]);
  });

  test('what was not there counts less than the failure before, with a stack of its own in the log', () => {
    const failed = 'ERROR 2026-01-02T03:04:05.123Z\tERROR\tsealer/poll.go:16\tcannot seal the vault\t{"id": 7}';
    const stack = [
      'ERROR example.com/shop/pkg/sealer.(*Vault).poll.func1',
      'ERROR \texample.com/shop@v1.0.1/pkg/sealer/poll.go:16',
    ];
    const nil = 'ERROR panic: runtime error: invalid memory address or nil pointer dereference';
    expect(recognise([failed, ...stack, nil])).toMatchObject({ certainty: 'quoted', evidenceAt: [1] });
  });

  test.for([
    [
      'Java',
      '2026-01-02 03:04:05 ERROR c.s.Loader - Failed to load prices: file prices.csv is malformed',
      [
        'Exception in thread "main" java.lang.NullPointerException: Cannot invoke "List.size()" because "prices" is null',
      ],
    ],
    [
      'Node.js, which prints a line of the program',
      "Error loading config: unexpected key 'seal'",
      [
        '/app/x.js:3',
        'const a = config.seal.name;',
        '                      ^',
        '',
        "TypeError: Cannot read properties of undefined (reading 'name')",
        '    at Object.<anonymous> (/app/x.js:3:3)',
      ],
    ],
    [
      'Go',
      '2026/01/02 03:04:05 Failed to load the seal: bad magic',
      ['panic: runtime error: invalid memory address or nil pointer dereference'],
    ],
    [
      'Ruby',
      'E, [2026-01-02T03:04:05.123456 #7] ERROR -- : could not load seal: bad magic',
      ["x.rb:3:in `f': undefined method `seal' for nil:NilClass (NoMethodError)"],
    ],
    [
      'Python',
      'ERROR:root:Failed to load the seal: bad magic',
      [
        'Traceback (most recent call last):',
        '  File "/app/x.py", line 3, in <module>',
        "AttributeError: 'NoneType' object has no attribute 'x'",
      ],
    ],
  ] as const)('what was not there counts less than what is told directly before: %s', ([, told, crash]) => {
    expect(recognise([told, ...crash])?.evidence).toEqual([told]);
  });

  test.for([
    [
      'ERROR: could not generate /etc/shop/shop.conf: bad value "x" for port',
      'shop: cannot open config file /etc/shop/shop.conf: No such file or directory',
    ],
    [
      'ERROR: failed to download https://example.com/model.bin: 404 Not Found',
      "FileNotFoundError: [Errno 2] No such file or directory: '/models/model.bin'",
    ],
    [
      "src/main.ts:3:4 - error TS2339: Property 'x' does not exist on type 'Y'.",
      "Error: Cannot find module '/app/dist/main'",
    ],
    ['Module parse failed: Unexpected token (3:4)', "Error: Cannot find module '/app/dist/main.js'"],
  ] as const)('a file that is missing counts less than why it was not made: %j, %j', ([unmade, missing]) => {
    expect(recognise([unmade, missing])?.evidence).toEqual([unmade]);
    expect(recognise([missing])?.evidence).toEqual([missing]);
    expect(recognise(['ERROR: could not generate /etc/other: bad value', missing])?.evidence).toEqual([missing]);
  });

  test('a table that is missing counts less than the migration that failed', () => {
    const locked = 'level=error msg="migrate: database is locked (create table prices)"';
    const missing = 'level=error msg="shop: no such table: prices"';
    expect(recognise([locked, missing])?.evidence).toEqual([locked]);
    expect(recognise([locked.replace('migrate', 'seal'), missing])?.evidence).toEqual([missing]);
  });

  test('who has ended answers nobody', () => {
    const at = '2026-01-02T03:04:05.006Z ERROR - Container shop_0_1501791b';
    const late = `${at} didn't respond to HTTP pings on port: 8000, failing site start`;
    expect(recognise([`${at} for site shop has exited, failing site start`, late])).toBeNull();
    expect(recognise([late])?.evidence).toEqual([late]);
  });

  test('a variable that is better unset is not missed', () => {
    const line = 'No config! Please ensure it exists and that SHOP_CONFIG_PATH is unset or points to a file';
    expect(recognise([line])?.certainty).not.toBe('likely');
  });

  test.for([
    'Unable to load celery application.',
    'Seal process error! Exit code=100',
    'ERROR Shop process stopped!',
    'Error: Runtime exited with error: exit status 1',
    'INFO [API] Setting startup timeout to: 120000ms based on 120000',
    'web.service failed.',
    'Unable to start Kestrel.',
    'One or more listeners failed to start. Full details will be found in the appropriate container log file',
    'Logging errors to /var/log/a.err.log',
    'Configuring /home/a to avoid version mismatch',
    'Agent 2026.1.20 (unknown)',
    'WARN Failed to find a usable hardware address',
    'ERROR StatusLogger Log4j2 could not find a logging implementation. Please add log4j-core to the classpath.',
    'ERROR StatusLogger No Log4j 2 configuration file found. Using default configuration',
    'SLF4J: Failed to load class "org.slf4j.impl.StaticLoggerBinder".',
    'log4j:ERROR Could not find value for key log4j.appender.file',
    'ClickHouse init process failed.',
    'MySQL init process failed.',
    'Database setup script failed',
    '2026-01-02T03:04:05.006Z ERROR - Container shop_0_1501791b for site shop has exited, fai',
    'Zigbee2MQTT:info  2026-01-02 03:04:05: Starting Zigbee2MQTT version 2.0.0 (commit #unknown)',
    'Shop 1.2.3, build: unknown',
    '[error] <0.163.0>     links: [<0.160.0>,#Port<0.13>]',
    '[error] <0.163.0>     registered_name: []',
    'ERROR Failed to export spans. Server is UNAVAILABLE.',
    'SEVERE: Error listenerStart',
    'FAIL - Application at context path [/shop] could not be started',
    'ERROR [org.jboss.as] (Controller Boot Thread) WFLYSRV0026: WildFly started (with errors) in 5000ms - 5 services failed',
    'ERROR: Elasticsearch did not exit normally - check the logs at /usr/share/elasticsearch/logs/a.log',
    'redis 12:00:00.00 ERROR ==> An error occurred while setting up',
    'Starting shop: [FAILED]',
    "Action 'start' failed.",
    "error: process didn't exit successfully: `target/debug/shop` (exit status: 1)",
    'failed to build, error: exit status 1',
    'OOPS ! failed loading app in worker 1 (pid 12)',
    'ERROR - Site container: shop terminated during site startup.',
    'Jan 01 00:00:00 h systemd[1]: Dependency failed for Shop worker.',
    'Supervisor shop had child price started with price:start_link() at undefined exit with reason noproc in context start_error',
    '** FAILED TO BOOTSTRAP ** please scroll up and look for earlier error messages, there may be more than one.',
    '[ E 2026-01-02 00:00:00.0 12/T7 age/Cor/App/Implementation.cpp:221 ]: Could not spawn process for application /srv/app: The application process exited prematurely.',
  ])('nothing is quoted where %j is all there is', (line) => {
    expect(recognise([line])).toBeNull();
  });
});

test.for([
  ['StatusLogger', 'ERROR StatusLogger The logger of the vault threw an exception: no seal'],
  ['init', 'ClickHouse init process failed: the seal of the vault is broken'],
] as const)('more than the boilerplate is quoted: %s', ([, line]) => {
  expect(recognise([line])).toMatchObject({ certainty: 'quoted', evidence: [line] });
});

describe('of several programs in one output', () => {
  const MISSING = [
    "api_1    | Error: Cannot find module '/srv/shop/dist/main'",
    'api_1    |     at Module._resolveFilename (node:internal/modules/cjs/loader:1075:15)',
    'api_1    | Node.js v20.20.2',
    'api_1 exited with code 1',
  ];

  test.for([
    'proxy_1  | nginx: [emerg] host not found in upstream "api:3001" in /etc/nginx/conf.d/shop.conf:4',
    'worker_1 | Error: getaddrinfo ENOTFOUND api',
    'worker_1 | Error: connect ECONNREFUSED 172.18.0.3:3001',
  ])('one that is not reached has told itself why: %j', (line) => {
    expect(recognise([...MISSING, line])?.evidenceAt).toEqual([1]);
  });

  test('one that nobody else explains is told by the one that misses it', () => {
    const line = 'proxy_1  | nginx: [emerg] host not found in upstream "api:3001" in /etc/nginx/conf.d/shop.conf:4';
    expect(recognise(['api_1    | loading', line])?.evidenceAt).toEqual([2]);
  });
});
