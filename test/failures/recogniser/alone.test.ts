import { describe, expect, test } from 'vitest';
import { recognise } from '../../../src/failures/recogniser/recognise.ts';

describe('nothing is known where this is all there is', () => {
  test.for([
    // What the app does without
    'No license key found. Running in community mode.',
    'License key not found, starting with the free edition',
    'No API key set. Telemetry is off.',
    'SHOP_DSN is not set. Error reporting is off.',
    'SMTP_HOST is not configured; mails will be logged',
    'REDIS_URL not set – in-memory cache is used',
    "Directory /data doesn't exist, will initialize the data directory",
    'Config file /etc/shop/local.yml not found, using built-in values',
    'No config file found, starting with an empty one',
    // What it has beside what it serves
    'Missing SENTRY_AUTH_TOKEN. Source maps are not uploaded.',
    'Environment variable HTTP_PROXY is not set',
    'WARN 1 --- [main] ConfigServicePropertySourceLocator : Could not locate PropertySource: I/O error on GET request for "http://localhost:8888/shop/default": Connection refused',
    '2026/01/02 03:04:05 maxprocs: Leaving GOMAXPROCS=14: CPU quota undefined',
    'SHOP_CERTIFICATES is not set to true.',
    'Error sending email: connect ECONNREFUSED 127.0.0.1:25',
    'Webhook delivery failed: connect ETIMEDOUT 10.0.0.1:443',
    'Failed to connect to StatsD at localhost:8125: connection refused',
    'level=error msg="error getting public ip: dial tcp 192.0.2.1:443: i/o timeout"',
    'level=error msg="Scrape failed" err="Get \\"http://a:9100/metrics\\": context deadline exceeded"',
    'ERR Unable to reach the origin service. dial tcp 127.0.0.1:8080: connect: connection refused',
    // What scripts and servers remark and go on
    "rm: cannot remove '/tmp/app.pid': No such file or directory",
    "find: '/proc/1/map_files': Permission denied",
    'sysctl: setting key "net.core.somaxconn": Read-only file system',
    'sudo: unable to resolve host web1: Name or service not known',
    'fatal: not a git repository (or any of the parent directories): .git',
    'nginx: [alert] could not open error log file: open() "/var/log/nginx/error.log" failed (13: Permission denied)',
    '10-listen-on-ipv6-by-default.sh: info: can not modify /etc/nginx/conf.d/default.conf (read-only file system?)',
    'LOG:  could not bind IPv6 address "::1": Cannot assign requested address',
    '2026-01-02 03:04:05 UTC [7] FATAL:  terminating connection due to administrator command',
    '(node:1) MaxListenersExceededWarning: Possible EventEmitter memory leak detected. 11 error listeners added',
    'SEVERE: The web application [ROOT] appears to have started a thread named [x] but has failed to stop it.',
    '[1:1:0102/030405.123:ERROR:bus.cc(397)] Failed to connect to the bus: Failed to connect to socket /run/dbus/system_bus_socket: No such file or directory',
    "Could not load dynamic library 'libcudart.so.11.0'; dlerror: libcudart.so.11.0: cannot open shared object file: No such file or directory",
    "sed: can't read /tmp/shop.yaml: No such file or directory",
    "chown: cannot access '/var/tmp/shop': No such file or directory",
    "tail: cannot open '/var/log/shop.log' for reading: No such file or directory",
    '/opt/shop/start: line 37: /proc/sys/fs/file-max: Read-only file system',
    's6-linux-init-shutdown: fatal: unable to talk to shutdownd: Operation not permitted',
    'level=error msg="can\'t read dashboard provisioning files from directory" path=/etc/grafana/provisioning/dashboards error="open /etc/grafana/provisioning/dashboards: no such file or directory"',
    'Error requesting price data: Server disconnected',
    'failed to read cpu.max: open /sys/fs/cgroup/cpu.max: no such file or directory',
    'level=ERROR msg="geoip database not found" err="open /data/GeoLite2.mmdb: no such file or directory"',
    'level=error msg="reporting anonymous usage: dial tcp: lookup stats.example.com: no such host"',
    'mlock failed, swapping possible: Cannot allocate memory',
    'setrlimit failed: Operation not permitted',
    'UserWarning: CUDA initialization: Found no NVIDIA driver on your system.',
    'WARN  [io.quarkus.config] Unrecognized configuration key "shop.x" was provided; it will be ignored',
    'error creating pid file: open /run/x.pid: permission denied (continuing)',
    'nginx: [warn] could not build optimal types_hash, you should increase either types_hash_max_size: 1024',
    'AH01276: Cannot serve directory /var/www/html/: No matching DirectoryIndex (index.php,index.html) found',
    'Fontconfig error: Cannot load default config file',
    'Failed to load source map for /app/x.js: Error: Source map not found',
    // What a client may not do
    'JsonWebTokenError: jwt malformed',
    'ForbiddenError: invalid csrf token',
    'Authentication failed for user admin from 10.0.0.1',
    "ActiveRecord::RecordNotFound (Couldn't find User with 'id'=7):",
    'werkzeug.exceptions.NotFound: 404 Not Found: The requested URL was not found on the server.',
    // What says only that it ends
    'SQL Error: 0, SQLState: 08001',
    "ERROR:    Exception in 'lifespan' protocol",
    'Fatal configuration error; unable to start. See log for stacktrace.',
    'RuntimeError: Engine core initialization failed. See root cause above. Failed core proc(s): {}',
  ])('%j', (line) => {
    expect(recognise([line])).toBeNull();
  });
});

