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
] as const)('what one part of an app meets is not: %s', ([, lines]) => {
  expect(recognise(lines)).toBeNull();
});
