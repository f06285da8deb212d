import { describe, expect, test } from 'vitest';
import { findRecognition, recognise } from '../../../src/failures/recogniser/recognise.ts';

/** Further spellings of what the captured outputs of the rows say: other drivers, other versions. */
const SPELLINGS: ReadonlyArray<readonly [line: string, row: string, named: string]> = [
  // Nobody listens.
  ['Error: connect ECONNREFUSED ::1:6379', 'node-connection-refused', '::1:6379'],
  ['Error: connect ECONNREFUSED /run/app/db.sock', 'node-connection-refused', '/run/app/db.sock'],
  ['failed to ping: dial tcp [::1]:5432: connect: connection refused', 'go-connection-refused', '[::1]:5432'],
  ['Error connecting: Connection refused - connect(2) for 127.0.0.1:6379', 'ruby-connection-refused', '127.0.0.1:6379'],
  [
    'Connection refused - connect(2) for "10.1.2.3" port 5432 (Errno::ECONNREFUSED)',
    'ruby-connection-refused',
    '10.1.2.3',
  ],
  [
    "OSError: Multiple exceptions: Connect call failed ('127.0.0.1', 6379)",
    'python-connect-call-failed',
    '127.0.0.1:6379',
  ],
  [
    'aioredis.exceptions.ConnectionError: Error 111 connecting to cache:6379. 111.',
    'python-redis-refused',
    'cache:6379',
  ],
  ['connection to server at "db" (10.1.2.3), port 5432 failed: Connection refused', 'postgres-refused', 'db:5432'],
  ['\tIs the server running on host "db" (10.1.2.3) and accepting', 'postgres-refused-hint', ' db.'],
  [
    'io.netty.channel.AbstractChannel$AnnotatedConnectException: Connection refused: db/10.1.2.3:5432',
    'netty-refused',
    'db/10.1.2.3:5432',
  ],
  ['System.Net.Http.HttpRequestException: Connection refused (search:9200)', 'dotnet-address-refused', 'search:9200'],
  ['Npgsql.NpgsqlException (0x80004005): Failed to connect to 10.1.2.3:5432', 'connection-failed', '10.1.2.3:5432'],
  [
    'io.lettuce.core.RedisConnectionException: Unable to connect to cache/<unresolved>:6379',
    'connection-failed',
    'cache',
  ],
  ['could not connect to amqp://shop:secret@queue:5672/', 'connection-failed', ' queue:5672'],
  ["Error connecting to 'db:5432': Connection refused (Socket::ConnectError)", 'connection-failed', 'db:5432'],
  [
    'curl: (7) Failed to connect to search port 9200 after 2 ms: Could not connect to server',
    'curl-refused',
    'search:9200',
  ],
  ["ERROR 2002 (HY000): Can't connect to server on 'db' (115)", 'mysql-socket-missing', ' db.'],
  [
    "(2002, \"Can't connect to local MySQL server through socket '/run/mysqld/mysqld.sock' (2)\")",
    'mysql-socket-missing',
    '/run/mysqld/mysqld.sock',
  ],
  // No such host.
  ['MongoServerSelectionError: getaddrinfo EAI_AGAIN mongo', 'node-host-unknown', 'mongo'],
  ['dial tcp: lookup db on 127.0.0.11:53: no such host', 'go-host-unknown', ' db.'],
  ['dial tcp: lookup db: Temporary failure in name resolution', 'go-host-unknown', ' db.'],
  ['Caused by: java.net.UnknownHostException: db: Name or service not known', 'java-host-unknown', ' db.'],
  [
    "Caused by: java.net.UnknownHostException: Failed to resolve 'db' [A(1)] after 4 queries",
    'java-host-unknown',
    ' db.',
  ],
  [
    'SQLSTATE[HY000] [2002] php_network_getaddresses: getaddrinfo for db failed: Name or service not known',
    'php-host-unknown',
    ' db.',
  ],
  ['django.db.utils.OperationalError: (2005, "Unknown MySQL server host \'db\' (-3)")', 'mysql-host-unknown', ' db.'],
  [
    "urllib3.exceptions.NameResolutionError: Failed to resolve 'search' ([Errno -2] Name or service not known)",
    'connection-host-unresolved',
    'search',
  ],
  [
    "Couldn't resolve server kafka:9092 from bootstrap.servers as DNS resolution failed for kafka",
    'connection-host-unresolved',
    'kafka',
  ],
  // No answer.
  ['dial tcp 10.1.2.3:5432: i/o timeout', 'connection-unreachable', '10.1.2.3:5432'],
  ['Error: connect ETIMEDOUT 10.1.2.3:3306', 'connection-unreachable', '10.1.2.3:3306'],
  ['dial tcp 10.1.2.3:6379: connect: no route to host', 'connection-unreachable', '10.1.2.3:6379'],
  ['connection to server at "10.1.2.3", port 5432 failed: timeout expired', 'postgres-unreachable', '10.1.2.3:5432'],
  ['java.net.SocketTimeoutException: Connect timed out', 'java-timed-out', 'Connect timed out'],
  // Databases answer.
  ['pq: password authentication failed for user "shop"', 'postgres-access-denied', 'shop'],
  [
    'Error: SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string',
    'postgres-password-missing',
    'password',
  ],
  [
    'no pg_hba.conf entry for host "10.1.2.3", user "shop", database "shop", no encryption',
    'postgres-no-rule',
    '10.1.2.3',
  ],
  ['pq: database "shop" does not exist', 'postgres-database-unknown', 'shop'],
  ['FATAL:  the database system is not yet accepting connections', 'postgres-starting', 'not yet accepting'],
  [
    'FATAL: remaining connection slots are reserved for roles with the SUPERUSER attribute',
    'postgres-connections-used-up',
    'as many',
  ],
  ['pq: SSL is not enabled on the server', 'postgres-ssl-missing', 'TLS'],
  ['ERROR: permission denied for schema public', 'postgres-forbidden', 'schema public'],
  [
    "SQLSTATE[HY000] [1045] Access denied for user 'shop'@'10.1.2.3' (using password: NO)",
    'mysql-access-denied',
    'shop',
  ],
  [
    "SQLSTATE[HY000] [1044] Access denied for user 'shop'@'%' to database 'orders'",
    'mysql-database-forbidden',
    'orders',
  ],
  [
    'Error: ER_NOT_SUPPORTED_AUTH_MODE: Client does not support authentication protocol requested by server; consider upgrading MySQL client',
    'mysql-auth-plugin',
    'log in',
  ],
  [
    'The server requested authentication method unknown to the client [caching_sha2_password]',
    'mysql-auth-plugin',
    'log in',
  ],
  [
    'Caused by: com.mysql.cj.exceptions.UnableToConnectException: Public Key Retrieval is not allowed',
    'mysql-public-key',
    'public key',
  ],
  ['SQLSTATE[08004] [1040] Too many connections', 'mysql-connections-used-up', 'as many'],
  ['pymysql.err.OperationalError: (2006, "MySQL server has gone away (BrokenPipeError)")', 'mysql-gone-away', 'lost'],
  // Stores and brokers answer.
  [
    '[ioredis] Unhandled error event: ReplyError: NOAUTH Authentication required.',
    'redis-password-missing',
    'password',
  ],
  [
    'redis.exceptions.AuthenticationError: invalid username-password pair or user is disabled. WRONGPASS',
    'redis-password-wrong',
    'password',
  ],
  ["ReplyError: READONLY You can't write against a read only slave.", 'redis-replica', 'replica'],
  ['ReplyError: MOVED 12182 10.1.2.3:6379', 'redis-cluster-moved', '10.1.2.3:6379'],
  [
    'amqp.exceptions.AccessRefused: (0, 0): (403) ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN',
    'amqp-access-refused',
    'RabbitMQ',
  ],
  [
    'kafka: client has run out of available brokers to talk to: dial tcp 10.1.2.3:9092: i/o timeout',
    'kafka-no-brokers',
    'Kafka',
  ],
  ['MongoServerError: bad auth : Authentication failed.', 'mongo-auth-failed', 'MongoDB'],
  ['Error: Could not load credentials from any providers', 's3-credentials-missing', 'credentials'],
  ['smtplib.SMTPAuthenticationError: (535, b"5.7.8 Bad username")', 'smtp-login', 'mail'],
  ['javax.naming.AuthenticationException: [LDAP: error code 49 - Invalid Credentials]', 'ldap-login', 'directory'],
  // Schemas.
  [
    'ActiveRecord::StatementInvalid: PG::UndefinedTable: ERROR:  relation "orders" does not exist',
    'table-missing',
    'table',
  ],
  ["ERROR 1146 (42S02): Table 'shop.orders' doesn't exist", 'table-missing', 'table'],
  ['django.db.utils.OperationalError: no such table: orders', 'table-missing', 'table'],
  ["ERROR 1054 (42S22): Unknown column 'paid' in 'field list'", 'column-missing', 'column'],
  ['Migration failed err: index IDX_orders_id already exists', 'table-exists', 'already'],
  ["Duplicate key name 'orders_id'", 'table-exists', 'already'],
  ['java.lang.Exception: Database has migration lock; cannot run migrations.', 'migration-locked', 'lock'],
  ["42S01: Table 'orders' already exists", 'table-exists', 'already'],
  ['error: Dirty database version 7. Fix and force version.', 'migrate-dirty', 'version 7'],
  ['Currently locked, Could not acquire change log lock.', 'liquibase-locked', 'Liquibase'],
  [
    'Schema-validation: wrong column type encountered in column [id] in table [orders]; found [int4]',
    'hibernate-schema',
    'wrong column type',
  ],
  // Files.
  ['SqliteError: attempt to write a readonly database', 'sqlite-read-only', 'write'],
  ['(sqlite3.OperationalError) unable to open database file', 'sqlite-unopened', 'SQLite'],
  ['unable to prepare insert statement: database is locked (5) (SQLITE_BUSY)', 'sqlite-locked', 'locked'],
  ["Fatal error loading the DB, check server logs. Can't handle RDB format version 11", 'redis-data-version', '11'],
];

