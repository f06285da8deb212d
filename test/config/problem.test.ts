import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type LoadOptions, refuseConfig } from '../helpers/config-folder.ts';

const APP = 'command: python3 server.py\nport: 8080\n';
/** A certificate that signs itself, of a key nobody has. */
const PEM = readFileSync(new URL('certificate.pem', import.meta.url), 'utf8').trim();
const TWO = 'processes:\n  web: { command: web, port: 8080 }\n';

/** Each config has exactly the problems listed. */
const CASES: ReadonlyArray<readonly [string, string, readonly string[], LoadOptions?]> = [
  // keys
  ['an unknown key', `${APP}prot: 1\n`, ["3:1: unknown key 'prot', expected a known key (did you mean 'port'?)"]],
  [
    'an unknown key in a section',
    `${APP}proxy:\n  maxinflight: 3\n`,
    ["4:3: unknown key 'maxinflight' in proxy, expected a known key (did you mean 'maxInFlight'?)"],
  ],
  [
    'two unknown keys in one section',
    `${APP}stop: { zebra: 1, quagga: 2 }\n`,
    [
      "3:9: unknown key 'zebra' in stop, expected one of drain",
      "3:19: unknown key 'quagga' in stop, expected one of drain",
    ],
  ],
  ['a duplicate key', `${APP}port: 8081\n`, ["3:1: duplicate key 'port', expected once: it is on line 2 already"]],
  ['a missing key', 'processes:\n  web: { port: 8080 }\n', ["2:3: processes.web has no 'command', expected one"]],
  [
    'a bad name',
    `${TWO}  "a b": { command: x }\n`,
    ['3:3: processes.a b is a bad name, expected a name: a letter, then letters, digits, - or _'],
  ],
  // live
  [
    'a live probe of no kind, of two, and of a line',
    'processes:\n  web: { command: web, port: 1, live: { every: 1s } }\n  db: { command: db, port: 2, live: { tcp: 2, exec: "true" } }\n  cron: { command: cron, live: { log: ready } }\nupstream: { process: web }\n',
    [
      '2:33: processes.web.live has no probe, expected one of tcp, http, unix, exec',
      '3:47: processes.db.live has tcp and exec, expected one',
      '4:26: processes.cron.live has no probe, expected one of tcp, http, unix, exec',
      "4:34: unknown key 'log' in processes.cron.live, expected one of tcp, http, unix, exec, status, headers, every, timeout, failures",
    ],
  ],
  [
    'a live probe with numbers that mean nothing, and of a process that ends',
    'processes:\n  web: { command: web, port: 1, live: { http: health, every: 0s, failures: 0 } }\n  m: { command: m, oneshot: true, live: { exec: "true", status: 200 } }\n',
    [
      "2:47: processes.web.live.http is 'health', expected a path that begins with /",
      "2:62: processes.web.live.every is '0s', expected a duration such as 500ms, 15s, 10m or 1h, longer than 0",
      '2:76: processes.web.live.failures is 0, expected a whole number, from 1 to 1000',
      '3:35: processes.m.live contradicts `oneshot: true`, expected nothing: it is to end',
      '3:57: processes.m.live.status is for `http` probes, expected none here',
    ],
  ],
  // signals
  [
    'a signal that there is not',
    `${APP}signals: { HUPP: app }\n`,
    ["3:12: signals.HUPP is no signal, expected a signal such as HUP, USR1, USR2, WINCH or QUIT (did you mean 'HUP'?)"],
  ],
  [
    'signals that cannot be passed on',
    `${APP}signals: { TERM: app, SIGKILL: app, SIGSEGV: app }\n`,
    [
      '3:12: signals.TERM cannot be passed on, because it asks berth to stop',
      '3:23: signals.SIGKILL cannot be passed on, because no program gets to see it',
      '3:37: signals.SIGSEGV cannot be passed on, because it tells of a fault in berth',
    ],
  ],
  [
    'a signal by both of its names',
    `${APP}signals: { HUP: app, SIGHUP: app }\n`,
    ['3:22: signals.SIGHUP is the same signal as signals.HUP, expected it once'],
  ],
  [
    'a signal to a process that there is not',
    `${APP}signals: { HUP: reload, USR1: { process: nginx } }\n`,
    [
      "3:17: signals.HUP is 'reload', expected the name of a process ('app'), or a command of several words or with a / in it",
      "3:42: signals.USR1.process is 'nginx', expected the name of a process ('app')",
    ],
  ],
  [
    'a signal to a process as one that there is not',
    `${TWO}  db: { command: db }\nsignals: { HUP: { process: wep, signal: USR3 }, USR1: [] }\n`,
    [
      "4:28: signals.HUP.process is 'wep', expected the name of a process (web, db) (did you mean 'web'?)",
      "4:41: signals.HUP.signal is 'USR3', expected the name of a signal such as SIGTERM, SIGINT or SIGQUIT",
      '4:55: signals.USR1 is a list, expected a command line, or a list of words',
    ],
  ],
  // YAML
  ['an unclosed quote', 'command: "python3\nport: 8080\n', ['1:10: is not valid YAML: missing closing "quote']],
  ['a tab as indentation', `${APP}log:\n\tlevel: info\n`, ['4:1: is indented with a tab, expected spaces']],
  [
    'a tag',
    'command: !sh x\nport: 8080\n',
    ['1:10: is not valid YAML: has !sh, which YAML takes for a tag: put the whole value in quotes'],
  ],
  ['two documents', `${APP}---\nport: 1\n`, ['3:1: a second document begins here, expected one in a file']],
  [
    "a key of docker-compose's",
    `${APP}environment: { A: 1 }\n`,
    ["3:1: unknown key 'environment', expected a known key (here it is called 'env')"],
  ],
  [
    'keys of other tools inside a process',
    `${TWO}  db: { command: db, depends_on: [web], cwd: x, healthcheck: {} }\n`,
    [
      "3:22: unknown key 'depends_on' in processes.db, expected a known key (here it is called 'after')",
      "3:41: unknown key 'cwd' in processes.db, expected a known key (here it is called 'workingDirectory')",
      "3:49: unknown key 'healthcheck' in processes.db, expected a known key (here it is called 'ready')",
    ],
  ],
  ['a list as a file', '- a\n', ['1:1: the file is a list, expected a mapping of keys']],
  ['an empty file', '', ['1:1: nothing to start, expected `command`, or `processes`']],
  // types and ranges
  [
    'a text for a port',
    'command: x\nport: "eighty"\n',
    ["2:7: port is 'eighty', expected a port from 1 to 65535, or auto"],
  ],
  [
    'a port out of range',
    'command: x\nport: 70000\n',
    ['2:7: port is 70000, expected a port from 1 to 65535, or auto'],
  ],
  ['port 0 for the app', 'command: x\nport: 0\n', ['2:7: port is 0, expected a port from 1 to 65535, or auto']],
  [
    'a duration without a unit',
    `${APP}gracePeriod: 10\n`,
    ['3:14: gracePeriod is 10, expected a duration such as 500ms, 15s, 10m or 1h (did you mean 10s?)'],
  ],
  [
    'a duration in words',
    `${APP}gracePeriod: 10 s\n`,
    ["3:14: gracePeriod is '10 s', expected a duration such as 500ms, 15s, 10m or 1h (did you mean 10s?)"],
  ],
  [
    'a duration no timer can wait for',
    `${APP}gracePeriod: 600h\n`,
    ["3:14: gracePeriod is '600h', expected a duration such as 500ms, 15s, 10m or 1h, at most 596h"],
  ],
  [
    'a deadline of nothing',
    `${APP}startup: { deadline: 0s }\n`,
    ["3:22: startup.deadline is '0s', expected a duration such as 500ms, 15s, 10m or 1h, longer than 0"],
  ],
  [
    'a size without a unit',
    `${APP}proxy: { limits: { body: 1000 } }\n`,
    [
      '3:26: proxy.limits.body is 1000, expected a size such as 64KiB, 32MiB or 1GiB, or 0 (no limit) (did you mean 1000B?)',
    ],
  ],
  [
    'a size in another unit',
    `${APP}proxy: { limits: { body: 32MB } }\n`,
    [
      "3:26: proxy.limits.body is '32MB', expected a size such as 64KiB, 32MiB or 1GiB, or 0 (no limit) (did you mean 32MiB?)",
    ],
  ],
  [
    'bodies that are neither collected nor streamed, and too little room',
    `${APP}proxy: { requestBody: file, collect: { max: 0 } }\n`,
    [
      "3:23: proxy.requestBody is 'file', expected 'collect' or 'stream'",
      '3:45: proxy.collect.max is 0, expected a size such as 64KiB, 32MiB or 1GiB, at least 1024 bytes',
    ],
  ],
  [
    'a size that is too small',
    `${APP}proxy: { limits: { head: 1B } }\n`,
    ["3:26: proxy.limits.head is '1B', expected a size such as 64KiB, 32MiB or 1GiB, at least 1024 bytes"],
  ],
  [
    'a negative number',
    `${APP}proxy: { maxInFlight: -1 }\n`,
    ['3:23: proxy.maxInFlight is -1, expected a whole number, 0 or more'],
  ],
  [
    'a fraction',
    `${APP}proxy: { maxInFlight: 1.5 }\n`,
    ['3:23: proxy.maxInFlight is 1.5, expected a whole number, 0 or more'],
  ],
  [
    'a word that is not among the choices',
    `${APP}log: { level: warning }\n`,
    ["3:15: log.level is 'warning', expected 'debug', 'info', 'warn', 'error' or 'silent' (did you mean 'warn'?)"],
  ],
  [
    'a text for a flag',
    `${APP}log: { calls: yes }\n`,
    ["3:15: log.calls is 'yes', expected true or false (did you mean true?)"],
  ],
  ['nothing for a section', `${APP}log:\n`, ['3:5: log is empty, expected a mapping of keys']],
  ['a list for a section', `${APP}log: [info]\n`, ['3:6: log is a list, expected a mapping of keys']],
  [
    'a mapping for a text',
    `${APP}workingDirectory: { a: b }\n`,
    ['3:19: workingDirectory is a mapping, expected a path'],
  ],
  [
    'an unknown signal',
    `${APP}stopSignal: SIGFOO\n`,
    ["3:13: stopSignal is 'SIGFOO', expected the name of a signal such as SIGTERM, SIGINT or SIGQUIT"],
  ],
  [
    'a mode that is not octal',
    `${APP}files: { a: { template: t, mode: 0888 } }\n`,
    ["3:34: files.a.mode is '0888', expected an octal mode such as '0600' or '0644'"],
    { files: { t: '' } },
  ],
  [
    'a target outside the run directory',
    `${APP}files: { a: { template: t, to: ../x } }\n`,
    ["3:32: files.a.to is '../x', expected a file name without a folder"],
    { files: { t: '' } },
  ],
  // commands
  [
    'an unclosed quote in a command',
    "port: 8080\ncommand: nginx -g 'daemon off;\n",
    ["2:19: command has a ' that is never closed"],
  ],
  [
    'a command for a shell',
    'port: 8080\ncommand: cd app && npm start\n',
    [
      "2:17: command uses the shell's `&&`, but no shell is run: set `workingDirectory: app` and `command: npm start`, or write sh -c '…'",
    ],
  ],
  [
    'an empty command',
    'port: 8080\ncommand: ""\n',
    ['2:10: command is empty, expected the line that starts the app, such as `python3 server.py`'],
  ],
  // interpolation
  [
    'an unknown reference',
    `${APP}env: { A: "x \${PORT}" }\n`,
    [
      `3:14: \${PORT} is unknown, expected \${env.NAME}, \${env.NAME:-default}, \${port}, \${port.NAME}, \${runDir}, \${configDir}, \${file.NAME} or \${program.NAME} ($\${ writes a literal \${) (did you mean \${port}?)`,
    ],
  ],
  [
    'a reference that is never closed',
    `${APP}env: { A: "\${port" }\n`,
    [
      `3:12: \`\${port\` is never closed, expected \${env.NAME}, \${env.NAME:-default}, \${port}, \${port.NAME}, \${runDir}, \${configDir}, \${file.NAME} or \${program.NAME} ($\${ writes a literal \${)`,
    ],
  ],
  [
    'a port of nobody',
    `${APP}env: { A: "\${port.ap}" }\n`,
    [`3:12: \${port.ap} is unknown, expected the name of a process (did you mean 'app'?)`],
  ],
  [
    'a file of nobody',
    `${APP}env: { A: "\${file.x}" }\n`,
    [`3:12: \${file.x} is unknown, expected a name from \`files\``],
  ],
  [
    'a port the process does not have',
    `${TWO}  db: { command: "db \${port.db}" }\n`,
    [`3:22: \${port.db} has no value: process 'db' has no \`port\`, expected a number or auto there`],
  ],
  [
    'a run directory made of itself',
    `${APP}runDir: "\${runDir}/x"\n`,
    [`3:10: \${runDir} cannot be used here, expected \${env.NAME}, \${configDir} or \${program.NAME}`],
  ],
  [
    'a reference where no single value can stand',
    `processes: "\${port}"\n`,
    [`1:12: processes is '\${port}', expected a mapping of names to processes`],
  ],
  [
    'a run directory that others are made of, and a variable that is not set in it',
    `${APP}runDir: "\${env.NO}"\nfiles: { a: { template: t } }\nenv: { A: "\${runDir}", B: "\${file.a}" }\nprot: 1\n`,
    [
      `3:10: \${env.NO}: the variable NO is not set`,
      "6:1: unknown key 'prot', expected a known key (did you mean 'port'?)",
    ],
    { files: { t: `\${file.a}` } },
  ],
  // processes
  [
    'both forms',
    `${TWO}command: x\n`,
    ["3:1: 'command' is for a config with a single process, expected it inside one of `processes`"],
  ],
  ['no process', 'processes: {}\n', ['1:1: processes is empty, expected at least one process']],
  [
    'an unknown process in after',
    `${TWO}  db: { command: db, after: [wep] }\n`,
    ["3:30: processes.db.after[0] is 'wep', expected the name of a process (did you mean 'web'?)"],
  ],
  [
    'a process after itself',
    'processes:\n  web: { command: web, port: 8080, after: [web] }\n',
    ['2:44: processes.web.after[0] is the process itself, expected another'],
  ],
  [
    'a circle',
    `${TWO}  a: { command: a, after: [b] }\n  b: { command: b, after: [a] }\n`,
    ['3:20: processes.a.after goes in a circle: a → b → a, expected an order to start in'],
  ],
  [
    'a oneshot that is not essential',
    `${TWO}  m: { command: m, oneshot: true, essential: false }\n`,
    ['3:35: processes.m.essential contradicts `oneshot: true`, expected true: what comes after it needs it'],
  ],
  [
    'a oneshot with a probe',
    `${TWO}  m: { command: m, oneshot: true, ready: { tcp: 1 } }\n`,
    ['3:35: processes.m.ready contradicts `oneshot: true`, expected nothing: it is ready when it ended with 0'],
  ],
  [
    'a oneshot that is always restarted',
    `${TWO}  m: { command: m, oneshot: true, restart: always }\n`,
    ["3:35: processes.m.restart contradicts `oneshot: true`, expected 'never' or 'on-failure'"],
  ],
  [
    'a longest backoff below the first',
    `${APP}restart: { backoff: 5s, maxBackoff: 1s }\n`,
    ['3:37: restart.maxBackoff is shorter than backoff, expected at least as long'],
  ],
  [
    'a probe for lines that berth does not see',
    `${APP}logs: inherit\nready: { log: ready }\n`,
    ['4:10: ready.log needs the lines that `logs: inherit` passes by, expected logs: relay'],
  ],
  [
    'a deadline beyond that of the whole start',
    `${APP}startup: { deadline: 10s }\nready: { tcp: 1, deadline: 1m }\n`,
    ["4:28: ready.deadline is '1m', longer than the whole start, expected at most `startup.deadline` (10s)"],
  ],
  [
    'a deadline beyond the usual one of the whole start',
    `${APP}ready: { tcp: 1, deadline: 2m }\n`,
    ["3:28: ready.deadline is '2m', longer than the whole start, expected at most `startup.deadline` (110s)"],
  ],
  [
    'a header that no request can have',
    `${APP}ready: { http: /, headers: { 'a:b': c } }\n`,
    ["3:30: ready.headers.a:b is a bad name, expected a name of a header (letters, digits and any of !#$%&'*+-.^_`|~)"],
  ],
  // upstream
  [
    'two processes that could answer, and neither is it',
    `${TWO}  api: { command: api, port: 2 }\n  worker: { command: w, after: [web, api] }\n`,
    ['1:1: nothing says which process answers requests, expected `upstream: { process: … }` (web or api)'],
  ],
  [
    'no port',
    'command: x\n',
    ['1:1: no port says where the app listens, expected `port` (a number, or auto) or `upstream: { unix: … }`'],
  ],
  [
    'no port of the upstream',
    'processes:\n  web: { command: web }\n',
    [
      '2:3: no port says where the app listens, expected `processes.web.port` (a number, or auto) or `upstream: { unix: … }`',
    ],
  ],
  [
    'an unknown upstream',
    `${TWO}upstream: { process: weeb }\n`,
    ["3:22: upstream.process is 'weeb', expected the name of a process (did you mean 'web'?)"],
  ],
  [
    'a oneshot as upstream',
    `${TWO}  m: { command: m, oneshot: true }\nupstream: { process: m, port: 1 }\n`,
    ['4:22: upstream.process is a oneshot, expected an essential process'],
  ],
  [
    'only helpers',
    'processes:\n  web: { command: web, port: 8080, essential: false }\n',
    ['1:1: no process can answer requests, expected one that is essential and no oneshot'],
  ],
  [
    'two addresses',
    'command: x\nupstream: { port: 1, unix: /x }\n',
    ['2:13: upstream.port contradicts upstream.unix, expected one address'],
  ],
  ['two ports', `${APP}upstream: { port: 1 }\n`, ['3:19: upstream.port contradicts port, expected one of them']],
  [
    "berth's own port",
    'command: x\nport: 9000\n',
    ["2:7: port is 9000, as is berth's own port, expected another (or auto), or another `listen.port`"],
  ],
  [
    'a port of two processes',
    `${TWO}  db: { command: db, port: 8080 }\nupstream: { process: web }\n`,
    ["3:28: processes.db.port is 8080, as is the port of 'web', expected one of its own"],
  ],
  [
    'a socket path that is too long',
    `command: x\nupstream: { unix: /${'x'.repeat(107)} }\n`,
    ['2:19: upstream.unix is 108 bytes long, expected at most 107 (a limit of unix sockets)'],
  ],
  [
    'TLS through a transport that speaks none',
    `${APP}upstream: { transport: h1, scheme: https }\n`,
    ['3:24: upstream.transport is h1, which speaks no TLS, expected node-client beside `scheme: https`'],
  ],
  [
    'leniency through a transport that has none',
    `${APP}upstream: { transport: h1, insecureHTTPParser: true }\n`,
    [
      '3:24: upstream.transport is h1, which has no lenient parser, expected node-client beside `insecureHTTPParser: true`',
    ],
  ],
  [
    'what is for TLS beside plain HTTP',
    `${APP}upstream: { verify: false, serverName: a, ca: ca.pem }\n`,
    ['verify', 'serverName', 'ca'].map((key, index) => {
      return `3:${[13, 28, 43][index]}: upstream.${key} is for an app that speaks TLS, expected \`scheme: https\` beside it`;
    }),
    { files: { 'ca.pem': PEM } },
  ],
  [
    'what is for TLS beside a scheme with a mistake',
    `${APP}upstream: { scheme: htps, verify: false }\n`,
    ["3:21: upstream.scheme is 'htps', expected 'http' or 'https' (did you mean 'https'?)"],
  ],
  [
    'an address for a name of a certificate',
    `${APP}upstream: { scheme: https, serverName: 127.0.0.1 }\n`,
    ["3:40: upstream.serverName is '127.0.0.1', expected a host name, no address"],
  ],
  [
    'certificates that are not there',
    `${APP}upstream: { scheme: https, ca: no.pem }\n`,
    ['3:32: the certificate file no.pem does not exist, expected PEM (-----BEGIN CERTIFICATE-----)'],
  ],
  [
    'certificates in another form',
    `${APP}upstream: { scheme: https, ca: ca.der }\n`,
    ['3:32: the certificate file ca.der has no certificate, expected PEM (-----BEGIN CERTIFICATE-----)'],
    { files: { 'ca.der': 'no PEM' } },
  ],
  [
    'certificates of which one is broken',
    `${APP}upstream: { scheme: https, ca: ca.pem }\n`,
    [
      '3:32: the certificate file ca.pem has a certificate that cannot be read, expected PEM (-----BEGIN CERTIFICATE-----)',
    ],
    { files: { 'ca.pem': `${PEM}\n${PEM.replace('MII', 'MIJ')}` } },
  ],
  // keys that are gone
  ...(
    [
      ['wire', '`upstream: { transport: h1 }`'],
      ['http-proxy', '`upstream: { transport: node-client }`'],
      ['wir', '`upstream: { transport: … }` (h1 or node-client)'],
    ] as const
  ).map(
    ([engine, today]) =>
      [
        `the engine ${engine}`,
        `${APP}proxy: { engine: ${engine} }\n`,
        [`3:10: proxy.engine is gone, expected ${today}`],
      ] as const,
  ),
  [
    'a word for whether to reuse',
    `${APP}proxy: { reuse: { afterBody: always } }\n`,
    ["3:30: proxy.reuse.afterBody is 'always', expected true or false"],
  ],
  [
    'another key of reuse',
    `${APP}proxy: { reuse: { afterbody: true } }\n`,
    ["3:19: unknown key 'afterbody' in proxy.reuse, expected a known key (did you mean 'afterBody'?)"],
  ],
  // trust and upgrades
  [
    'a word for whom to trust',
    `${APP}proxy: { forwarded: { trust: 10.0.0.0/8 } }\n`,
    ["3:30: proxy.forwarded.trust is '10.0.0.0/8', expected true, false, or a list of addresses and CIDR ranges"],
  ],
  ...['10.0.0.0/33', 'fd00::/129', '10.0.0', 'proxy.internal', '10.0.0.0/8/8', '10.0.0.0/'].map(
    (range) =>
      [
        `the range ${range}`,
        `${APP}proxy: { forwarded: { trust: [127.0.0.1, "${range}"] } }\n`,
        [
          `3:42: proxy.forwarded.trust[1] is '${range}', expected an address or a CIDR range such as 192.0.2.7, 10.0.0.0/8 or fd00::/8`,
        ],
      ] as const,
  ),
  [
    'a client that ends its side, to be kept',
    `${APP}proxy: { halfClosed: keep }\n`,
    ["3:22: proxy.halfClosed is 'keep', expected 'drop' or 'serve'"],
  ],
  [
    'a rewriting that is neither on nor off',
    `${APP}proxy: { rewrite: never }\n`,
    ["3:19: proxy.rewrite is 'never', expected 'on' or 'off'"],
  ],
  [
    'an upgrade that is no protocol',
    `${APP}proxy: { upgrades: [web socket] }\n`,
    ["3:21: proxy.upgrades[0] is 'web socket', expected a protocol such as websocket"],
  ],
  // readiness
  [
    'a probe of two kinds',
    `${APP}ready: { tcp: 8080, http: / }\n`,
    ['3:21: ready has tcp and http, expected one (a list of probes holds more)'],
  ],
  [
    'a probe of no kind',
    `${APP}ready: { deadline: 5s }\n`,
    ['3:1: ready has no probe, expected one of tcp, http, unix, log, exec'],
  ],
  [
    'a status for a tcp probe',
    `${APP}ready: { tcp: 8080, status: 200 }\n`,
    ['3:21: ready.status is for `http` probes, expected none here'],
  ],
  [
    'a bad status',
    `${APP}ready: [{ http: /, status: 20x }]\n`,
    ["3:28: ready[0].status is '20x', expected statuses such as 200, 200-399 or '200-399,401'"],
  ],
  [
    'an http probe without an address',
    `${TWO}  db: { command: db, ready: { http: / } }\n`,
    ["3:31: processes.db.ready.http has no address to ask, expected a `port` of process 'db'"],
  ],
  [
    'an expression that does not compile',
    `${APP}ready: { log: "(" }\n`,
    ["3:15: ready.log is no regular expression: unterminated group, expected one of JavaScript's"],
  ],
  [
    'a word that is no probe',
    `${APP}ready: soon\n`,
    ["3:8: ready is 'soon', expected a probe (tcp, http, unix, log or exec), a list of probes, or 'none'"],
  ],
  // markers and files
  [
    'markers without an end',
    `${APP}markers: { start: "S {id}" }\n`,
    ["3:12: markers has no 'end', expected start and end together"],
  ],
  [
    'markers of two kinds',
    `${APP}markers: { format: fc, start: a, end: b }\n`,
    ['3:12: markers.format contradicts markers.start, expected one of them'],
  ],
  [
    'markers that are put together from lines that nobody reads',
    `${APP}markers: auto\nlogs: inherit\n`,
    ['3:10: markers is auto, which needs the lines that `logs: inherit` passes by'],
  ],
  [
    'a template that is not there',
    `${APP}files: { a: { template: no.tmpl } }\n`,
    ['3:25: the template no.tmpl does not exist, expected a file that can be read'],
  ],
  [
    'two files of one name',
    `${APP}files: { a: { template: t }, b: { template: u, to: t } }\n`,
    ['3:30: files.b is rendered to the same file as files.a, expected another `to`'],
    { files: { t: '', u: '' } },
  ],
  [
    'an unknown name in a template',
    `${APP}files: { a: { template: t } }\n`,
    [`t:2:3: \${file.b} is unknown, expected a name from \`files\` (did you mean 'a'?)`],
    { files: { t: `\n  \${file.b}` } },
  ],
];

describe('a config', () => {
  test.for(CASES)('with %s is refused at the place of the mistake', async ([, config, expected, options]) => {
    const { code, problems } = await refuseConfig(config, options);
    expect(problems.map((problem) => problem.replace(/^berth\.yaml:/, ''))).toEqual(expected);
    expect(code).toBe('CONFIG_INVALID');
  });

  test('with many mistakes has all of them told at once, in the order of the file, settings last', async () => {
    const config = `command: x "\nport: 1\nport: 2\nlog: { level: wan, calls: "1" }\nfiles: { a: { template: t } }\nenv: { A: "\${env.NO}" }\nfoo: 1\n`;
    const options = { files: { t: `\${env.NOPE}` }, env: { BERTH_LOG_LEVL: 'x' }, set: ['stop.drian=1s'] };
    const { problems } = await refuseConfig(config, options);
    expect(problems.map((problem) => problem.split(': ')[0])).toEqual([
      'berth.yaml:1:12',
      'berth.yaml:3:1',
      'berth.yaml:4:15',
      'berth.yaml:4:27',
      'berth.yaml:6:12',
      'berth.yaml:7:1',
      't:1:1',
      'BERTH_LOG_LEVL',
      '--set stop.drian',
    ]);
  });
});
