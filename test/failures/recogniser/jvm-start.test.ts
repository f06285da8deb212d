import { describe, expect, test } from 'vitest';
import { recognise } from '../../../src/failures/recogniser/recognise.ts';
import { rowTests } from './spelling.ts';

describe('apps of the JVM that do not start', () => {
  rowTests([
    [
      'Caused by: java.lang.ClassNotFoundException: jakarta.servlet.Filter',
      'servlet-namespace',
      'jakarta.servlet.Filter',
    ],
    ['Caused by: java.lang.NoClassDefFoundError: javax/xml/bind/JAXBException', 'java-ee-removed', 'Java 8'],
    ['Caused by: java.lang.ClassNotFoundException: shop.servlet.Filter', 'java-driver-missing'],
    ['Exception in thread "main" java.lang.VerifyError: Bad type on operand stack', 'java-class-twice'],
    ['Conflicting collector combinations in option list; please refer to the release notes', 'java-collectors'],
    [
      'java.lang.SecurityException: SHA-256 digest error for shop/Price.class',
      'java-signature',
      'SHA-256 digest error',
    ],
    [
      'Unable to make public sun.nio.ch.Util() accessible: module java.base does not "exports sun.nio.ch" to unnamed module',
      'java-module-closed',
      'sun.nio.ch',
    ],
    [
      'com.mysql.cj.exceptions.WrongArgumentException: Malformed database URL, failed to parse the main URL sections.',
      'jdbc-url-invalid',
    ],
    [
      'Unsupported database file version or invalid file header in file "/data/shop.mv.db" [90048-200]',
      'h2-file-format',
    ],
    [
      `ConfigException$UnresolvedSubstitution: shop.conf @ file:/srv/shop.conf: 12: Could not resolve substitution to a value: \${?SHOP_URL}`,
      'config-substitution',
      'SHOP_URL',
    ],
    [
      'Unable to start ServletWebServerApplicationContext due to missing ServletWebServerFactory bean.',
      'spring-web-server-missing',
    ],
    [
      'Servlets named [a] and [b] are both mapped to the url-pattern [/x] which is not permitted',
      'servlet-pattern-twice',
      '/x',
    ],
    ['Cannot find /usr/local/tomcat/bin/setclasspath.sh', 'catalina-home'],
    ["No definition found for type 'shop.Prices'", 'koin-definition', 'shop.Prices'],
    ["ERROR: Feature 'docker' depends on the following disabled features: 'x'", 'keycloak-feature'],
    ['Caused by: java.lang.IllegalStateException: the shop is closed', null],
    ['Description:', null],
  ]);

  const ROOT = 'Caused by: java.lang.IllegalStateException: the shop is closed';

  test.for([
    ['ERROR 1 --- [main] o.s.boot.SpringApplication : Application run failed', 'shop.Exception: no'],
    ['[main] ERROR io.micronaut.runtime.Micronaut - Error starting Micronaut server: no', 'shop.Exception: no'],
    ['ERROR: Failed to start application (with profile [prod])', 'java.lang.RuntimeException: Failed to start quarkus'],
  ])('the end of the chain is told where somebody says that it is of the start: %j', (head) => {
    expect(recognise([...head, '\tat shop.App.main(App.java:1)', ROOT])).toMatchObject({
      certainty: 'likely',
      evidence: [ROOT],
    });
  });

  test('a chain of which nobody says so is only quoted', () => {
    const lines = ['ERROR shop.Prices : no prices', 'shop.Exception: no', '\tat shop.App.main(App.java:1)', ROOT];
    expect(recognise(lines)?.certainty).toBe('quoted');
  });

  test('a report of Spring is told in its words', () => {
    const lines = [
      'APPLICATION FAILED TO START',
      '',
      'Description:',
      '',
      'The shop is closed.',
      '',
      'Action:',
      '',
      'Open it.',
    ];
    expect(recognise(lines)?.cause).toContain('The shop is closed.');
  });
});
