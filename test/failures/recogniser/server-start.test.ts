import { describe, expect, test } from 'vitest';
import { findRecognition, recognise } from '../../../src/failures/recogniser/recognise.ts';
import { rowTests } from './spelling.ts';

describe('databases and brokers that do not start', () => {
  rowTests([
    [
      'DETAIL:  The database cluster was initialized without USE_FLOAT8_BYVAL but the server was compiled with it',
      null,
    ],
    [
      'DETAIL:  The database cluster was initialized with BLCKSZ 8192, but the server was compiled with BLCKSZ 16384.',
      'postgres-data-build',
      'BLCKSZ',
    ],
    ['FATAL:  bogus data in lock file "postmaster.pid": "x"', 'postgres-pid-damaged'],
    ['FATAL:  private key file "/run/tls/server.key" must be owned by the database user or root', 'postgres-key-open'],
    [
      'FATAL:  could not load private key file "/run/tls/server.key": key values mismatch',
      'postgres-tls-file',
      '/run/tls/server.key',
    ],
    ['FATAL:  could not access file "pg_cron": No such file or directory', 'postgres-library-missing', 'pg_cron'],
    ['[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified', 'image-password-missing'],
    ['NonExistentPath: Data directory /data/db not found., terminating', 'mongo-folder-missing', '/data/db'],
    [
      '{"t":{"$date":"2026-01-01T00:00:00.000+00:00"},"s":"E","c":"CONTROL","id":20557,"ctx":"initandlisten","msg":"DBException in initAndListen, terminating","attr":{"error":"NonExistentPath: Data directory /data/db not found"}}',
      'mongo-folder-missing',
      '/data/db',
    ],
    ['permissions on /run/key are too open', 'mongo-key-file'],
    ["Stored node id 1 doesn't match previous node id 2 in meta.properties.", 'kafka-node-id'],
    ['No security protocol defined for listener INTERNAL', 'kafka-listener-unknown'],
    ['MySqlException: Unable to connect to any of the specified MySQL hosts', 'mysql-unreachable'],
    ['Error: failed to connect to server [mongo:27017] on first connect', 'connection-failed', 'mongo:27017'],
    ['MongoError: failed to connect to [localhost:27017]', 'connection-failed', 'localhost:27017'],
    ['dial unix /run/app/db.sock: connect: no such file or directory', 'unix-socket-missing', '/run/app/db.sock'],
    [
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
      'unix-socket-missing',
      '/var/run/docker.sock',
    ],
    ['JedisConnectionException: Failed to connect to any host resolved for DNS name.', 'redis-unreachable'],
    ['PossibleAuthenticationFailureException: Possibly caused by authentication failure', 'amqp-access-refused'],
    ['System.IO.IOException: EADDRNOTAVAIL', 'listen-address-foreign'],
    ['OSError: [Errno 99] Cannot assign requested address', 'listen-address-foreign'],
    ["SQLite Error 10: 'disk I/O error'.", 'sqlite-disk-failed'],
    ['Migration Checksum mismatch for migration 1.2', 'flyway-checksum'],
  ]);
});

describe('threads that the sandbox refuses', () => {
  rowTests([
    ["Fatal: Can't initialize Background Jobs. Error message: Operation not permitted", 'seccomp-thread'],
    ['terminating due to uncaught exception: thread constructor failed: Operation not permitted', 'seccomp-thread'],
    ["ThreadError: can't create Thread: Operation not permitted", 'seccomp-thread'],
    [
      'called `Result::unwrap()` on an `Err` value: Os { code: 1, kind: PermissionDenied, message: "Operation not permitted" }',
      'call-not-permitted',
    ],
    ['Os { code: 13, kind: PermissionDenied, message: "Permission denied" }', 'permission-denied-unnamed'],
    ['Failed to create CoreCLR, HRESULT: 0x80070008', 'coreclr-refused'],
  ]);
});

describe('versions that are demanded', () => {
  rowTests([
    ['ERROR: Node.js version 22.x or higher is required', 'runtime-version-demanded', 'Node.js 22.x or higher'],
    ['Python 3.10+ is required, you are running 3.8', 'runtime-version-demanded', 'Python 3.10+'],
    ['Java 17 or higher is required to run this', 'runtime-version-demanded', 'Java 17'],
    [
      'You are using Node.js 16.14.0. For Next.js, Node.js version >= v18.17.0 is required.',
      'runtime-version-demanded',
    ],
    ['This application requires Python >=3.11', 'runtime-version-required', 'Python >=3.11'],
    ['needs PHP 8.2', 'runtime-version-required', 'PHP 8.2'],
    ['Minimum PHP version required is 7.4', 'runtime-version-least', 'PHP 7.4'],
    ['This version of the app is not compatible with PHP>=8.4.', 'runtime-version-least'],
    [
      'Running with Java 8 from /usr, which is older than the minimum required version (Java 11).',
      'runtime-version-least',
      'Java 11',
    ],
    ['Unsupported Java detected (65.0). Only up to Java 16 is supported.', 'runtime-version-unsupported'],
    ['Your PHP version (7.4.33) is not supported. Please upgrade', 'runtime-version-unsupported'],
    ['MariaDB 10.6 or newer is required', 'database-version-demanded', 'MariaDB 10.6 or newer'],
    ['the app requires Redis 6.2.0 or up', 'database-version-required', 'Redis 6.2.0'],
    ['RuntimeException: Incorrect PostgreSQL version, at least 11 required', 'database-version-unsupported'],
  ]);
});

