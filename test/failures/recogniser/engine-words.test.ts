import { describe } from 'vitest';
import { rowTests } from './spelling.ts';

describe('engines, platforms and servers in front', () => {
  rowTests([
    ['Error response from daemon: pull access denied for shop, repository does not exist', 'image-not-pulled'],
    ['Warning  Failed  kubelet  Error: ImagePullBackOff', 'image-not-pulled'],
    ['Error: configmap "shop-env" not found', 'pod-object-missing', 'shop-env'],
    ['MountVolume.SetUp failed for volume "config" : configmap "shop" not found', 'pod-object-missing', 'shop'],
    ['the secret "shop" was not found, using none', null],
    ['network shop declared as external, but could not be found', 'container-network-missing'],
    ['network not found', null],
    ['exec user process caused: operation not permitted', 'exec-not-permitted'],
    ['pods is forbidden: User "shop" cannot list resource "pods" in API group ""', 'kubernetes-forbidden', 'list'],
    ['Error: network mainnet not found', null],
    ['Error response from daemon: network shop_default not found', 'container-network-missing'],
    ['==> Out of memory (used over 512Mi)', 'platform-memory'],
    [
      'nginx: [emerg] invalid number of arguments in "proxy_pass" directive in /etc/nginx/shop.conf:12',
      'nginx-config-invalid',
      '/etc/nginx/shop.conf:12',
    ],
    ['nginx: [emerg] no resolver defined to resolve app', 'nginx-emergency', 'no resolver defined'],
    [
      "error initializing config '  /etc/envoy.yaml': cannot bind '0.0.0.0:80': Address already in use",
      'envoy-bind-failed',
      '0.0.0.0:80',
    ],
    ["Couldn't find that process type (worker).", 'platform-no-process'],
  ]);
});

describe('databases, search engines and brokers at their start', () => {
  rowTests([
    ['LOG:  invalid value for parameter "max_connections": "many"', 'postgres-config-value'],
    ['LOG:  parameter "max_connections" requires a numeric value', 'postgres-config-value'],
    ['LOG:  -1 is outside the valid range for parameter "max_connections" (1 .. 262143)', 'postgres-config-value'],
    ['FATAL:  could not load pg_hba.conf', 'postgres-access-rules', 'pg_hba.conf'],
    ['FATAL:  no pg_hba.conf entry for host "10.0.0.1", user "app", database "shop"', 'postgres-no-rule'],
    ['FATAL:  pg_cron can only be loaded via shared_preload_libraries', 'postgres-preload-needed'],
    ['initdb: error: could not look up effective user ID 1001: user does not exist', 'postgres-user-nameless', '1001'],
    ["Failed to start server: Table 'mysql.component' doesn't exist", 'mysql-own-table-missing', 'mysql.component'],
    ['{"no such file or directory","shop.app"}', 'erlang-app-missing'],
    ['could not compile dependency :argon2_elixir, "mix compile" failed', 'mix-dependency-native', 'argon2_elixir'],
    ['Failed to start JetStream', null],
    ['Master key must be at least 16 bytes in a production environment', 'key-too-short'],
  ]);
});
