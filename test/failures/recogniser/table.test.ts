import { describe, expect, test } from 'vitest';
import { findRecognition, recognise, toDiagnosis } from '../../../src/failures/recogniser/recognise.ts';
import { ROW_GROUPS } from '../../../src/failures/recogniser/table.ts';
import { listCapturedOutputs } from '../../helpers/captured-output.ts';

const ROWS = ROW_GROUPS.flatMap(({ rows }) => rows);
const OUTPUTS = listCapturedOutputs();

/** Further examples of rows whose own example has another name. */
const MORE_EXAMPLES: Readonly<Record<string, string>> = {
  'apache-fcgi-closed': 'apache-upstream-closed',
  'apache-fcgi-timeout': 'apache-upstream-timeout',
  'curl-certificate': 'certificate-untrusted',
  'elixir-address-in-use': 'system-address-in-use',
  'go-certificate': 'certificate-untrusted',
  'dotnet-bind-in-use': 'dotnet-address-in-use',
  'dotnet-services-incomplete': 'dotnet-service-unresolved',
  'go-index-out-of-range': 'go-panic',
  'knex-migration-locked': 'migration-locked',
  'jdbc-mysql-denied': 'mysql-access-denied',
  'jdbc-postgres-denied': 'postgres-access-denied',
  'postgres-password-unsaid': 'postgres-password-missing',
  'postgres-tls-missing': 'postgres-ssl-missing',
  'python-mysql-refused': 'mysql-socket-missing',
  'python-postgres-refused': 'postgres-refused',
  'sqlite-table-missing': 'table-missing',
  'gunicorn-module-missing': 'python-module-missing',
  'gunicorn-traceback-silenced': 'python-module-missing',
  'java-certificate': 'certificate-untrusted',
  'java-heap-exit': 'java-heap-limit',
  'java-threads-limit': 'thread-limit',
  'node-addon-invalid': 'loader-format',
  'node-certificate-self-signed': 'certificate-untrusted',
  'node-disk-full': 'system-disk-full',
  'node-imported-file-missing': 'node-required-file-missing',
  'node-package-missing': 'node-module-missing',
  'node-plain-error': 'node-uncaught-error',
  'node-too-many-files': 'system-too-many-files',
  'node-aggregate-refused': 'node-connection-refused',
  'node-fetch-refused': 'node-connection-refused',
  'npm-command-missing': 'shell-command-missing',
  'python-ascii': 'locale-ascii',
  'php-setting-unset': 'setting-missing',
  'envalid-variable-missing': 'zod-variable-missing',
  'python-certificate': 'certificate-untrusted',
  'python-certificate-file': 'certificate-file-unreadable',
  'python-disk-full': 'system-disk-full',
  'python-too-many-files': 'system-too-many-files',
  'rust-address-in-use': 'system-address-in-use',
  'setting-of-envconfig': 'environment-variable-demanded',
  'setting-of-go': 'environment-variable-missing',
  'java-major-version': 'java-class-version-old',
  'pydantic-setting-missing': 'pydantic-settings-missing',
  'pydantic-setting-refused': 'pydantic-settings-invalid',
  'setting-required': 'setting-missing',
  'setting-unset': 'setting-missing',
  'superset-secret-insecure': 'secret-insecure',
  'shell-fork-limit': 'thread-limit',
  'shell-sh-command-missing': 'shell-command-missing',
};

