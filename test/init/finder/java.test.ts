import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AppFolder } from '../../../src/init/app-folder.ts';
import { findJava } from '../../../src/init/finder/java.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { makeArchive } from './made-archive.ts';

const jdk = await requirePackages(['openjdk-17-jdk-headless']);

const look = (folder: string) => findJava(new AppFolder(folder));
const lookAtFixture = (name: string) => look(join(import.meta.dirname, '../../fixtures/folders', name));

/** What the plugin of Spring Boot 3.3.5 writes. */
const SPRING_BOOT = {
  'Main-Class': 'org.springframework.boot.loader.launch.JarLauncher',
  'Start-Class': 'com.example.demo.DemoApplication',
  'Spring-Boot-Version': '3.3.5',
};
const WEB = {
  'BOOT-INF/lib/spring-boot-3.3.5.jar': null,
  'BOOT-INF/lib/tomcat-embed-core-10.1.31.jar': null,
};

describe.skipIf(jdk.skipReason !== null)(jdk.title('a built jar'), () => {
  test('of Spring Boot is started with its port and address as system properties', () => {
    const folder = createFolder({});
    makeArchive(join(folder, 'target/demo-0.0.1.jar'), SPRING_BOOT, WEB);
    expect(look(folder)).toEqual([
      {
        kind: 'Spring Boot 3.3.5',
        evidence: 'target/demo-0.0.1.jar (com.example.demo.DemoApplication)',
        config: {
          command: `java -Dserver.port=\${port} -Dserver.address=127.0.0.1 -jar target/demo-0.0.1.jar`,
          port: 'auto',
        },
        rank: 80,
        notes: [],
        missing: null,
      },
    ]);
  });

  test('beside its sources, javadoc, tests, the plain one and the original is the only one that is started', () => {
    const folder = createFolder({});
    makeArchive(join(folder, 'build/libs/demo-1.0.jar'), SPRING_BOOT, WEB);
    const beside = ['-plain', '-sources', '-javadoc', '-tests'].map((part) => `build/libs/demo-1.0${part}.jar`);
    for (const name of [
      ...beside,
      'build/libs/original-demo-1.0.jar',
      'lib/tool.jar',
      'gradle/wrapper/gradle-wrapper.jar',
    ])
      makeArchive(join(folder, name), { 'Main-Class': 'Main' });
    makeArchive(join(folder, 'build/libs/library.jar'), { 'Created-By': '17' });
    expect(look(folder).map(({ evidence }) => evidence)).toEqual([
      'build/libs/demo-1.0.jar (com.example.demo.DemoApplication)',
    ]);
  });

  test('of the newest version comes first', () => {
    const folder = createFolder({});
    for (const version of ['1.9', '1.10', '1.2'])
      makeArchive(
        join(folder, `app-${version}.jar`),
        { 'Main-Class': 'app.Main' },
        { 'io/javalin/Javalin.class': null },
      );
    expect(look(folder).map(({ evidence }) => evidence.split(' ')[0])).toEqual([
      'app-1.10.jar',
      'app-1.9.jar',
      'app-1.2.jar',
    ]);
  });

  test.for([
    { settings: {}, path: '/actuator/health' },
    { settings: { 'application.properties': 'server.servlet.context-path=/shop\n' }, path: '/shop/actuator/health' },
    {
      settings: { 'application.yml': 'management:\n  endpoints:\n    web:\n      basePath: /manage\n' },
      path: '/manage/health',
    },
    { settings: { 'application.properties': 'management.server.port=8081\n' }, path: null },
    {
      settings: { 'application.yml': 'a: 1\n---\nspring.profiles: x\nmanagement.server.port: 1\n' },
      path: '/actuator/health',
    },
  ])('with the actuator and $settings is ready by $path', ({ settings, path }) => {
    const folder = createFolder({});
    const inside = Object.entries(settings).map(([name, text]) => [`BOOT-INF/classes/${name}`, text] as const);
    makeArchive(join(folder, 'app.jar'), SPRING_BOOT, {
      ...WEB,
      'BOOT-INF/lib/spring-boot-actuator-3.3.5.jar': null,
      ...Object.fromEntries(inside),
    });
    expect(look(folder)[0]?.config.ready).toEqual(path === null ? undefined : { http: path });
  });

  test('with TLS of its own, a profile for production and flags elsewhere is told with notes', () => {
    const folder = createFolder({
      '.mvn/jvm.config': '-Xmx512m\n-Xss1m\n',
      Dockerfile: 'CMD java $JAVA_OPTS -jar app.jar\n',
    });
    makeArchive(join(folder, 'app.jar'), SPRING_BOOT, {
      ...WEB,
      'BOOT-INF/classes/application.properties': 'server.ssl.key-store=classpath:keystore.p12\n',
      'BOOT-INF/classes/application-prod.properties': 'debug=false\n',
    });
    const [finding] = look(folder);
    expect(finding?.config.command).toContain('-Dserver.ssl.enabled=false -jar app.jar');
    expect(finding?.notes).toEqual([
      'Its own TLS is switched off: the platform has it',
      'Its profile prod is off: `SPRING_PROFILES_ACTIVE: prod` under env',
      "The flags in .mvn/jvm.config (-Xmx512m -Xss1m) are Maven's: those the app needs go before -jar",
      'java does not read JAVA_OPTS, which Dockerfile names: its flags go before -jar, or into JAVA_TOOL_OPTIONS',
    ]);
  });

  test.for([
    [
      'io/quarkus/runner/GeneratedMain.class',
      'Quarkus jar',
      `-Dquarkus.http.host=127.0.0.1 -Dquarkus.http.port=\${port} -jar app.jar`,
    ],
    [
      'io/micronaut/http/server/HttpServer.class',
      'Micronaut jar',
      `-Dmicronaut.server.port=\${port} -Dmicronaut.server.host=127.0.0.1 -jar app.jar`,
    ],
    [
      'io/helidon/webserver/WebServer.class',
      'Helidon jar',
      `-Dserver.port=\${port} -Dserver.host=127.0.0.1 -jar app.jar`,
    ],
    ['io/ktor/server/netty/EngineMain.class', 'Ktor jar', `-jar app.jar -port=\${port} -host=127.0.0.1`],
    ['clojure/core__init.class', 'Clojure jar', '-jar app.jar'],
    ['app/Main.class', 'Java program', '-jar app.jar'],
  ] as const)('with %s in it is %s', ([name, kind, end]) => {
    const folder = createFolder({});
    makeArchive(join(folder, 'app.jar'), { 'Main-Class': 'app.Main' }, { [name]: null });
    expect(look(folder)).toMatchObject([{ kind, config: { command: `java ${end}`, port: 'auto' }, missing: null }]);
  });

  test('that a thin manifest joins to its libraries is known by them', () => {
    const folder = createFolder({});
    const libraries = `libs/helidon-webserver-4.1.4.jar ${'libs/a.jar '.repeat(20)}`;
    makeArchive(join(folder, 'target/se.jar'), { 'Main-Class': 'io.helidon.examples.Main', 'Class-Path': libraries });
    expect(look(folder)[0]?.kind).toBe('Helidon jar');
  });

  test('whose source has the port as a number is started with that', () => {
    const folder = createFolder({ 'src/main/java/App.java': 'var app = Javalin.create().start(7070);\n' });
    makeArchive(join(folder, 'target/app.jar'), { 'Main-Class': 'App' }, { 'io/javalin/Javalin.class': null });
    expect(look(folder)[0]).toMatchObject({ config: { port: 7070 }, notes: [] });
  });

  test.for([
    [{}, { command: 'java -jar app.jar', port: 8085 }],
    [{ 'application.conf': 'ktor {}' }, { command: `java -jar app.jar -port=\${port} -host=127.0.0.1`, port: 'auto' }],
  ] as const)('of Ktor whose code has a port is started by what holds (%j)', ([settings, config]) => {
    const folder = createFolder({
      'src/main/kotlin/Main.kt': 'embeddedServer(Netty, port = 8085) {}.start(wait = true)\n',
    });
    makeArchive(
      join(folder, 'app.jar'),
      { 'Main-Class': 'MainKt' },
      { 'io/ktor/server/engine/Engine.class': null, ...settings },
    );
    expect(look(folder)[0]?.config).toEqual(config);
  });

  test('of Dropwizard is started with its config, and with the port from there', () => {
    const folder = createFolder({
      'config.yml': 'server:\n  applicationConnectors:\n    - type: http\n      port: 8085\n',
    });
    makeArchive(join(folder, 'target/api.jar'), { 'Main-Class': 'Api' }, { 'io/dropwizard/Application.class': null });
    expect(look(folder)[0]?.config).toEqual({ command: 'java -jar target/api.jar server config.yml', port: 8085 });
  });

  test('with a blank in its name is a word of its own', () => {
    const folder = createFolder({});
    makeArchive(join(folder, 'my app.jar'), { 'Main-Class': 'Main' });
    expect(look(folder)[0]?.config.command).toBe("java -jar 'my app.jar'");
  });
});

