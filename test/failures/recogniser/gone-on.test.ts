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
    '2018-02-06 12:41:06.905234 E | embed: rejected connection from "10.0.0.1:35574" (error "EOF", ServerName "")',
    "ERROR 2017-08-12 10:05:00,123 exception 9 140 Invalid HTTP_HOST header: '10.0.0.1'. You may need to add '10.0.0.1' to ALLOWED_HOSTS.",
    '[ERROR] plugin/errors: 2 shop.example.com. A: read udp 10.0.0.1:53039->10.0.0.2:53: i/o timeout',
    '  2026-01-02 03:04:06 App\\Jobs\\SendMail ..................... 1s FAIL',
    'level=error msg="Internal error" error="context canceled" remote_addr=10.0.0.1 traceID=',
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
    [
      '[2026-01-02 03:04:05] [ERROR   ] discord.client: Ignoring exception in on_ready',
      'Traceback (most recent call last):',
      '  File "/bot.py", line 86, in on_ready',
      "AttributeError: 'NoneType' object has no attribute 'group'",
    ],
    [
      'Internal Server Error: /',
      'Traceback (most recent call last):',
      '  File "/venv/django/core/handlers/base.py", line 87, in get_response',
      'SuspiciousOperation: a host that is none of ours',
    ],
    [
      'F, [2026-01-02T03:04:05.7 #7] FATAL -- : [f1]',
      '[f1] ActiveRecord::StatementInvalid (PG::UndefinedTable: ERROR: relation "orders" does not exist):',
      '[f1] app/controllers/orders_controller.rb:7:in `index',
    ],
    [
      '   ▲ Next.js 14.1.0',
      ' ✓ Ready in 312ms',
      " ⨯ TypeError: Cannot read properties of undefined (reading 'map')",
      '    at Page (/app/.next/server/app/page.js:1:1234)',
    ],
    [
      '[WARN ][o.e.t.TcpTransport] [node01] exception caught on transport layer [NettyTcpChannel{localAddress=/10.0.0.1:9300}], closing connection',
      'io.netty.handler.codec.DecoderException: io.netty.handler.ssl.NotSslRecordException: not an SSL/TLS record: 4553',
      '\tat io.netty.handler.codec.ByteToMessageDecoder.callDecode(ByteToMessageDecoder.java:459)',
    ],
  ])('what it says of a client, by the stack: %s', (lines) => {
    expect(recognise(lines)).toBeNull();
  });

  test.for([
    ["Error: Cannot find module 'raw-body'", 'Require stack:', '- /app/node_modules/body-parser/index.js'],
    [
      "Error: Cannot find module 'price'",
      '    at Function._load (node:internal/modules/cjs/loader:1)',
      '    at Object.<anonymous> (/app/node_modules/raw-body/index.js:1:1)',
    ],
    [
      "FastifyError: Method 'GET' already declared for route '/'",
      '    at Object.addNewRoute (/app/node_modules/fastify/lib/route.js:1:1)',
    ],
    [
      'Traceback (most recent call last):',
      '  File "/venv/django/core/handlers/base.py", line 40, in load_middleware',
      "ModuleNotFoundError: No module named 'price'",
    ],
    [
      'Error: listen EADDRINUSE: address already in use :::80',
      '    at Application.listen (/app/node_modules/koa/lib/application.js:82:19)',
    ],
    ['TypeError: Missing parameter name at 1', '    at new Layer (/app/node_modules/router/lib/layer.js:33:16)'],
    [
      "/srv/app/config/routes.rb:4:in `block in <main>': uninitialized constant Price (NameError)",
      "\tfrom /gems/actionpack-7.0.4/lib/action_dispatch/routing/mapper.rb:123:in `instance_exec'",
    ],
    ['PHP Fatal error:  Uncaught Error: no price', '#5 Router.php(4): Illuminate\\Routing\\Router->group()'],
    ['level=error msg="no database" remote_addr=10.0.0.7:5432 err="connection refused"'],
  ])('but not a start that fails in the same place: %s', (lines) => {
    expect(recognise(lines)).not.toBeNull();
  });

  test.for([
    'server: listening addr=0.0.0.0:554',
    '{"level":"info","msg":"listening","addr":":8080"}',
    'Listening 0.0.0.0:8080',
  ])('once it is up by %s', (ready) => {
    const stranger = 'ERROR recv() failed (104: Connection reset by peer)';
    expect(recognise([ready, stranger])).toBeNull();
    expect(recognise([stranger])).not.toBeNull();
  });

  test('but no start goes on that a connection has broken off', () => {
    const lines = [
      'io.lettuce.core.RedisConnectionException: Unable to connect to 10.0.0.7:6379',
      'Caused by: java.io.IOException: Connection reset by peer',
      '\tat io.netty.channel.socket.nio.NioSocketChannel.doReadBytes(NioSocketChannel.java:350)',
    ];
    expect(recognise(['starting', ...lines])).not.toBeNull();
  });

  test('a job of Sidekiq, but not a start of it that fails', () => {
    const error =
      '2026-01-02T03:04:05.901Z pid=7 tid=gk1 WARN: Redis::CommandError: ERR AUTH <password> called without any password configured for the default user.';
    const failed =
      '2026-01-02T03:04:05.901Z pid=7 tid=gk1 WARN: {"context":"Job raised exception","job":{"class":"MailJob"}}';
    expect(recognise([failed, error])).toBeNull();
    expect(recognise([error])).not.toBeNull();
  });

  test('but a start that fails behind what Rails has logged is told', () => {
    const fatal = 'F, [2026-01-02T03:04:05.7 #7] FATAL -- : it is over';
    const cry = "/srv/app/config/boot.rb:4:in `require': cannot load such file -- price (LoadError)";
    expect(recognise([fatal, '', cry])?.evidence).toEqual([cry]);
  });

  test('but a page that Next.js could not build is told', () => {
    const error = "TypeError: Cannot read properties of undefined (reading 'map')";
    expect(recognise([error, '    at Page (/app/.next/server/app/page.js:1:1234)'])?.evidence).toEqual([error]);
  });

  test('a user whom MySQL does not let in, where nobody else is there', () => {
    const denied = "2026-01-02 03:04:05 3 [Warning] Access denied for user 'root'@'10.0.0.1' (using password: NO)";
    expect(recognise(['2026-01-02 03:04:01 0 [Note] mysqld: ready for connections.', denied])).toBeNull();
    expect(recognise([denied])).not.toBeNull();
  });

  test('a session that PostgreSQL ends for being idle', () => {
    const up = '2026-01-02 03:04:05 UTC [1] LOG:  database system is ready to accept connections';
    const idle = '2026-01-02 03:07:05 UTC [79] FATAL:  terminating connection due to idle-session timeout';
    expect(recognise([up, idle])).toBeNull();
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

describe('what an app has tried in vain', () => {
  const RETRY = 'Unable to reach the search engine. Retrying in 5 secs...';

  test.for(['Out of retries. Bailing out...', 'giving up after 3 attempts', 'Refusing to start'])(
    'is told once it says: %s',
    (end) => {
      expect(recognise([RETRY, RETRY, end])?.evidence).toEqual([RETRY]);
    },
  );

  test('is not while it tries, or once it was reached', () => {
    expect(recognise([RETRY, RETRY])).toBeNull();
    expect(recognise([RETRY, 'connected to the search engine', 'giving up after 3 attempts'])?.evidence).not.toEqual([
      RETRY,
    ]);
  });
});

test('what an app that was never up has met as it tried for the last time is quoted', () => {
  const tried = '[E] start of the store, attempt #8/15 failed. Error: migrate: shelf 212 is not there';
  expect(recognise(['[I] attempt #8/15', tried])?.evidence).toEqual([tried]);
  expect(recognise(['[I] attempt #8/15', tried], { isRunning: true })).toBeNull();
  expect(recognise([SERVING, tried])).toBeNull();
  expect(recognise([tried, '[I] attempt #9/15 is well', '[I] the store is open'])).toBeNull();
});

describe('a server for apps that is up without its app', () => {
  const failure = 'java.lang.NoSuchMethodError: javax.persistence.Table.indexes()';
  const up = ['INFO: Deploying web application directory /ROOT', 'INFO: Server startup in 97692 ms'];

  test('has not gone on after what kept the app from starting', () => {
    const empty = 'SEVERE: Context [/shop] startup failed due to previous errors';
    expect(recognise(['SEVERE: Context initialization failed', failure, empty, ...up])?.evidence).toEqual([failure]);
  });

  test('has where that was none', () => {
    expect(recognise(['SEVERE: Context initialization failed', failure, ...up])).toBeNull();
  });
});

test('of a chain whose root says nothing but its kind the cause above is quoted', () => {
  const above = 'Caused by: java.sql.SQLException: the shop has no rooms';
  const lines = [
    'ERROR: Failed to start',
    above,
    '\tat a.b.C.d(C.java:1)',
    'Caused by: java.util.concurrent.TimeoutException',
  ];
  expect(recognise(lines)?.evidence).toEqual([above]);
});

describe('what only tells that something ended is never quoted', () => {
  test.for([
    'pg_ctl: could not start server',
    '# Fatal error loading the DB, check server logs. Exiting.',
    'WARNING Container called exit(1).',
    'java.lang.IllegalStateException: Kafka server is still starting up, cannot shut down!',
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

test('who says that it ends of an error has not gone on, whatever its next life says', () => {
  const lines = [
    '[2026-11-28 04:58:55,865] ERROR Exiting Shop due to fatal exception (shop.Shop$)',
    'java.lang.IllegalArgumentException: requirement failed: There must be a listener.',
    '        at shop.Config.validate(Config.scala:2305)',
    ...['shop 04:59:02.88', 'Welcome to the shop', 'Read more about it', 'Write to us', 'shop 04:59:02.89'],
    ...['INFO  ==> ** Starting the set-up **', 'INFO  ==> ** Set-up finished! **', 'INFO  ==> ** Starting the shop **'],
  ];
  expect(recognise(lines)).toMatchObject({ certainty: 'quoted', evidence: [lines[1]] });
});