describe('the recogniser', () => {
  test.for(OUTPUTS)('$name is recognised for what it is', ({ name, source, lines }) => {
    expect(source).toMatch(/^# .+\n# \$ .+$/);
    expect(findRecognition(lines)?.row.name).toBe(MORE_EXAMPLES[name] ?? name);
  });

  test.for(ROWS)('$name has a real example and tells cause and cure in whole sentences', ({ name }) => {
    const example = OUTPUTS.find((output) => output.name === name);
    expect(example, `test/fixtures/outputs/${name}.txt`).toBeDefined();
    const diagnosis = toDiagnosis(findRecognition(example?.lines ?? [])!);
    for (const text of [diagnosis.cause, diagnosis.cure]) {
      expect(text).toMatch(
        /^(?:[A-Z.]|package|deno\.json|esbuild|mix|pm2|pnpm|yarn|php|nginx|npm|uvicorn|gunicorn|unicorn|celery|supervisord|lighttpd|uWSGI|haproxy|memcached|dotnet|berth).*[.)]$/s,
      );
      expect(text).not.toMatch(/(?<!\$)\{\w|\.\.$/);
    }
    expect(example?.lines.map((line) => line.trim())).toContain(diagnosis.evidence[0]);
  });

  // Of a worker and its request it is told while the server runs on; here that was told to end.
  const isOfWorker = ({ name, lines }: (typeof OUTPUTS)[number]): boolean =>
    findRecognition(lines)?.row.kind === 'symptom' || name === 'gunicorn-worker-timeout';

  test.for(OUTPUTS.filter((output) => !isOfWorker(output)))(
    '$name is told by its row, and not in the words of what follows from it',
    ({ lines }) => {
      expect(recognise(lines)?.certainty).toMatch(/^(?:certain|likely)$/);
    },
  );

  test('tells its rows apart by name', () => {
    expect(new Set(ROWS.map(({ name }) => name)).size).toBe(ROWS.length);
    expect(ROWS.length).toBeGreaterThanOrEqual(45);
  });

  test.for(ROWS)('$name takes linear time on lines made to slow it down', ({ pattern }) => {
    const pieces = ["'", '"', ' ', 'a', 'aA', ': ', '.a', "' in a ", 'at: ', '(a', 'Error: ', '[emerg] ', 'x"y" '];
    const before = process.cpuUsage();
    for (const piece of pieces) {
      for (const head of ['', example(pattern)]) pattern.test(`${head}${piece.repeat(1_000)}`.slice(0, 1_000));
    }
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(250);
  });

  test('a line that runs into the limit is still read', () => {
    const lines = ['Node.js v20.20.2', `FATAL ERROR: ${'x'.repeat(900)} JavaScript heap out of memory`];
    expect(recognise(lines)?.certainty).toBe('certain');
  });

  test.for([
    '',
    'listening on port 8080',
    'GET / 200 12ms',
    '2026-01-01 INFO started',
    'Error',
    'no such luck',
    'out of memory protection enabled',
    'LOG_LEVEL is not set, using info',
    'environment variable DEBUG not set, using default',
    'address already in use, trying next port 3001',
    'error: none. Connection refused handling enabled',
    'usage: sh: 1: ./start.sh: not found means that the interpreter is missing',
    '[ALERT] disk usage 91% on /data',
    ">>> 'hello'",
    'the KEY is required',
    'ReferenceError: MAX_SIZE is not defined',
  ])('no row is about %j', (line) => {
    expect(findRecognition([line])).toBeNull();
  });

  test.for([
    'malloc: Cannot allocate memory',
    'fatal: Out of memory, malloc failed',
    'Out of memory (allocated 2097152)',
    'cache: no space left on device, going on without',
    'bind: Address already in use',
    'Missing environment variables: DB_HOST, DB_USER',
    '`SHOP_URL` is required',
    "sh: cd: line 1: can't cd to /nowhere: No such file or directory",
  ])('%j is told as likely, because an app may have gone on after it', (line) => {
    expect(recognise([line])?.certainty).toBe('likely');
  });

  test.for([
    ['a dict', '  File "/srv/app/a.py", line 1, in <module>', 'likely'],
    ['the environ of WSGI', '    return environ["SHOP_URL"]', 'likely'],
    ['os.environ of this Python', '  File "<frozen os>", line 679, in __getitem__', 'certain'],
    ['os.environ of an older Python', '  File "/usr/lib/python3.9/os.py", line 679, in __getitem__', 'certain'],
    ['a line that names os.environ', '    url = os.environ["SHOP_URL"]', 'certain'],
  ] as const)('a KeyError under %s is %s', ([, above, certainty]) => {
    const lines = ['Traceback (most recent call last):', above, "KeyError: 'SHOP_URL'"];
    expect(recognise(lines)).toMatchObject({ certainty, cause: expect.stringContaining('SHOP_URL') });
  });

  test.for([
    ["Cannot find module './routes/User'", /^The app’s own code asks for \.\/routes\/User,/],
    ["Cannot find module '../db'", /^The app’s own code asks for \.\.\/db,/],
    ["Cannot find module '/srv/a.js' imported from /srv/b.mjs", /^The app’s own code asks for \/srv\/a\.js,/],
    ["Cannot find module '/srv/a.mjs' imported from /srv/", /^Node\.js was told to load \/srv\/a\.mjs,/],
    ["Cannot find module '/srv/dist/main.js'", /^Node\.js was told to load \/srv\/dist\/main\.js,/],
  ] as const)('%j tells who asked for the file', ([line, cause]) => {
    expect(recognise([`Error: ${line}`, '    at x (y.js:1:1)'])?.cause).toMatch(cause);
  });

  test('nothing at all tells it nothing', () => {
    expect(recognise([])).toBeNull();
  });
});

/** The words that a pattern begins with. */
function example(pattern: RegExp): string {
  return pattern.source
    .replace(/\\(.)/g, '$1')
    .replace(/[\^()?<>|[\]*+]/g, ' ')
    .slice(0, 60);
}

describe('of several causes', () => {
  test('the last line of a Python traceback counts', () => {
    const lines = [
      'Traceback (most recent call last):',
      '  File "a.py", line 1',
      'KeyError: 1',
      '',
      'During handling of the above exception, another exception occurred:',
      '',
      "ModuleNotFoundError: No module named 'x'",
    ];
    expect(findRecognition(lines)?.row.name).toBe('python-module-missing');
  });

  test('the root of a chain of Java exceptions counts', () => {
    const lines = [
      'Exception in thread "main" java.lang.IllegalStateException: no',
      'Caused by: java.io.IOException: x',
      'Caused by: java.net.ConnectException: Connection refused',
    ];
    expect(findRecognition(lines)?.row.name).toBe('java-connection-refused');
  });

  test('the first complaint of nginx counts', () => {
    const lines = [
      'nginx: [emerg] unknown directive "a" in /n.conf:1',
      'nginx: [emerg] open() "/x" failed (2: No such file or directory)',
    ];
    expect(findRecognition(lines)?.row.name).toBe('nginx-directive-unknown');
  });

  test('one that the app could live with gives way to the error that ended it', () => {
    const lines = [
      'cache: connect ECONNREFUSED 127.0.0.1:6379',
      'going on without it',
      'TypeError: x is not a function',
      '    at main (/srv/app.js:1:1)',
      '',
      'Node.js v20.20.2',
    ];
    expect(findRecognition(lines)?.row.name).toBe('node-not-a-function');
  });

  test('the error behind an exception counts where Python ties them together', () => {
    const lines = [
      'Traceback (most recent call last):',
      '  File "a.py"',
      "ModuleNotFoundError: No module named 'MySQLdb'",
      '',
      'The above exception was the direct cause of the following exception:',
      '',
      'RuntimeError: no database',
    ];
    expect(findRecognition(lines)?.row.name).toBe('python-module-missing');
  });

  test('a symptom counts only where nothing better is known', () => {
    const symptom = 'WARNING: [pool www] server reached pm.max_children setting (2), consider raising it';
    expect(findRecognition([symptom])?.row.name).toBe('php-fpm-max-children');
    const fatal = 'PHP Fatal error:  Allowed memory size of 4194304 bytes exhausted (tried to allocate 1 bytes)';
    expect(findRecognition([fatal, symptom])?.row.name).toBe('php-memory-limit');
  });

  test('what a runtime says counts more than the words of the C library behind it', () => {
    const lines = ['Error: listen EADDRINUSE: address already in use :::8080', "  code: 'EADDRINUSE',", 'Node.js v20'];
    expect(findRecognition(lines)?.row.name).toBe('node-address-in-use');
  });
});

describe('an error that the app has lived on with', () => {
  const NODE = [
    'redis: connect ECONNREFUSED 127.0.0.1:6379 - continuing without cache',
    '    at Socket.<anonymous> (/srv/app/server.js:3:9)',
    'License expired, refusing to start',
  ];
  const PYTHON = [
    'Traceback (most recent call last):',
    '  File "/srv/app/server.py", line 3, in <module>',
    'ConnectionRefusedError: [Errno 111] Connection refused',
    'cache unavailable, going on',
    'fatal: LICENSE expired',
  ];

  test.for([
    ['Node.js', NODE],
    ['Python', PYTHON],
  ] as const)('gives way to what it said later: %s', ([, lines]) => {
    expect(recognise(lines)?.evidence).toEqual([lines.at(-1)]);
  });

  test.for([
    ['Node.js', NODE],
    ['Python', PYTHON],
  ] as const)('is a likely cause at best where nothing came later: %s', ([, lines]) => {
    expect(recognise(lines.slice(0, -1))?.certainty).toBe('likely');
  });

  test('is a certain one where it was the last thing said', () => {
    expect(recognise(PYTHON.slice(0, 3))?.certainty).toBe('certain');
  });
});