describe.skipIf(jdk.skipReason !== null)(jdk.title('a war'), () => {
  test('with a server of its own is started as a jar is', () => {
    const folder = createFolder({});
    makeArchive(
      join(folder, 'target/shop.war'),
      { ...SPRING_BOOT, 'Main-Class': 'org.springframework.boot.loader.launch.WarLauncher' },
      { 'WEB-INF/lib/spring-boot-3.3.5.jar': null, 'WEB-INF/lib-provided/tomcat-embed-core-10.1.31.jar': null },
    );
    expect(look(folder)).toMatchObject([
      { rank: 80, config: { command: `java -Dserver.port=\${port} -Dserver.address=127.0.0.1 -jar target/shop.war` } },
    ]);
  });

  test.for([
    ['<web-app xmlns="http://xmlns.jcp.org/xml/ns/javaee" version="4.0"/>', '9.4.57.v20241219'],
    ['<web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="5.0"/>', '11.0.24'],
  ] as const)('without one (%s) gets Jetty %s', ([text, version]) => {
    const folder = createFolder({});
    makeArchive(join(folder, 'legacy.war'), {}, { 'WEB-INF/web.xml': text });
    expect(look(folder)).toMatchObject([
      {
        config: {
          command: `java -jar jetty-runner-${version}.jar --host 127.0.0.1 --port \${port} legacy.war`,
        },
        missing: `mvn -q dependency:copy -Dartifact=org.eclipse.jetty:jetty-runner:${version} -DoutputDirectory=.`,
      },
    ]);
  });

  test('without one is served by the Jetty that lies beside it', () => {
    const folder = createFolder({ 'jetty-runner-9.4.50.jar': '' });
    makeArchive(join(folder, 'legacy.war'), {}, { 'WEB-INF/web.xml': '<web-app/>' });
    expect(look(folder)).toMatchObject([
      { config: { command: expect.stringMatching(/^java -jar jetty-runner-9\.4\.50\.jar /) }, missing: null },
    ]);
  });

  test('of Winstone is told its port in its own words', () => {
    const folder = createFolder({});
    makeArchive(
      join(folder, 'jenkins.war'),
      { 'Main-Class': 'executable.Main' },
      { 'WEB-INF/web.xml': '', 'executable/winstone.jar': null },
    );
    expect(look(folder)[0]?.config.command).toBe(
      `java -jar jenkins.war --httpListenAddress=127.0.0.1 --httpPort=\${port}`,
    );
  });
});

