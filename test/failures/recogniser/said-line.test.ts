import { describe, expect, test } from 'vitest';
import { readSaidLines } from '../../../src/failures/recogniser/said-line.ts';

const read = (...lines: string[]) => readSaidLines(lines);

describe('what a log puts in front of its words is taken off', () => {
  test.for([
    ['docker compose', 'app_1    | listen failed', null],
    ['docker compose with colours', '\u001b[36mapp_1  |\u001b[0m listen failed', null],
    ['a paste that lost its escapes', '[31mlisten failed[0m', null],
    ['pm2', '0|app     | listen failed', null],
    ['Kubernetes', '2026-01-02T03:04:05.123456789Z stderr F listen failed', null],
    ['Heroku', '2026-01-02T03:04:05.123456+00:00 app[web.1]: listen failed', null],
    ['Render', 'May 19 11:34:58 AM  listen failed', null],
    ['Coolify', '2026-Jan-02 03:04:05.123456 listen failed', null],
    ['a NAS that writes tables', '2026/01/02 03:04:05,stderr,listen failed', null],
    ['Cloud Run', 'ERROR 2026-01-02T03:04:05.123456Z listen failed', 'error'],
    ['Cloud Run, of lines without a level', 'Default 2026-01-02 03:04:05.123 GMT listen failed', null],
    ['kubectl of all containers', 'web 2026-01-02T03:04:05.123Z listen failed', null],
    ['Elastic Beanstalk', 'Jan 02 03:04:05 ip-10-0-0-1 web: listen failed', null],
    ['the whole journal', 'Fri 2026-01-02 03:04:05 UTC host app[7]: listen failed', null],
    ['Scalingo', '2026-01-02 03:04:05.123456789 +0100 CET [web-1] listen failed', null],
    ['Cloud Foundry', '2026-01-02T03:04:05.12+0000 [APP/PROC/WEB/0] ERR listen failed', null],
    ['Lambda', '2026-01-02T03:04:05.123Z\t5b5a7b52-1b2c-4c1e-8c5c-1234567890ab\tERROR\tlisten failed', 'error'],
    ['a job of GitHub', 'build\tRun\t2026-01-02T03:04:05.1234567Z ##[error]listen failed', 'error'],
    ['BuildKit', '#12 1.234 listen failed', null],
    ['seconds since 1970', '1767323045.123 listen failed', null],
    ['Ray', '(ServeReplica:shop pid=123) listen failed', null],
    ['vLLM', '(EngineCore_0 pid=272) ERROR 01-02 03:04:05 [core.py:1136] listen failed', 'error'],
    ['foreman', 'web.1: listen failed', null],
    ['turbo, a line of a stack', 'web:start:     at listen failed', null],
    ['what a script relays', 'web-1  | [setup / 11-first.sh] - (stderr) listen failed', null],
    ['loguru with its place', '2026-01-02 03:04:05.123 | ERROR    | app.main:run:12 - listen failed', 'error'],
    ['syslog in another language', 'zář  2 03:04:05 host unit[123]: listen failed', null],
    ['what a set-up tool relays', '   STDERR: listen failed', null],
    ['a thread in brackets', '2026-01-02 03:04:05,123 ERROR [org.acme.Main] (main) ERROR: listen failed', 'error'],
    ['Jenkins', '2026-01-02 03:04:05.123+0000 [id=27]\tSEVERE\tjenkins.Init$1#onFailed: listen failed', 'error'],
    ['syslog', 'Jan  2 03:04:05 host unit[123]: listen failed', null],
    ['an ISO time and a level', '2026-01-02 03:04:05,123 ERROR listen failed', 'error'],
    ['a time in brackets', '[03:04:05] [warn] listen failed', 'warn'],
    ['Spring', '2026-01-02T03:04:05.123Z ERROR 1 --- [app] [ main] o.e.Main : listen failed', 'error'],
    ['gunicorn', '[2026-01-02 03:04:05 +0000] [7] [CRITICAL] listen failed', 'fatal'],
    ['Swoole', '[2026-01-02 03:04:05 *7.3]\tNOTICE\tlisten failed', 'info'],
    ['gunicorn by a format of its own', '[ERROR] 2026-01-02 03:04:05,123 gunicorn.error: listen failed', 'error'],
    ['Celery', '[2026-01-02 03:04:05,084: ERROR/MainProcess] listen failed', 'error'],
    ['Python', 'ERROR:app.main:listen failed', 'error'],
    ['uvicorn', 'ERROR:    listen failed', 'error'],
    ['Ruby', 'E, [2026-01-02T03:04:05.123456 #7] ERROR -- : listen failed', 'error'],
    [
      'Rails, for which a call that fails is fatal',
      'F, [2026-01-02T03:04:05.123456 #7] FATAL -- : listen failed',
      null,
    ],
    ['Apache', '[Fri Jan 02 03:04:05.123456 2026] [core:error] [pid 7] listen failed', 'error'],
    ['PHP-FPM', '[02-Jan-2026 03:04:05] ERROR: listen failed', 'error'],
    ['nginx', '2026/01/02 03:04:05 [emerg] 7#7: listen failed', 'fatal'],
    ['Redis, which dies with its highest level, a warning', '7:M 02 Jan 2026 03:04:05.123 # listen failed', null],
    ['MariaDB, an hour of one digit', '2018-01-02  3:04:05 0 [ERROR] listen failed', 'error'],
    ['MySQL 5, a date without dashes', '180102  3:04:05 [ERROR] listen failed', 'error'],
    ['Tomcat', '02-Jan-2026 03:04:05.123 SEVERE [main] org.apache.catalina.Server.load listen failed', 'error'],
    ['a service wrapper', 'jvm 1    | 2026.01.02 03:04:05 ERROR app[][o.a.Server] listen failed', 'error'],
    ['log4j, its class in brackets', '2026-01-02 03:04:05,123 ERROR [main] (App.java:12) - listen failed', 'error'],
    ['logback', '03:04:05.123 [main] ERROR com.example.App - listen failed', 'error'],
    ['log4net', '2026-01-02 03:04:05,123 [1] ERROR Shop.Program - listen failed', 'error'],
    ['NLog', '2026-01-02 03:04:05.1234|ERROR|listen failed', 'error'],
    ['loguru', '2026-01-02 03:04:05.123 | ERROR    | listen failed', 'error'],
    ['bunyan', '[2026-01-02T03:04:05.123Z] ERROR: shop/7 on host: listen failed', 'error'],
    ['pino', '[03:04:05.123] ERROR (7): listen failed', 'error'],
    ['zap', '2026-01-02T03:04:05.123Z\tERROR\tserver/main.go:12\tlisten failed', 'error'],
    ['a time as in an access log', '[02/Jan/2026:03:04:05 +0000] listen failed', null],
    ['a time that says am or pm', 'Thu, Nov 23 2023 12:23:47 pm | listen failed', null],
    ['Serilog', '[03:04:05 FTL] listen failed', 'fatal'],
    ['env_logger', '[2026-01-02T03:04:05Z ERROR shop::server] listen failed', 'error'],
    ['tracing', '2026-01-02T03:04:05.123456Z ERROR shop::server: listen failed', 'error'],
    ['Monolog', '[2026-01-02 03:04:05] production.ERROR: listen failed', 'error'],
    ['logrus', 'ERRO[0000] listen failed', 'error'],
    ['a level in the middle of its bracket', 'Jan 02 03:04:05.123 [    ERROR] - listen failed', 'error'],
    ['RabbitMQ', '2026-01-02 03:04:05.123456+00:00 [error] <0.147.0> listen failed', 'error'],
    ['HAProxy', '[ALERT]    (7) : listen failed', 'fatal'],
    ['a time right before the word', '2026-01-02 03:04:05.123+00:00Error: listen failed', 'error'],
    ["Python's logging", '2026-01-02 03:04:05,123 - shop.orders - ERROR - listen failed', 'error'],
    ["Python's logging without a name", '2026-01-02 03:04:05,123 - WARNING - listen failed', 'warn'],
    [
      'log4j',
      '2026-01-02 03:04:05,123 - WARN  [QuorumPeer[myid=1]/0:0:0:0:0:0:0:0:2181:QuorumCnxManager@368] - listen failed',
      'warn',
    ],
    ['OpenStack', '2026-01-02 03:04:05.123 25746 WARNING [req-1 - -] listen failed', 'warn'],
    ['zap', '2026-01-02T03:04:05.123Z\terror\tinternal/server.go:12\tlisten failed', 'error'],
    ['NestJS', '[Nest] 7  - 01/02/2026, 3:04:05 AM   ERROR [Orders] listen failed', 'error'],
    ['the journal', '<3>listen failed', 'error'],
    ['syslog with a priority', '<28>1 2026-01-02T03:04:05Z vm shop 7 - - listen failed', 'warn'],
    [
      'Apache, which warns of what it ends of',
      '[Fri Jan 02 03:04:05.123456 2026] [core:warn] [pid 7:tid 8] listen failed',
      null,
    ],
    ['Java in German', 'SCHWERWIEGEND: listen failed', 'error'],
    ['Java in Chinese', '警告: listen failed', 'warn'],
    ['pretty_env_logger', ' WARN  listen failed', 'warn'],
    ['a process whose number is that of a level', '[2026-01-02 03:04:05 +0000] [50] [INFO] listen failed', 'info'],
    ['PostgreSQL with user and database', '2026-01-02 03:04:05.123 UTC [7] shop@db LOG:  listen failed', 'info'],
    [
      'tracing in JSON',
      '{"timestamp":"2026-01-02T03:04:05Z","level":"WARN","fields":{"message":"listen failed"},"target":"shop"}',
      'warn',
    ],
    [
      '.NET in JSON',
      '{"Timestamp":"03:04:05","LogLevel":"Warning","Category":"Shop","Message":"listen failed"}',
      'warn',
    ],
    ['Kibana', '{"tags":["warning","savedobjects"],"pid":7,"message":"listen failed"}', 'warn'],
    ['Fly.io', '2026-01-02T03:04:05.123 app[aa11] lhr [error] listen failed', 'error'],
    ['glog', 'E0102 03:04:05.123456       7 main.go:12] listen failed', 'error'],
    ['etcd 3', '2026-01-02 03:04:05.123456 W | listen failed', 'warn'],
    ['syslog in Chinese', '1月 02 03:04:05 host unit[123]: listen failed', null],
    ['a part of Tomcat', '2026-01-02 03:04:05 [exec-20] ERROR o.a.c.c.C.[.[.[/].[shop] - listen failed', 'error'],
    ['MySQL', '2026-01-02T03:04:05.123456Z 0 [ERROR] [MY-010119] [Server] listen failed', 'error'],
  ] as const)('%s', ([, line, level]) => {
    const [said] = read(line);
    expect(said?.texts[0]?.replace(/^\s*at /, '')).toBe('listen failed');
    expect(said?.level).toBe(level);
  });

  test('and what is no prefix stays', () => {
    for (const line of [
      'Error: listen EADDRINUSE',
      'nginx: [emerg] bind() failed',
      'KeyError: "x"',
      'system is down',
    ]) {
      expect(read(line)[0]?.texts.at(-1)).toBe(line);
    }
  });

  test('but the line as it came can be read too', () => {
    expect(read('[emerg] no')[0]?.texts).toEqual(['no', '[emerg] no']);
  });

  test('typographic quotes become plain ones', () => {
    expect(read('can’t find “x”')[0]?.texts).toEqual(['can\'t find "x"']);
  });
});

