import { describe, expect, test } from 'vitest';
import { recognise } from '../../../src/failures/recogniser/recognise.ts';

const SERVING = 'Server listening on port 3000';
const LOST = 'Something else could not be done';

describe('a server goes on after', () => {
  test.for([
    ['a call of Python’s own server', ["Exception happened during processing of request from ('10.0.0.1', 49159)"]],
    [
      'a call of Puma’s that is none',
      [
        'HTTP parse error, malformed request (): #<Puma::HttpParserError: Invalid HTTP format, parsing fails.>',
        'ENV: {"rack.version"=>[1, 3], "rack.errors"=>#<IO:<STDERR>>}',
      ],
    ],
    [
      'a channel of RabbitMQ’s',
      [
        "2026-01-02 03:04:05.027 [error] <0.27.0> Channel error on connection <0.18.0> (10.0.0.1:17302 -> 10.0.0.2:5672, vhost: '/', user: 'guest'), channel 1:",
        "operation queue.declare caused a channel exception not_found: no queue 'orders' in vhost '/'",
      ],
    ],
    [
      'a connection of Kestrel’s',
      [
        'warn: Microsoft.AspNetCore.Server.Kestrel[0]',
        '      Connection processing ended abnormally',
        'System.IO.IOException: Error -4077 ECONNRESET connection reset by peer ---> Microsoft.AspNetCore.Server.Kestrel.Internal',
        '.Networking.UvException: Error -4077 ECONNRESET connection reset by peer',
        '   --- End of inner exception stack trace ---',
      ],
    ],
    [
      'a jar that Tomcat looks through',
      [
        'SEVERE: Unable to process Jar entry [module-info.class] from Jar [jar:file:/a.jar!/] for annotations',
        'org.apache.tomcat.util.bcel.classfile.ClassFormatException: Invalid byte tag in constant pool: 19',
        '\tat org.apache.tomcat.util.bcel.classfile.Constant.readConstant(Constant.java:133)',
      ],
    ],
    [
      'a call whose error the app has printed in words of its own, and as a message of several lines',
      [
        'Error querying orders: PreparedStatementCallback; bad SQL grammar [SELECT',
        'FROM orders',
        ']',
        'org.springframework.jdbc.BadSqlGrammarException: PreparedStatementCallback; bad SQL grammar [SELECT',
        'FROM orders',
        ']',
        '\tat com.example.Orders.list(Orders.java:138)',
        '\tat org.springframework.web.servlet.DispatcherServlet.doDispatch(DispatcherServlet.java:1089)',
      ],
    ],
  ] as const)('%s', ([, lines]) => {
    expect(recognise(lines)).toBeNull();
    expect(recognise([...lines, LOST])?.evidence).toEqual([LOST]);
  });

  test.for([
    'http: TLS handshake error from 10.0.0.1:4711: tls: first record does not look like a TLS handshake',
    'WARNING | grpc: Server.Serve failed to complete security handshake from "10.0.9.140:62179": EOF',
    'SSL error, peer: 10.0.0.1, peer cert: : #<Puma::MiniSSL::SSLError: HTTP connection?>',
    'Error in reactor loop escaped: System error: Undefined error: 0 - 0 (Puma::MiniSSL::SSLError)',
    'BadRequestError: request aborted',
    'httputil: ReverseProxy read error during body copy: unexpected EOF',
    '2016/09/05 17:17:29 [ERROR 502 /] unreachable backend',
    '2018-05-17 12:07:03 vert.x-eventloop-thread-6 ERROR Connection reset by peer',
    '[error] Postgrex.Protocol (#PID<0.3.0>) disconnected: ** (DBConnection.ConnectionError) client #PID<0.4.0> exited',
    'App 20552 stderr: [ 2016-04-27 18:47:40.1 7673/0x007f(Worker 1) utils.rb:87 ]: *** Exception Rack::Timeout::RequestTimeoutError (late) (process 7673, thread 0x007f(Worker 1)):',
    'org.eclipse.jetty.io.EofException: Closed',
    'ERROR Socket error on client shop, disconnecting.',
  ])('what it says of a client: %s', (line) => {
    expect(recognise(['waiting', line])).toBeNull();
    expect(recognise(['waiting', line, LOST])?.evidence).toEqual([LOST]);
  });

  test.for([
    ['Error: aborted', '    at abortIncoming (node:_http_server:754:17)'],
    [
      'SEVERE: Error intercepted before a context was made.',
      'java.io.IOException: Connection reset by peer',
      '\tat io.netty.channel.socket.nio.NioSocketChannel.doReadBytes(NioSocketChannel.java:350)',
    ],
    [
      'java.lang.IllegalArgumentException: a cookie that is none',
      '\tat org.apache.coyote.http11.Http11Processor.service(Http11Processor.java:292)',
    ],
  ])('what it says of a client, by the stack: %s', (lines) => {
    expect(recognise(lines)).toBeNull();
  });

  test('but no start goes on that a connection has broken off', () => {
    const lines = [
      'io.lettuce.core.RedisConnectionException: Unable to connect to 10.0.0.7:6379',
      'Caused by: java.io.IOException: Connection reset by peer',
      '\tat io.netty.channel.socket.nio.NioSocketChannel.doReadBytes(NioSocketChannel.java:350)',
    ];
    expect(recognise(['starting', ...lines])).not.toBeNull();
  });

  test('a statement that PostgreSQL refuses, where nobody else is there', () => {
    const refused = '2015-12-18 19:47:54 UTC ERROR:  relation "user" does not exist at character 283';
    const up = '2015-12-18 19:37:37 UTC LOG:  database system is ready to accept connections';
    expect(recognise([up, refused])).toBeNull();
    expect(recognise([up, 'psql:/init.sql:5: ERROR:  relation "user" does not exist'])).not.toBeNull();
    expect(recognise([refused])).not.toBeNull();
  });

  test('a part beside it that it has begun', () => {
    const scanned = 'HTTP parse error, malformed request: Connection reset by peer';
    expect(recognise([SERVING, 'Starting control server on unix:///run/app.sock', scanned])).toBeNull();
  });

  const TIMEOUT = '[2026-01-02 03:04:05 +0000] [1] [CRITICAL] WORKER TIMEOUT (pid:7)';
  const BOOTED = (pid: number): string => `[2026-01-02 03:04:06 +0000] [${pid}] [INFO] Booting worker with pid: ${pid}`;

  test('a worker that it has replaced, once it was at work', () => {
    expect(recognise(['2026-01-02 03:04:01 12 orders are exported', TIMEOUT, BOOTED(8)])).toBeNull();
    expect(recognise([BOOTED(7), '10.0.0.1 - - "GET / HTTP/1.1" 200 12', TIMEOUT, BOOTED(8)])).toBeNull();
    expect(recognise([BOOTED(7), TIMEOUT, BOOTED(8)])?.evidence).toEqual([TIMEOUT]);
    expect(recognise(['2026-01-02 03:04:01 12 orders are exported', TIMEOUT])?.evidence).toEqual([TIMEOUT]);
  });

  test('an order to an earlier life, in a log that is indented as a whole', () => {
    const lines = [
      '1:M 14 Mar 15:58:22.129 * Ready to accept connections',
      '1:signal-handler (1521045227) Received SIGINT scheduling shutdown...',
      '1:M 14 Mar 16:33:47.973 # User requested shutdown...',
      '1:C 14 Mar 16:34:12.556 # oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo',
      '1:M 14 Mar 16:34:12.558 * Ready to accept connections',
    ];
    expect(recognise(lines)).toBeNull();
    expect(recognise(lines.map((line) => `  ${line}`))).toBeNull();
    expect(recognise(lines.slice(0, 3).map((line) => `  ${line}`))?.cause).toMatch(/^Somebody has told Redis/);
  });
});

describe('what only tells that something ended is never quoted', () => {
  test.for([
    'pg_ctl: could not start server',
    '# Fatal error loading the DB, check server logs. Exiting.',
    'WARNING Container called exit(1).',
    'Default STARTUP TCP probe failed 1 time consecutively for container "a" on port 8080. The instance was not started.',
  ])('%s', (line) => {
    expect(recognise([line])).toBeNull();
    expect(recognise([LOST, line])?.evidence).toEqual([LOST]);
  });

  test('and what pg_ctl waits for is no waiting of the server', () => {
    const lock = 'FATAL:  could not create lock file "/run/postgresql/.s.PGSQL.5432.lock": No such file or directory';
    const found = recognise([
      `db_1  | waiting for server to start....${lock}`,
      'db_1  | pg_ctl: could not start server',
    ]);
    expect(found?.cause).toMatch(/^PostgreSQL cannot make its socket/);
  });
});
