import { describe, expect, test } from 'vitest';
import { recognise } from '../../../src/failures/recogniser/recognise.ts';
import { listCapturedOutputs } from '../../helpers/captured-output.ts';

const AN_ORDER = /^Somebody has (?:told|sent) |because nobody used it/;
const SERVING = 'Server listening on port 3000';
const REFUSED = 'Error: connect ECONNREFUSED 127.0.0.1:5432';

describe('a server that met a trouble, served on and was told to end', () => {
  test.for(listCapturedOutputs('healthy'))('is blamed for none of it: $name', ({ lines }) => {
    const diagnosis = recognise(lines);
    if (diagnosis !== null) expect(diagnosis.cause).toMatch(AN_ORDER);
  });
});

describe('nothing is blamed', () => {
  const LATER = Array.from({ length: 6 }, (_, n) => `2026-01-02 03:04:0${n} page ${n} is rendered`);

  test.for([
    ['that an app which was up has gone on after for long', [SERVING, REFUSED, ...LATER]],
    [
      'that a job of Sidekiq met, which goes on',
      [
        '2026-01-02T03:04:05.000Z pid=1 tid=a INFO: Starting processing, hit Ctrl-C to stop',
        '2026-01-02T03:04:06.000Z pid=1 tid=b WARN: Faraday::ConnectionFailed: Failed to open TCP connection to a.example.com:443 (Connection refused)',
        '2026-01-02T03:04:07.000Z pid=1 tid=c class=MailJob jid=2 elapsed=0.1 INFO: done',
        '2026-01-02T03:04:08.000Z pid=1 tid=a INFO: Bye!',
      ],
    ],
    [
      'that a call met, by its head',
      [
        'Exception in ASGI application',
        'Traceback (most recent call last):',
        '  File "a.py", line 1, in f',
        "ModuleNotFoundError: No module named 'price'",
      ],
    ],
    [
      'that a call met, by its stack',
      [
        "Error: Cannot find module 'price'",
        '    at f (/a.js:1:1)',
        '    at Layer.handle (/a/node_modules/express/lib/router/layer.js:95:5)',
      ],
    ],
    [
      'that a call met, by its answer',
      [REFUSED, '127.0.0.1 - - [02/Jan/2026:03:04:05 +0000] "POST /upload HTTP/1.1" 500 49 "-" "curl"'],
    ],
    [
      'that a client met',
      [
        '2026/01/02 03:04:05 [error] 33#33: *2 open() "/a/b.js" failed (2: No such file or directory), client: 10.0.0.1, server: a, request: "GET /b.js HTTP/1.1"',
      ],
    ],
    [
      'that another thread than the main one met while the app was up',
      [
        SERVING,
        "thread 'call-2' panicked at shop.rs:7:75:",
        'called `Result::unwrap()` on an `Err` value: Os { code: 2, kind: NotFound, message: "No such file or directory" }',
      ],
    ],
    [
      'that a child of a supervisor met while the app was up',
      [
        SERVING,
        '[error] GenServer Shop terminating',
        '** (File.Error) could not read file "/a": no such file or directory',
      ],
    ],
    [
      'that a part beside the app met',
      ["[ERROR] Control server error: [Errno 30] Read-only file system: '/root/.gunicorn'"],
    ],
    [
      'that a server in front says of one behind it',
      ['[WARNING] (7) : Server b/a is DOWN, reason: Layer4 connection problem, info: "Connection refused"'],
    ],
    [
      'that a life met which was told to end, before the next',
      [REFUSED, 'SIGTERM received, shutting down', 'Starting the server'],
    ],
    [
      'in what a build tool ran that ends well',
      ['Commencing graceful shutdown', '[INFO] BUILD SUCCESS', '[INFO] -----'],
    ],
  ] as const)('%s', ([, lines]) => {
    expect(recognise(lines)).toBeNull();
  });

  const RECORDS = Array.from({ length: 15 }, (_, n) => `2026-01-02 03:04:05 page ${n} is rendered`);
  const DUMP = Array.from({ length: 15 }, (_, n) => `00007fffa462c${n}: 00000000 00000000`);

  test.for([
    ['that an app has logged very much after', [REFUSED, ...RECORDS], null],
    ['but what a dump stands behind', [REFUSED, ...DUMP], 'likely'],
    [
      'that an app which was up only remarks',
      [SERVING, 'WARN connect ECONNREFUSED 127.0.0.1:5432, connection refused'],
      null,
    ],
    [
      'that a script has gone on after',
      ['setup.sh: line 2: -e: command not found', 'CREATE TABLE', 'INSERT 0 1'],
      null,
    ],
    [
      'but what Python cries behind a remark',
      ['INFO loading', 'Traceback (most recent call last):', "ModuleNotFoundError: No module named 'price'"],
      'certain',
    ],
  ] as const)('%s', ([, lines, certainty]) => {
    expect(recognise(lines)?.certainty ?? null).toBe(certainty);
  });

  const AT = (time: string): string[] => [`${time} ERROR getaddrinfo ENOTFOUND smtp.example.com`];

  test.for([
    ['ISO', '2026-01-02T03:04:05Z', '2026-01-02T03:05:05Z'],
    ['Go', '2026/01/02 03:04:05', '2026/01/02 03:05:05'],
    ['Apache', '[Fri Jan 02 03:04:05.123456 2026]', '[Fri Jan 02 03:05:05.123456 2026]'],
    ['php-fpm', '[02-Jan-2026 03:04:05]', '[02-Jan-2026 03:05:05]'],
    ['syslog', 'Jan  2 03:04:05 web shop[7]:', 'Jan  2 03:05:05 web shop[7]:'],
    ['a clock', '[23:59:45]', '[00:00:20]'],
    ['a clock of twelve hours', '01/02/2026, 11:59:45 AM', '01/02/2026, 12:00:20 PM'],
    ['days', '2026-01-02 23:59:50', '2026-01-03 00:00:30'],
    ['a zone', '2026-01-02T03:04:05+02:00', '2026-01-02T01:04:45Z'],
  ] as const)('that an app has lived with for a while, by %s', ([, before, after]) => {
    const work = `${after} INFO 12 orders are exported`;
    expect(recognise([...AT(before), work])).toBeNull();
    expect(recognise([...AT(before), `${before} INFO 12 orders are exported`])).not.toBeNull();
    expect(recognise([...AT(before), `${after} INFO waiting for the mail server`])).not.toBeNull();
    expect(recognise([...AT(before), `${after} Starting the shop`])).not.toBeNull();
    expect(recognise([...AT(before), work], { isRunning: true })).not.toBeNull();
  });

  test.for([
    ['pino', '"time":1767323045000', '"time":1767323105000'],
    ['zap', '"ts":1767323045.25', '"ts":1767323105.5'],
    ['logstash', '"@timestamp":"2026-01-02T03:04:05.000Z"', '"@timestamp":"2026-01-02T03:05:05.000Z"'],
  ] as const)('that an app has lived with for a while, by a record of %s', ([, before, after]) => {
    const failure = `{"level":"error","msg":"getaddrinfo ENOTFOUND smtp.example.com",${before}}`;
    expect(recognise([failure, `{"level":"info","msg":"12 orders are exported",${after}}`])).toBeNull();
    expect(recognise([failure, `{"level":"info","msg":"12 orders are exported",${before}}`])).not.toBeNull();
  });

  test('that came to an app which was up again and again', () => {
    const round = ['job 7 begins', REFUSED];
    expect(recognise([SERVING, ...round, ...round, ...round])).toBeNull();
    expect(recognise([SERVING, ...round])).not.toBeNull();
    expect(recognise([...round, ...round, ...round])).not.toBeNull();
  });

  test.for([
    'ERROR accept tcp [::]:8080: use of closed network connection',
    'http: Server closed',
    'asyncio.exceptions.CancelledError',
    'java.nio.channels.ClosedChannelException',
    'java.util.concurrent.RejectedExecutionException: Task a rejected from b',
    "System.ObjectDisposedException: Cannot access a disposed object. Object name: 'Shop'.",
    'Error [ERR_SERVER_NOT_RUNNING]: Server is not running.',
  ])('that comes of an end in order: %s', (line) => {
    expect(recognise([SERVING, 'Shutting down gracefully', line])).toBeNull();
    const starting = recognise(['INFO loading', "Error: Cannot find module 'price'", 'Shutting down', line]);
    expect(starting?.evidence).toEqual(["Error: Cannot find module 'price'"]);
  });

  test.for([
    "client Error: Parse Error: Invalid method encountered { code: 'HPE_INVALID_METHOD' }",
    'Error: read ECONNRESET',
    'ERROR recv() failed (104: Connection reset by peer)',
  ])('that a stranger does to an app which is up: %s', (line) => {
    expect(recognise([SERVING, line])).toBeNull();
    expect(recognise([line])).not.toBeNull();
    expect(recognise([SERVING, 'node:events:495', '      throw er;', '', line, '', 'Node.js v20.20.2'])).not.toBeNull();
  });

  const nginx = (level: string, words: string): string => `2026/01/02 03:04:05 [${level}] 1#1: ${words}`;
  const NO_LOG = nginx('emerg', 'open() "/srv/logs/access.log" failed (2: No such file or directory)');

  test('that nginx finds in what it reads again', () => {
    const up = [nginx('notice', 'start worker processes'), nginx('notice', 'start worker process 31')];
    const end = nginx('notice', 'exit');
    expect(recognise([...up, nginx('notice', 'reopening logs'), NO_LOG])).toBeNull();
    expect(recognise([NO_LOG])).not.toBeNull();
    expect(recognise([...up, end, NO_LOG])).not.toBeNull();
    expect(recognise([...up, '/docker-entrypoint.sh: Configuration complete', NO_LOG])).not.toBeNull();
  });

  test('that a cache is away for an app which was up, told once more', () => {
    const away = "Couldn't connect to the cache";
    expect(recognise([SERVING, away, away])).toBeNull();
    expect(recognise([SERVING, away])?.certainty).toBe('quoted');
    expect(recognise([SERVING, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED])).toBeNull();
  });

  test('that a service is away which an app wants to tell of its end', () => {
    const away = 'ERROR could not tell the queue: connect ECONNREFUSED 127.0.0.1:5672';
    expect(recognise([SERVING, 'Shutting down gracefully', away])).toBeNull();
    expect(recognise(['INFO loading', 'Shutting down gracefully', away])).not.toBeNull();
  });

  test.for([
    ['[0]', '[1]'],
    ['[dev:api]', '[dev:web]'],
    ['web.1  |', 'api.1  |'],
    ['web    |', 'worker |'],
    ['web:dev:', 'api:dev:'],
    ['@shop/web:', '@shop/api:'],
    ['apps/web dev:', 'apps/api dev:'],
  ] as const)('that one of several programs has lived with, but what another has not: %s, %s', ([one, other]) => {
    const failure = '[03:04:05] ERROR getaddrinfo ENOTFOUND smtp.example.com';
    const work = '[03:09:05] 12 orders are exported';
    expect(recognise([`${one} ${failure}`, `${one} ${work}`])).toBeNull();
    expect(recognise([`${other} ${failure}`, `${one} ${work}`])).not.toBeNull();
    expect(recognise([`${other} ${REFUSED}`, `${one} ${SERVING}`])?.evidence).toEqual([`${other} ${REFUSED}`]);
    expect(recognise([`${other} ${REFUSED}`, `${other} ${SERVING}`])).toBeNull();
  });

  test('of what fails behind an order to an app that was up', () => {
    const order = 'SIGTERM received, shutting down';
    expect(recognise([SERVING, order, "Error: Cannot find module './routes/User'"])?.evidence).toEqual([order]);
  });

  test.for([
    'ERROR unable to unlock: open /data/a.lock: no such file or directory',
    'ERROR failed to remove the pid file: open /a.pid: permission denied',
  ])('of what a program does while it ends: %s', (line) => {
    const order = 'SIGTERM received, shutting down';
    expect(recognise(['loading', order, line])?.evidence).toEqual([order]);
  });
});

describe('it is blamed all the same', () => {
  test.for([
    [
      'that ends a runtime, whatever called it',
      [
        'node:internal/errors:465',
        '    throw e;',
        '    ^',
        '',
        "Error: Cannot find module 'price'",
        '    at Layer.handle (/a/node_modules/express/lib/router/layer.js:95:5)',
      ],
      4,
    ],
    [
      'that another thread met before the app was up',
      [
        "thread 'tokio' panicked at shop.rs:7:75:",
        'called `Result::unwrap()` on an `Err` value: Os { code: 2, kind: NotFound, message: "No such file or directory" }',
      ],
      1,
    ],
    [
      'that an app met which was told to start again since, and ends of it',
      ['SIGTERM received, shutting down', 'Starting the server', REFUSED],
      2,
    ],
  ] as const)('%s', ([, lines, at]) => {
    expect(recognise(lines)?.evidence).toEqual([lines[at]]);
  });

  test('though not for certain, that a service is away for an app which was up', () => {
    expect(recognise([REFUSED])?.certainty).toBe('certain');
    expect(recognise([SERVING, REFUSED])?.certainty).toBe('likely');
  });
});