describe('what stands in front of all lines is a margin', () => {
  const LINES = [
    'Traceback (most recent call last):',
    '  File "/srv/a.py", line 1',
    '    import shop',
    'ImportError: no',
  ];

  test.for([
    ['a quotation', (line: string) => `> ${line}`],
    ['a line of a box', (line: string) => `\u2502 ${line}`],
    ['an indentation', (line: string) => `    ${line}`],
    ['numbers', (line: string, index: number) => `${String(index + 8).padStart(4)}  ${line}`],
  ] as const)('%s', ([, write]) => {
    expect(read(...LINES.map(write)).map(({ texts }) => texts.at(-1))).toEqual(LINES);
  });

  test('the command that was typed may stand above', () => {
    expect(read('docker logs shop', ...LINES.map((line) => `> ${line}`)).at(-1)?.texts[0]).toBe('ImportError: no');
  });

  test.for([
    ['a stack below its error', ['Error: no', '    at a (b.js:1:1)', '    at c (d.js:1:1)', '    at e (f.js:1:1)']],
    ['numbers that do not count', ['1 worker', '2 workers', '7 workers', '9 workers']],
    ['few lines', ['  a', '  b']],
  ] as const)('but not in %s', ([, lines]) => {
    expect(read(...lines).map(({ texts }) => texts.at(-1))).toEqual(lines);
  });
});

