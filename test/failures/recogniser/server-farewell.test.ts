import { describe, expect, test } from 'vitest';
import { recognise } from '../../../src/failures/recogniser/recognise.ts';
import { rowTests } from './spelling.ts';

describe('a farewell that gives its reason is quoted', () => {
  test.for([
    'Exiting: the seal of the vault cannot be opened',
    'Startup failed: the ledger of the shop is not whole: 7 of 9 pages are missing',
    'Failed to start Shop with a ledger of another maker. Convert it first.',
    'Aborting: cannot read the ledger of the shop',
  ])('%s', (line) => {
    expect(recognise([line, 'INFO Shutdown started'])).toMatchObject({ certainty: 'quoted', evidence: [line] });
  });
});

describe('a farewell that gives none is not', () => {
  const reason = 'the seal of the vault is broken, error 7';

  test.for([
    'Exiting',
    'exiting (due to fatal error)',
    'Startup failed',
    'Failed to start Shop Server.',
    'Error: Please fix your configuration. Exiting...',
    'level=error msg="error running shop" err="failed services"',
    ' * Starting shop server   [ FAILED ]',
    'shop Process is not running [ FAILED ]',
    'Failure, exiting',
    '[ALERT] 331/100000 (1) : config : Error(s) found in configuration file : /etc/haproxy/haproxy.cfg',
    '* ERROR: a panic has occurred!',
    '"check-db" exited with 1.',
    'shop: fatal: stopping the container.',
    'panic({0xf94e60?, 0x1a45500?})',
  ])('%s', (line) => {
    expect(recognise([line])).toBeNull();
    expect(recognise([reason, line])).toMatchObject({ evidence: [reason] });
  });

  test('nor one that sends to the lines above', () => {
    const above = 'problem of the shop: its ledger is missing';
    const lines = [above, '[10:00:00] ERROR: Shop could not upgrade! Please inspect any errors in the lines above!'];
    expect(recognise(lines)).toMatchObject({ evidence: [above] });
  });
});

describe('lines that were said before an error', () => {
  const error = 'Nov 28 10:00:09 web shop[7]: error 7 of the vault';
  const talk = ['opening the shop', 'reading prices', 'reading orders', 'reading names', 'lighting lamps'];

  test('show no app that has gone on, where they are shown behind it', () => {
    const log = talk.map((words) => `Nov 28 10:00:08 web shop[7]: ${words}`);
    expect(recognise([error, '', 'The whole log:', ...log])).toMatchObject({ certainty: 'quoted', evidence: [error] });
  });

  test('are told apart from those of another clock, and from later ones', () => {
    for (const time of ['Nov 28 08:00:09', 'Nov 28 10:00:10'])
      expect(recognise([error, ...talk.map((words) => `${time} web shop[7]: ${words}`)])).toBeNull();
  });
});

describe('a probe that asks the server of its own instance', () => {
  const config = 'nats-server: /etc/nats/nats.conf:31:1: interface conversion: interface {} is bool, not int64';
  const probe = (address: string) =>
    `[27] 2026/11/28 10:00:00 [ERR] no id: Get "http://localhost:8222/": dial tcp ${address}: connect: connection refused`;

  test('knows less than the server, which has told why it does not start', () => {
    expect(recognise([config, probe('[::1]:8222'), probe('127.0.0.1:8222')])).toMatchObject({ evidenceAt: [1] });
  });

  test('is something else than a client of another machine', () => {
    const lines = [config, probe('10.0.0.7:8222').replace('localhost', 'shop')];
    expect(recognise(lines)?.cause).toContain('10.0.0.7:8222');
  });
});

