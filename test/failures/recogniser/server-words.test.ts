import { describe, expect, test } from 'vitest';
import { recognise } from '../../../src/failures/recogniser/recognise.ts';
import { rowTests } from './spelling.ts';

describe('servers that refuse their data, their rules, their listeners or what runs them', () => {
  rowTests([
    ['There must be at least one advertised listener. Perhaps all appear elsewhere', 'kafka-advertised-none'],
    [
      'The advertised.listeners config must not contain KRaft controller listeners from controller.listener.names when process.roles contains the broker role',
      'kafka-controller-listener',
    ],
    ['the node id 1 must not be included in the set of voters controller.quorum.voters=Set(1)', 'kafka-voters'],
    ['Invalid security protocol `SHOP` defined in listener.security.protocol.map', 'kafka-listener-unknown'],
    [
      'ConfigException: Missing configuration `node.id` which is required when `process.roles` is defined',
      'kafka-config-missing',
      'node.id',
    ],
    [
      "[MY-012264] [InnoDB] The innodb_system data file './ibdata1' is of a different size 0 pages (rounded down to MB) than the 768 pages specified in the .cnf file!",
      'mysql-system-file-empty',
      './ibdata1',
    ],
    [
      "InnoDB: The Auto-extending data file './ibdata1' is of a different size 768 pages than specified by innodb_data_file_path",
      'mysql-redo-size',
    ],
    [
      'Cannot open database, expected MeiliSearch engine version: 0.15.XX, current engine version: 0.20.0',
      'engine-data-version',
      '0.15.XX',
    ],
    [
      'Your database version (1.1.0) is incompatible with your current engine version (1.2.0).',
      'engine-data-version',
      '1.2.0,',
    ],
    ['The required library libhostfxr.so could not be found.', 'dotnet-runtime-missing'],
    ['You must install or update .NET to run this application.', 'dotnet-runtime-missing'],
    [
      'org.springframework.cloud.commons.ConfigDataMissingEnvironmentPostProcessor$ImportException: spring.config.import missing configserver:',
      'spring-config-import',
    ],
    ['Your Node.js version (16.20.2) is currently not supported by shop.', 'runtime-version-unsupported'],
    ['Node.js v12.22.9 is not supported by Astro!', 'runtime-version-unsupported'],
    ['Node.js version 12.0.0 is no longer supported. Please upgrade.', 'runtime-version-unsupported'],
    ['Python 3.6 is no longer supported by the Python core team', null],
    ['Fatal error: error loading config from "shop.yml": no such shop', null],
    ['Bungled squid.conf line 2: acl shop foo bar', 'squid-config', 'squid.conf line 2: acl shop foo bar'],
    [
      ' 7:20260102:030405.000 The Zabbix database version does not match current requirements.',
      'zabbix-database-version',
    ],
    ["/etc/bind/named.conf:12: unknown option 'shop'", 'named-option-unknown', 'shop'],
    ['Unable to read .env file: Permission denied', null],
    [
      '{"t":{"$date":"2026-01-02T03:04:05.006+00:00"},"s":"E","c":"CONTROL","id":20568,"ctx":"initandlisten","msg":"Error setting up listener","attr":{"error":{"code":9001,"codeName":"SocketException","errmsg":"Address already in use"}}}',
      'system-address-in-use',
    ],
    ['Fatal error: Class A must be compatible with B in /srv/app/shop.php on line 3', 'php-fatal-error'],
  ]);
});

const FAILED = 'ERROR the vault has no seal';
const STARTING = [
  'Welcome to the shop',
  'Subscribe to our news',
  'Starting shop',
  'Setup begun',
  'Looking for a vault',
];

test.for([
  [
    'is what it ended of, where it says beside it that it ends',
    ['ERROR Exiting shop due to fatal exception', FAILED],
    2,
  ],
  ['is what it has gone on from, where it does not', ['the shop is built', FAILED], null],
] as const)('the error of a program that starts anew %s', ([, lines, place]) => {
  expect(recognise([...lines, ...STARTING])?.evidenceAt ?? null).toEqual(place === null ? null : [place]);
});

test('rules that Prometheus cannot load are told, and not that it could not apply them', () => {
  const rules =
    'level=error msg="loading groups failed" err="/etc/rules.yml: group \\"shop\\", rule 1, \\"Down\\": invalid annotation name: d:w"';
  const after = 'level=error msg="Failed to apply configuration" err="error loading rules, previous rule set restored"';
  expect(recognise([rules, after])?.cause).toContain('/etc/rules.yml: group');
});