describe('a record', () => {
  test.for([
    [
      'pino',
      '{"level":60,"time":1,"msg":"cannot start","err":{"type":"Error","message":"listen EADDRINUSE"}}',
      'fatal',
    ],
    ['zap', '{"level":"error","ts":1,"msg":"cannot start","error":"listen EADDRINUSE"}', 'error'],
    [
      'Logstash',
      '{"@timestamp":"x","message":"cannot start","level":"ERROR","stack_trace":"listen EADDRINUSE\\n\\tat a"}',
      'error',
    ],
    ['Serilog', '{"@l":"Fatal","@m":"cannot start","exception":"listen EADDRINUSE"}', 'fatal'],
    ['logfmt', 'time=x level=error msg="cannot start" err="listen EADDRINUSE"', 'error'],
  ] as const)('of %s is read as its message, its error, and both together', ([, line, level]) => {
    const [said] = read(line);
    expect(said?.level).toBe(level);
    expect(said?.texts.slice(0, 3)).toEqual(['cannot start: listen EADDRINUSE', 'cannot start', 'listen EADDRINUSE']);
  });

  test.for(['{"a":1}', '{not json}', '{}'])('%s that says nothing is a line like any other', (line) => {
    expect(read(line)[0]?.texts).toEqual([line]);
  });

  test('is not read deeper than a person would', () => {
    const deep = `${'{"err":'.repeat(50)}"x"${'}'.repeat(50)}`;
    expect(read(deep)[0]?.texts).toEqual([deep]);
  });
});

describe('a line that continues another', () => {
  test('has the level of its head: the frames and causes of a stack, indented lines', () => {
    const said = read(
      '2026-01-02 03:04:05 WARN pool is away',
      'java.net.ConnectException: refused',
      '\tat a.B.c(B.java:1)',
      'Caused by: java.io.IOException: x',
      '  more of it',
      '2026-01-02 03:04:06 INFO next',
    );
    expect(said.map(({ level }) => level)).toEqual(['warn', 'warn', 'warn', 'warn', 'warn', 'info']);
    expect(said.map(({ isContinued }) => isContinued)).toEqual([false, true, true, true, true, false]);
  });

  test('says what .NET tells below the name of who says it', () => {
    const [, said] = read('fail: Microsoft.Hosting[0]', '      it failed');
    expect(said).toMatchObject({ level: 'error', isContinued: false });
  });

  test('is no line that something stands in front of', () => {
    expect(read('ERROR a', '2026-01-02 03:04:05 b').map(({ isContinued }) => isContinued)).toEqual([false, false]);
  });
});

test('whose line it is in a log of several programs is known', () => {
  expect(read('web_1  | a', 'db_1 | b', 'c').map(({ source }) => source)).toEqual(['web_1', 'db_1', '']);
});
