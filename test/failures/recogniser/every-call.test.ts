import { expect, test } from 'vitest';
import { recognise } from '../../../src/failures/recogniser/recognise.ts';

test.for([
  [
    'Rails',
    'ArgumentError (`secret_key_base` for production environment must be a type of String`)',
    'SECRET_KEY_BASE',
  ],
  ['Laravel', 'RuntimeException: No application encryption key has been specified. in /a/vendor/a.php:79', 'APP_KEY'],
] as const)('what every call meets of an app that was never set up is told: %s', ([, error, setting]) => {
  const stack = [
    '#0 /a/b.php(1): Illuminate\\Foundation\\Http\\Kernel->handle()',
    "/gems/actionpack-7.0.0/lib/action_dispatch/a.rb:1:in `call'",
  ];
  expect(recognise([error, ...stack])?.cure).toContain(setting);
});

test.for([
  [
    'a connection of Erlang, by the process that had it',
    [
      '[error] GenServer #PID<0.656.0> terminating',
      '** (stop) :econnaborted',
      'Last message: {:tcp_error, #Port<0.29>, :econnaborted}',
      'State: {%ThousandIsland.Socket{socket: #Port<0.29>}, %{}}',
    ],
  ],
  [
    'a call in a server of PHP that runs on',
    [
      'ErrorException: require_once(/a/b.php): Failed to open stream: No such file or directory in /a/App.php:783',
      'Stack trace:',
      '#0 /a/App.php(783): require_once()',
      '#1 /a/TcpConnection.php(710): Webman\\App->onMessage(Object(Workerman\\Connection\\TcpConnection), Object(Request))',
      '#2 {main}',
    ],
  ],
  [
    'a call in a server of Swoole',
    [
      "PDOException: SQLSTATE[42S02]: Base table or view not found: 1146 Table 'shop.price' doesn't exist in /a/App.php:7",
      'Stack trace:',
      '#0 /a/Server.php(9): Shop\\Server->onRequest(Object(Swoole\\Http\\Request), Object(Swoole\\Http\\Response))',
      '#1 {main}',
    ],
  ],
  [
    'a listener of Spring, which tries again in the background',
    [
      'WARN 26 --- [Oe3I-16] o.s.a.r.l.SimpleMessageListenerContainer : Consumer raised exception, processing can restart if the connection factory supports it. Exception summary: org.springframework.amqp.AmqpConnectException: java.net.ConnectException: Connection refused',
    ],
  ],
  [
    'a job of Quartz',
    [
      'ERROR 1 --- [eduler_Worker-1] org.quartz.core.JobRunShell : Job DEFAULT.priceJob threw an unhandled Exception:',
      'java.lang.IllegalStateException: no price',
      '\tat com.shop.Job.run(Job.java:3)',
    ],
  ],
  [
    'a job of a scheduler of Python',
    [
      'Job "price (trigger: interval[0:00:10])" raised an exception',
      'Traceback (most recent call last):',
      '  File "/app/tasks.py", line 3, in price',
      'ValueError: no price',
    ],
  ],
  [
    'a command that Entity Framework tries first',
    [
      'fail: Microsoft.EntityFrameworkCore.Database.Command[20102]',
      '      Failed executing DbCommand (3ms) [Parameters=[], CommandTimeout=30]',
      '      SELECT "MigrationId" FROM "__EFMigrationsHistory";',
    ],
  ],
  [
    'a call in Phoenix, with what it knows of it in front',
    [
      '00:00:00.000 request_id=F [error] #PID<0.5.0> running ShopWeb.Endpoint (connection #PID<0.4.0>) terminated',
      'Server: localhost:4000 (http)',
      'Request: GET /',
      '** (exit) an exception was raised:',
      '    ** (RuntimeError) no price',
    ],
  ],
  [
    'a call in Go, behind a time that somebody has broken',
    [
      '2026/01/02 03: 04:05 http: panic serving 10.0.0.1:45590: runtime error: invalid memory address or nil pointer dereference',
      'at example.com/shop/site.(*Page).show (page.go:96)',
    ],
  ],
  [
    'a connector of Tomcat for AJP',
    [
      'SEVERE - Failed to start connector [Connector[AJP/1.3-auto-1]]',
      'org.apache.catalina.LifecycleException: Failed to start component [Connector[AJP/1.3-auto-1]]',
      '\tat org.apache.catalina.util.LifecycleBase.start(LifecycleBase.java:158)',
      'Caused by: org.apache.catalina.LifecycleException: The connector is closed',
    ],
  ],
  [
    'a worker of gunicorn that nobody has asked',
    [
      '[ERROR] 2026-01-02 03:04:05,123 gunicorn.error: Error handling request (no URI read)',
      'Traceback (most recent call last):',
      '  File "/a/sync.py", line 28, in handle',
      'SystemExit: 0',
    ],
  ],
  ['a call in Gin', ['[Recovery] 2026/01/02 - 00:00:00 panic recovered:', 'runtime error: index out of range [3]']],
  [
    'a message of JMS',
    [
      "ERROR 1 --- [ntContainer#0-1] o.s.j.l.DefaultMessageListenerContainer  : Could not refresh JMS Connection for destination 'shop' - retrying. Reason: java.net.ConnectException: Connection refused",
    ],
  ],
  [
    'a platform of Home Assistant',
    [
      '2026-01-02 00:00:00.000 ERROR (MainThread) [homeassistant.components.sensor] Error while setting up mqtt platform for sensor',
      'Traceback (most recent call last):',
      '  File "/a.py", line 361, in _async_setup_platform',
      'ValueError: no price',
    ],
  ],
  ['a warning of PHP', ['PHP Warning:  Undefined array key "price" in /var/www/html/shop.php on line 3']],
  ['a server that is slow', ["[00:00:00] [Server thread/WARN]: Can't keep up! Is the server overloaded?"]],
  [
    'a client of MySQL without a name',
    ["[Warning] [MY-010055] [Server] IP address '10.0.0.1' could not be resolved: Name or service not known"],
  ],
] as const)('what one part of an app meets is not: %s', ([, lines]) => {
  expect(recognise(lines)).toBeNull();
});
