/** A server framework of the JVM, and how it is told its port and address. */
export interface JavaFramework {
  readonly kind: string;
  /** Names of classes, or of the jars of libraries, that give it away. */
  readonly isIn: RegExp;
  /** Before `-jar`. */
  readonly options?: readonly string[];
  /** Behind the name of the jar. */
  readonly args?: readonly string[];
  /** Instead of options, where a start script runs java. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The first that fits, so those that are built on others stand before them. */
const FRAMEWORKS: readonly JavaFramework[] = [
  {
    kind: 'Quarkus',
    isIn: /^io\/quarkus\/runner\/|(^|[/.])quarkus-core-/,
    options: [`-Dquarkus.http.host=127.0.0.1`, `-Dquarkus.http.port=\${port}`],
    env: { QUARKUS_HTTP_HOST: '127.0.0.1', QUARKUS_HTTP_PORT: `\${port}` },
  },
  {
    kind: 'Spring Boot',
    isIn: /^org\/springframework\/boot\/(loader\/|SpringApplication\.class)|(^|\/)(org\.springframework\.boot\.)?spring-boot-\d/,
    options: [`-Dserver.port=\${port}`, '-Dserver.address=127.0.0.1'],
    env: { SERVER_PORT: `\${port}`, SERVER_ADDRESS: '127.0.0.1' },
  },
  {
    kind: 'Micronaut',
    isIn: /^io\/micronaut\/http\/server\/|(^|\/)micronaut-http-server-/,
    options: [`-Dmicronaut.server.port=\${port}`, '-Dmicronaut.server.host=127.0.0.1'],
    env: { MICRONAUT_SERVER_PORT: `\${port}`, MICRONAUT_SERVER_HOST: '127.0.0.1' },
  },
  {
    kind: 'Helidon',
    isIn: /^io\/helidon\/(web|micro)|(^|\/)helidon-(web|micro)/,
    options: [`-Dserver.port=\${port}`, '-Dserver.host=127.0.0.1'],
    env: { JAVA_OPTS: `-Dserver.port=\${port} -Dserver.host=127.0.0.1` },
  },
  {
    kind: 'Play',
    isIn: /^play\/(core|api)\/server\/|(^|\/)(com\.typesafe\.play|org\.playframework)\.play(-server)?_|(^|\/)play-server_/,
    options: [`-Dhttp.port=\${port}`, '-Dhttp.address=127.0.0.1', '-Dpidfile.path=/dev/null'],
  },
  { kind: 'Dropwizard', isIn: /^io\/dropwizard\/|(^|\/)dropwizard-core-/ },
  {
    kind: 'Ktor',
    isIn: /^io\/ktor\/server\/|(^|[/.])ktor-server-core/,
    args: [`-port=\${port}`, '-host=127.0.0.1'],
  },
  { kind: 'Vert.x', isIn: /^io\/vertx\/core\/|(^|\/)vertx-core-/ },
  { kind: 'Javalin', isIn: /^io\/javalin\/|(^|\/)javalin-\d/ },
  { kind: 'http4s', isIn: /^org\/http4s\/server\/|(^|[/.])http4s-server_/ },
  { kind: 'Clojure', isIn: /^clojure\/core__init\.class$|(^|\/)clojure-\d/ },
  { kind: 'Spark', isIn: /^spark\/Spark\.class$|(^|\/)spark-core-2/ },
  { kind: 'Jetty', isIn: /^org\/eclipse\/jetty\/server\/|(^|\/)jetty-server-/ },
  { kind: 'Undertow', isIn: /^io\/undertow\/|(^|\/)undertow-core-/ },
  { kind: 'Tomcat', isIn: /^org\/apache\/catalina\/|(^|\/)tomcat-embed-core-/ },
  { kind: 'Netty', isIn: /^io\/netty\/handler\/codec\/http\/|(^|\/)netty-(codec-http|all)-/ },
  { kind: 'Scala', isIn: /^scala\/Predef\.class$|(^|[/.])scala-library-/ },
  { kind: 'Kotlin', isIn: /^kotlin\/KotlinVersion\.class$|(^|\/)kotlin-stdlib-/ },
];

/** The framework whose classes or libraries are among these names; null if none is known. */
export function findJavaFramework(names: readonly string[]): JavaFramework | null {
  return FRAMEWORKS.find(({ isIn }) => names.some((name) => isIn.test(name))) ?? null;
}

/** By the name that the table has for it. */
export function getJavaFramework(kind: string): JavaFramework {
  const framework = FRAMEWORKS.find((row) => row.kind === kind);
  if (framework === undefined) throw new Error(`BUG: no framework ${kind}`);
  return framework;
}