describe('a folder that the build made', () => {
  test('of Quarkus is started by its runner', () => {
    const folder = createFolder({
      'pom.xml': '<project/>',
      'target/quarkus-app/quarkus-run.jar': '',
      'target/a-1.0.jar': '',
    });
    expect(look(folder)).toMatchObject([
      {
        kind: 'Quarkus',
        config: {
          command: `java -Dquarkus.http.host=127.0.0.1 -Dquarkus.http.port=\${port} -jar target/quarkus-app/quarkus-run.jar`,
        },
      },
    ]);
  });

  test('of Play is started by its script, with a pid file nowhere', () => {
    const folder = createFolder({
      'target/universal/stage/bin/shop': '#!/usr/bin/env bash\nexec java "$@"\n',
      'target/universal/stage/bin/shop.bat': '',
      'target/universal/stage/lib/org.playframework.play-server_2.13-3.0.5.jar': '',
    });
    expect(look(folder)).toMatchObject([
      {
        kind: 'Play with a start script',
        config: {
          command: `target/universal/stage/bin/shop -Dhttp.port=\${port} -Dhttp.address=127.0.0.1 -Dpidfile.path=/dev/null`,
        },
      },
    ]);
  });

  test('of Gradle is told its port by variables', () => {
    const folder = createFolder({
      'build/install/api/bin/api': '#!/bin/sh\nexec "$JAVACMD" "$@" # java\n',
      'build/install/api/lib/micronaut-http-server-netty-4.7.1.jar': '',
    });
    chmodSync(join(folder, 'build/install/api/bin/api'), 0o755);
    expect(look(folder)[0]?.config).toEqual({
      command: 'build/install/api/bin/api',
      port: 'auto',
      env: { MICRONAUT_SERVER_PORT: `\${port}`, MICRONAUT_SERVER_HOST: '127.0.0.1' },
    });
  });
});