test.for([
  ['Production error: no seal'],
  ['Configuration error:', '    Field "seal" must be an integer'],
  ['Connection error: no seal'],
])('an error of what ends in "on" is quoted: %j', (lines) => {
  expect(recognise(lines)).toMatchObject({ certainty: 'quoted', evidenceAt: lines.map((_, index) => index + 1) });
});

test('a warning by its sign alone gives way to what the app ended of', () => {
  const warned = [' ⚠ Invalid options:', " ⚠     Unrecognized key(s) in object: 'seal'"];
  const denied = "Error: EACCES: permission denied, mkdir '/app/.next/cache'";
  expect(recognise([...warned, denied])?.evidence).toEqual([denied]);
});

test.for([
  'PHP Fatal error:  Uncaught Error: Call to a member function handleTick() on null in /srv/shop/server:145',
  '** (UndefinedFunctionError) function nil.seal/0 is undefined. If you are using the dot syntax, such as module.function()',
])('what was not there counts less than the failure before: %j', (nil) => {
  const port = 'Error: listen EADDRINUSE: address already in use :::80';
  expect(recognise([port, nil])?.evidence).toEqual([port]);
});

test('a script that may not make its folder has said why', () => {
  const line = "mkdir: cannot create directory '/data': Permission denied";
  expect(recognise([line])?.evidence).toEqual([line]);
});

test('advice that something should run is no word of it', () => {
  const missed = "PrismaClientInitializationError: Can't reach database server at `mysql`:`3306`";
  const advice = 'Please make sure your database server is running at `mysql`:`3306`.';
  expect(recognise([missed, advice])?.evidence).toEqual([missed]);
});

test('who is up may ask for something as well', () => {
  const refused = 'Error: connect ECONNREFUSED 127.0.0.1:5432';
  expect(recognise([refused, 'Server running on http://localhost:3000, please open it'])).toBeNull();
});

test('what tells of spans that it could not send takes its stack with it', () => {
  const lines = [
    'WARN 1 --- [/api/v2/spans}}] z.r.i.AsyncReporter$BoundedAsyncReporter : Dropped 44 spans due to UnknownHostException(tracing: Name or service not known)',
    'java.net.UnknownHostException: tracing: Name or service not known',
    '\tat java.base/java.net.InetAddress.getAllByName(InetAddress.java:1)',
  ];
  expect(recognise(lines)).toBeNull();
});

test('a name that somebody has put in front of all lines of a stack is taken off', () => {
  const lines = [
    'Setup shop: Oops, cannot start the server.',
    'Setup shop: java.lang.RuntimeException: No seal is configured.',
    ...Array.from({ length: 6 }, (_, n) => `Setup shop: \tat com.shop.Seal.load(Seal.java:${n})`),
  ];
  expect(recognise(lines)).toMatchObject({ certainty: 'quoted', evidenceAt: [2] });
});

test('who has been given what it waited for is not blamed for the wait', () => {
  const refused =
    'E0102 03:04:05.123456       1 leaderelection.go:330] error retrieving resource lock kube-system/x: dial tcp 10.96.0.1:443: connect: connection refused';
  const acquired = 'I0102 03:04:09.123456       1 leaderelection.go:260] successfully acquired lease kube-system/x';
  expect(recognise([refused, acquired])).toBeNull();
});

test('a worker of php-fpm in whose place another was started is nothing', () => {
  const lines = [
    '[02-Jan-2026 03:04:05] NOTICE: ready to handle connections',
    '[02-Jan-2026 03:04:45] WARNING: [pool www] child 9, script \'/a.php\' (request: "GET /a.php") execution timed out (31.2 sec), terminating',
    '[02-Jan-2026 03:04:45] WARNING: [pool www] child 9 exited on signal 15 (SIGTERM) after 40.2 seconds from start',
    '[02-Jan-2026 03:04:45] NOTICE: [pool www] child 10 started',
  ];
  expect(recognise(lines)).toBeNull();
  expect(recognise(lines.slice(0, 3))).not.toBeNull();
});