describe('nothing is known where this is all there is', () => {
  test.for([
    [
      'a client that has left, in Tomcat',
      [
        '2026-11-28 10:00:00 [nio-9100-exec-20] ERROR o.a.c.c.C.[.[.[/].[shopServlet] - Servlet.service() for servlet [shopServlet] in context with path [] threw exception',
        'java.io.IOException: Broken pipe',
        '\tat java.base/sun.nio.ch.SocketDispatcher.write(SocketDispatcher.java:47)',
      ],
    ],
    ...['org.apache.tomcat.util.net.NioChannel', 'org.glassfish.grizzly.nio.Transport', 'org.xnio.nio.Conduit'].map(
      (place) =>
        [
          `a connection that broke in ${place}`,
          [
            'WARNING: [onError]',
            'java.io.IOException: Connection reset by peer',
            'at sun.nio.ch.IOUtil.write(IOUtil.java:46)',
            `at ${place}.write(A.java:1)`,
          ],
        ] as const,
    ),
    [
      'a plugin that a game server does without',
      [
        '[10:00:00] [main/ERROR] [com.velocitypowered.proxy.plugin.VelocityPluginManager]: Unable to load plugin plugins/shop.jar',
        'com.velocitypowered.api.plugin.InvalidPluginException: shop.jar is of another make',
        '\tat com.velocitypowered.proxy.A.load(A.java:1)',
      ],
    ],
    [
      'a warning of haproxy',
      [
        "[WARNING] 331/100000 (1) : parsing [/etc/haproxy/haproxy.cfg:28] : 'maxconn' ignored because backend 'shop' has no frontend capability.",
      ],
    ],
    [
      'a broker that one thread of many does not reach, and warns of',
      [
        '2026-11-28 10:00:00,000 [kafka-producer-network-thread | producer-of-the-orders-and-the-prices-of-the-shop] WARN  o.a.k.NetworkClient - [Producer clientId=a] Connection to node -1 could not be established. Broker may not be available.',
      ],
    ],
    [
      'a peer that a member of etcd misses for a while',
      [
        '2026-11-28 10:00:00.000001 W | rafthttp: health check for peer a could not connect: dial tcp 10.0.0.5:2380: connect: connection refused',
        ...['is starting a new election', 'became candidate', 'sent a message', 'became follower'].map(
          (words) => `2026-11-28 10:00:00.000002 I | raft: b ${words} at term 4`,
        ),
      ],
    ],
  ] as const)('%s', ([, lines]) => {
    expect(recognise(lines)).toBeNull();
  });
});

describe('servers that do not start, by what they say', () => {
  rowTests([
    ['failed to run Kubelet: Running with swap on is not supported, please disable swap! or set', 'kubelet-swap'],
    ['Failed to start Neo4j with an older data store version. To enable automatic upgrade', 'neo4j-upgrade'],
    [
      "Exiting on unhandled exception of type 'std::system_error': Error system:98 (Address already in use)",
      'system-address-in-use',
    ],
    ["Exiting on unhandled exception of type 'shop::fault': the shop is closed", 'seastar-exception', 'is closed'],
    [
      "Exiting on unhandled exception of type 'std::system_error': Error system:99 (Cannot assign requested address)",
      'listen-address-foreign',
    ],
    ['SocketException (99): Cannot assign requested address', 'dotnet-address-not-local'],
    ['ExtendedSocketException (99): Cannot assign requested address [::1]:5432', 'connect-address-none', '[::1]:5432'],
    ['Error 99 connecting to localhost:6379. Cannot assign requested address.', 'connect-address-none', 'localhost'],
    ['dial tcp [::1]:5432: connect: cannot assign requested address', 'connect-address-none', '[::1]:5432'],
    ['listen tcp 10.9.8.7:80: bind: cannot assign requested address', 'listen-address-foreign'],
    ["/etc/bind/named.conf.options:30: expected prefix length near '16,192.168.0.0'", 'named-config', 'named.conf'],
    ["/etc/bind/named.conf:7: undefined ACL 'shop'", 'named-config', 'shop'],
    ['/etc/bind/named.conf:7: loading the shop', null],
    ['plugin/loop: Seen "HINFO IN 7.9." more than twice, loop detected', 'coredns-loop'],
    ['InnoDB: space header page consists of zero bytes in data file ./ibdata1', 'mariadb-data-damaged'],
    ['failed to mount overlay: no such device', 'overlay-missing'],
    ['Your installation contains tables declared WITH OIDS, which is not', 'pg-upgrade-refused', 'WITH OIDS'],
    ["parsing [/etc/haproxy.cfg:3] : unknown keyword 'shop' in 'global' section", 'haproxy-config-invalid'],
    ["parsing [/etc/haproxy.cfg:3] : the 'reqadd' directive is deprecated in favor of another", null],
  ]);

  test('Redis and its Sentinel, also as a page shows it', () => {
    for (const lines of [
      [">>> 'sentinel monitor shop   2'", 'Unrecognized sentinel configuration statement.'],
      ["> > > 'restart'", '> > > Bad directive or wrong number of arguments'],
    ])
      expect(recognise(['*** FATAL CONFIG FILE ERROR ***', ...lines])?.cause).toMatch(/^Redis does not accept a line/);
  });
});