describe('what an app depends on', () => {
  test.for(SPELLINGS)('%j is %s', ([line, row, named]) => {
    expect(findRecognition([line])?.row.name).toBe(row);
    expect(recognise([line])?.cause).toContain(named);
  });

  test('a password in an address is not told', () => {
    const told = recognise(['Error: failed to connect to postgres://shop:hunter2@db:5432/shop']);
    expect(told?.cause).toContain(' db:5432');
    expect(told?.cause).not.toContain('hunter2');
  });

  test('the error that names the address counts, not the bare one that caused it', () => {
    const lines = [
      'Exception in thread "main" org.postgresql.util.PSQLException: Connection to db:5432 refused. Check that it is up.',
      '\tat org.postgresql.Driver.connect(Driver.java:1)',
      'Caused by: java.net.ConnectException: Connection refused',
    ];
    expect(findRecognition(lines)?.row.name).toBe('jdbc-postgres-refused');
  });

  test.for([
    'Connected to database at 127.0.0.1:5432',
    'Connecting to redis:6379',
    'Creating database "shop" if it does not exist',
    'applying migration 3 of 7: orders already migrated',
    'Migrations: 0 pending, 12 applied',
    'acquired change log lock',
    'Redis is ready, maxmemory 100mb',
    'the list of databases is locked to admins',
    'MOVED to /new/address',
    'READONLY mode is off',
    'listening on amqp queue mail',
    'table orders has 7 columns',
    'SSL is enabled on the server',
    'password authentication is used for user "shop"',
    'resolved db to 10.1.2.3',
    'loading credentials from the environment',
    'dial tcp 10.1.2.3:5432 ok',
    'Schema validation passed: no missing tables',
    'waiting 15 seconds for db:5432',
  ])('%j tells it nothing', (line) => {
    expect(findRecognition([line])).toBeNull();
  });
});