describe('a project that is not built', () => {
  test.for([
    ['spring-boot-maven', 'Spring Boot (Maven)', 'target/demo-0.0.1-SNAPSHOT.jar', 'mvn -q package -DskipTests'],
    ['spring-boot-gradle', 'Spring Boot (Gradle)', 'build/libs/demo-0.0.1-SNAPSHOT.jar', './gradlew bootJar'],
    ['quarkus-maven', 'Quarkus (Maven)', 'target/quarkus-app/quarkus-run.jar', 'mvn -q package -DskipTests'],
    ['play-sbt', 'Play (sbt)', 'target/universal/stage/bin/play-scala-seed', 'sbt stage'],
    [
      'clojure-leiningen',
      'Clojure (Leiningen)',
      'target/uberjar/guestbook-0.1.0-SNAPSHOT-standalone.jar',
      'lein uberjar',
    ],
    ['java-modules', 'Spring Boot (Maven)', 'web/target/shop-web.war', 'mvn -q package -DskipTests'],
  ] as const)('%s is %s, with %s after `%s`', ([name, kind, file, missing]) => {
    const findings = lookAtFixture(name);
    expect(findings).toMatchObject([{ kind, missing }]);
    expect(findings[0]?.config.command).toContain(file);
  });

  test('is built by its wrapper, also by one that may not be run', () => {
    const folder = createFolder({ 'pom.xml': '<project><artifactId>a</artifactId></project>', mvnw: '#!/bin/sh\n' });
    expect(look(folder)[0]?.missing).toBe('sh mvnw -q package -DskipTests');
    chmodSync(join(folder, 'mvnw'), 0o755);
    expect(look(folder)[0]?.missing).toBe('./mvnw -q package -DskipTests');
  });

  test('and makes a plain war needs a server besides', () => {
    const pom = '<project><artifactId>a</artifactId><version>1</version><packaging>war</packaging></project>';
    expect(look(createFolder({ 'pom.xml': pom }))[0]?.missing).toMatch(
      /^mvn -q package -DskipTests && mvn -q dependency:copy/,
    );
  });
});
