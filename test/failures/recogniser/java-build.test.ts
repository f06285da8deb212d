import { describe } from 'vitest';
import { rowTests } from './spelling.ts';

describe('Java that is built at its start', () => {
  rowTests([
    ['src/main/java/Shop.java:3: error: cannot find symbol', 'java-compile-error', 'cannot find symbol'],
    ['src/main/java/Shop.java:3: warning: [deprecation] price() is deprecated', null],
    ['[ERROR] Fatal error compiling: error: release version 21 not supported -> [Help 1]', 'java-target-release'],
    ['Shop.kt:33: the shop is open', null],
    ['Shop.java:33: price: 3', null],
    ['e: file:///srv/app/Shop.kt:3:5 Unresolved reference: price', 'java-compile-error', 'Unresolved reference'],
    ['Unsupported class file major version 65', 'java-tool-old', '65'],
    ['   > Could not find shop:prices:1.0.', 'java-artifact-missing'],
    [
      'shop.invalid:prices:jar:1.0 was not found in https://jars.invalid/maven2 during a previous attempt.',
      'java-artifact-missing',
    ],
    ['Error: Could not find or load main class -Dshop=prices', 'java-options-broken', '-Dshop=prices'],
    ['Error: Could not find or load main class shop.Main', 'java-class-missing', 'shop.Main'],
    ['Exception in thread "main" java.lang.AbstractMethodError', 'java-class-twice'],
    [
      '"WFLYCTL0180: Services with missing/unavailable dependencies" => ["shop is missing [jboss.jdbc]"]',
      'wildfly-dependencies',
    ],
    [
      'I STORAGE  [initandlisten] exception in initAndListen: std::exception: open: Permission denied, terminating',
      'mongo-folder-forbidden',
    ],
    [
      'file:WiredTiger.wt, connection: /data/db/WiredTiger.wt: handle-sync: fsync: Invalid argument',
      'mongo-file-forbidden',
      '/data/db/WiredTiger.wt',
    ],
  ]);
});
