import { describe } from 'vitest';
import { rowTests } from './spelling.ts';

describe('classes, jars and options of Java', () => {
  rowTests([
    [
      'java.lang.UnsupportedClassVersionError: com/shop/Main : Unsupported major.minor version 51.0',
      'java-class-version-old',
    ],
    [
      'com/shop/Main has been compiled by a more recent version of the Java Runtime (class file version 61.0), ',
      'java-class-version-old',
    ],
    ['java.lang.NoSuchMethodError: org.shop.Cart.add(Ljava/lang/String;)V', 'java-method-missing', 'org.shop.Cart.add'],
    [
      'java.lang.NoClassDefFoundError: Could not initialize class com.sun.jna.Native',
      'java-class-broken',
      'com.sun.jna.Native',
    ],
    ['java.lang.NoClassDefFoundError: org/slf4j/LoggerFactory', 'java-dependency-missing', 'org/slf4j/LoggerFactory'],
    [
      'Caused by: java.lang.UnsatisfiedLinkError: no tcnative-1 in java.library.path: [/usr/lib]',
      'java-library-missing',
      'tcnative-1',
    ],
    ['Invalid initial heap size: -Xms8G', 'java-heap-size', '-Xms8G'],
    ['Exception in thread "main" java.lang.OutOfMemoryError: Direct buffer memory', 'java-direct-memory'],
  ]);
});

describe("Spring's and other servers' settings", () => {
  rowTests([
    [
      "Field mailer in com.shop.Orders required a bean named 'mailer' that could not be found.",
      'spring-bean-missing',
      'hand out a mailer',
    ],
    [
      'org.springframework.beans.factory.NoSuchBeanDefinitionException: No qualifying bean of type [com.shop.Mail] found for dependency [com.shop.Mail]: expected at least 1 bean which qualifies',
      'spring-bean-missing',
      'hand out a com.shop.Mail',
    ],
    [
      "Error creating bean with name 'a': Requested bean is currently in creation: Is there an unresolvable circular reference?",
      'spring-bean-circle',
    ],
    [
      'Caused by: java.lang.IllegalStateException: Failed to load driver class org.postgresql.Driver in either of HikariConfig class loader',
      'spring-driver-missing',
      'org.postgresql.Driver',
    ],
    ["Config data location 'file:/etc/shop/' cannot be found", 'spring-config-missing', 'file:/etc/shop'],
    [
      'ERROR: hostname is not configured; either configure hostname, or set hostname-strict to false',
      'keycloak-hostname',
    ],
    [
      'java.lang.IllegalArgumentException: requirement failed: Each listener must have a different port, listeners: A://:1,B://:1',
      'kafka-listener-port',
    ],
    ['Neither the JAVA_HOME nor the JRE_HOME environment variable is defined', null],
  ]);
});

describe('healthy lines of servers in Java', () => {
  rowTests([
    ["required a bean of type 'com.shop.Mail'", null],
    ['Tomcat started on port 8080 (http) with context path', null],
    ['No active profile set, falling back to 1 default profile: "default"', null],
    ['Bean mail is defined twice, the last one is used', null],
    ['Unknown options are passed on', null],
  ]);
});