describe('configs that lack something', () => {
  rowTests([
    ['Missing section [database] in config.ini', 'config-section-missing', 'database'],
    ['no such section: database', 'config-section-missing', 'database'],
    ['configuration error: missing database section', 'config-section-missing', 'database'],
    ['Error: config: missing "database" section', 'config-section-missing', 'database'],
    ['Config section "database" is missing', 'config-section-absent', 'database'],
    ["section 'server' not found in config", 'config-section-absent', 'server'],
    ['  No database config provided', 'config-part-missing'],
    ['Missing mandatory `server_name` config option.', 'config-part-missing'],
    ["The option 'storage.path' has been removed", 'config-setting-removed'],
    ['Setting "foo" is no longer supported', 'config-setting-removed'],
  ]);
});

describe('keys and TLS of another time', () => {
  rowTests([
    ['AH02580: Init: Pass phrase incorrect for key app:443:0', 'certificate-passphrase'],
    ['java.io.IOException: keystore password was incorrect', 'certificate-passphrase'],
    ['TypeError: Passphrase required for encrypted key', 'certificate-passphrase'],
    ['ssl.SSLError: [SSL] bad password read', 'certificate-passphrase'],
    ['SSL routines::ca md too weak', 'tls-too-old'],
    ['The server selected protocol version TLS10 is not accepted by client preferences [TLS12]', 'tls-too-old'],
    ['remote error: tls: protocol version not supported', 'tls-too-old'],
    ['Get "localhost/a": unsupported protocol scheme ""', null],
  ]);
});

describe('functions', () => {
  rowTests([
    ["Unable to import module 'index': No module named 'flask'", 'function-package-missing', 'flask'],
    ["Handler 'handler' is missing on module 'index'", 'function-handler-missing'],
    ['Runtime.HandlerNotFound: index.handler is undefined or not exported', 'function-handler-missing'],
  ]);
});

describe('the same in another language', () => {
  rowTests([
    ['java.net.BindException: 地址已在使用', 'localized-address-in-use'],
    ['java.net.BindException: Адрес уже используется', 'localized-address-in-use'],
    ['bind: Endereço já em uso', 'localized-address-in-use'],
    ['java.io.IOException: 设备上没有空间', 'localized-disk-full'],
    ['bash: ./start.sh: Keine Berechtigung', 'localized-permission-denied'],
    ['bash: ./start.sh: 許可がありません', 'localized-permission-denied'],
    ['bash: ./start.sh: No existe el archivo o el directorio', 'localized-file-missing'],
    ['bash: java: コマンドが見つかりません', 'localized-command-missing'],
    ['错误: 找不到或无法加载主类 com.example.Main', 'localized-main-class'],
    ['FATAL:  no existe la base de datos «app»', 'localized-database-unknown', 'app'],
    ['FATAL:  база данных "app" не существует', 'localized-database-unknown', 'app'],
    ["FATAL:  l'authentification par mot de passe a échoué pour l'utilisateur « app »", 'localized-login-refused'],
  ]);
});

describe('healthy lines with the same words', () => {
  test.for([
    'Listening on unix:///run/app.sock',
    'Connecting to unix:///run/app.sock',
    'Verbinde mit Datenbank »app«',
    'using Node.js version 22.x',
    'Python 3.11 or later recommended',
    'PostgreSQL 15.2 or later required for merge, feature disabled',
    'Section "cache" not found, using defaults',
    'No cache config provided, using memory',
    'Data directory /data/db not found, creating it',
    'redo log was created',
    'loaded section [database]',
    'postgres: data directory lock file created',
    'passphrase accepted',
    'option "--verbose" is supported',
    'disk I/O statistics enabled',
    'requires authentication for /admin',
  ])('%j tells nothing', (line) => {
    expect(findRecognition([line])).toBeNull();
  });

  test('a FATAL of PostgreSQL gives way to the DETAIL that says what is incompatible', () => {
    const lines = [
      'FATAL:  database files are incompatible with server',
      'DETAIL:  The data directory was initialized by PostgreSQL version 13, which is not compatible with this version 15.2.',
    ];
    expect(recognise(lines)?.cause).toContain('PostgreSQL 13');
  });
});
