import { cause, causeWith, likelyCause, outcry, type RowGroup, symptom } from './row.ts';

const SET_IT =
  'A variable under `env` stands for it: its name in upper case, with `_` for each dot and without hyphens (`shop.mail-host` is `SHOP_MAILHOST`).';

/** What Spring says of an app that does not start: its own report of it, and the innermost exception where it has none. */
export const SPRING_ROWS: RowGroup = {
  runtime: 'Spring',
  root: 'last',
  rows: [
    cause(
      'spring-resource-missing',
      /(?:class path resource|ServletContext resource|URL|file) \[(?<path>[^\]]+)\] cannot be (?:opened|resolved to \S+(?: \S+)?) because it does not exist/,
      [
        'The app reads {path}, and there is no such file.',
        'Put the file where it is looked for: on the class path (or in the jar), or at that path; a relative one starts at the working directory.',
      ],
    ),
    cause(
      'spring-datasource-url',
      /Failed to configure a DataSource: 'url' attribute is not specified|Failed to determine a suitable driver class/,
      [
        'The app wants a database and is told none: `spring.datasource.url` is not set.',
        'Set `SPRING_DATASOURCE_URL: jdbc:…` under `env`, with `SPRING_DATASOURCE_USERNAME` and `SPRING_DATASOURCE_PASSWORD`; or choose the profile that has them by `SPRING_PROFILES_ACTIVE`.',
      ],
    ),
    cause('spring-driver-missing', /(?:Cannot|Failed to) load driver class:? (?<class>[\w.$]+)/, [
      'The driver of the database, {class}, is not in the app.',
      'Put the library that holds it into the jar, or correct `spring.datasource.driver-class-name`; as a rule the URL alone tells Spring the driver.',
    ]),
    cause('spring-driver-mismatch', /Driver (?<class>[\w.$]+) claims to not accept jdbcUrl/, [
      'The driver {class} does not know the kind of database in the JDBC URL.',
      'Let both name the same kind of database, or leave the driver’s class out; a URL begins with `jdbc:` and has no space or quote in it.',
    ]),
    causeWith('spring-property-invalid', /^\s*Property: (?<property>[\w.[\]-]+)$/, /^\s*(?:Value|Origin|Reason): /, [
      'The setting {property} has a value that the app cannot take; the `Reason` below it says why.',
      `Correct it in the app’s settings or under \`env\`, also where the platform sets it unasked (\`tcp://…\` comes from a service of Kubernetes). ${SET_IT}`,
    ]),
    cause('spring-jdbc-url', /\bURL must start with 'jdbc'/, [
      'The URL of the database is none of JDBC: it does not begin with `jdbc:`.',
      'Write it as `jdbc:postgresql://HOST/NAME`, and user and password apart from it (`SPRING_DATASOURCE_USERNAME`, `SPRING_DATASOURCE_PASSWORD`).',
    ]),
    cause(
      'spring-bean-missing',
      /(?:required a bean (?:of type|named)|No qualifying bean of type) ['[](?<bean>[^'\]]{1,200})['\]].{0,250}(?:could not be found|expected at least 1)/,
      [
        'Spring has to hand out a {bean}, and nothing in the app makes one.',
        'Put it into a package below the one of the main class, or name its package in the scan; a part that comes by itself is left out where its library, its setting or its profile is missing.',
      ],
    ),
    cause('spring-bean-ambiguous', /required a single bean, but (?<number>\d+) were found/, [
      'A part of the app wants one bean of its kind, and {number} are there.',
      'Mark one of them with `@Primary`, or say which by `@Qualifier`; a second one often comes with a new library.',
    ]),
    cause(
      'spring-bean-circle',
      /dependencies of some of the beans in the application context form a cycle|Is there an unresolvable circular reference\?/,
      [
        'Parts of the app need each other to be made, in a circle.',
        'Break the circle (`@Lazy` at one of them). Older Springs let it pass: `SPRING_MAIN_ALLOWCIRCULARREFERENCES: "true"` under `env` does so again.',
      ],
    ),
    cause('spring-bean-twice', /The bean '(?<bean>[^']+)', defined in .{0,400}, could not be registered/, [
      'The bean {bean} is defined twice.',
      'Rename one of the two; older Springs let the last one win: `SPRING_MAIN_ALLOWBEANDEFINITIONOVERRIDING: "true"` under `env` does so again.',
    ]),
    cause('spring-port-in-use', /Web server failed to start\. Port (?<port>\d+) was already in use/, [
      'The app wants to listen on port {port}, where something listens already.',
      `Let it listen elsewhere: \`SERVER_PORT: "\${port}"\` under \`env\`, with \`port: auto\`; or stop the other program.`,
    ]),
    cause(
      'spring-config-missing',
      /Config data (?:resource|location) '(?<place>[^']+)'.{0,300} (?:does not exist|cannot be found)/,
      [
        'The app is told to read its settings from {place}, which is not there.',
        'Deploy the file, or correct `spring.config.import` or `spring.config.location`; `optional:` in front of it lets the app start without.',
      ],
    ),
    cause(
      'spring-profile-misplaced',
      /Property '(?<property>[^']+)' imported from location .{0,300} is invalid in a profile specific resource/,
      [
        'The settings of one profile set {property}, which Spring allows only in those of all profiles.',
        'Move it to application.properties or application.yml, or set `SPRING_PROFILES_ACTIVE` under `env`.',
      ],
    ),
    cause(
      'spring-web-server-missing',
      /\bmissing (?:Servlet|Reactive)WebServerFactory bean|\bthere was no \S{0,100}\.(?:Servlet|Reactive)WebServerFactory bean defined/,
      [
        'The app is to be a web server, and no part of it makes one.',
        'Start the class that has `@SpringBootApplication`; the starter for the web must be in the jar (not `provided`), and jars that are put into one must keep `META-INF/spring.factories` whole: use the plugin of Spring Boot.',
      ],
    ),
    causeWith(
      'spring-method-missing',
      /^The following (?:method|constructor) did not exist:$/,
      /^\s*'?(?<method>\S.*?)'?$/,
      [
        'A library of the app does not have the method that another was built against: {method}.',
        'Two versions do not fit each other: align them (`mvn dependency:tree`), and deploy no old jar beside the new one.',
      ],
    ),
    cause(
      'spring-cloud-release',
      /Spring Boot \[(?<version>[\w.-]+)\] is not compatible with this Spring Cloud release train/,
      [
        'The Spring Cloud of the app does not go with its Spring Boot {version}.',
        'Take the release of Spring Cloud that was made for it; `SPRING_CLOUD_COMPATIBILITY_VERIFIER_ENABLED: "false"` under `env` tries it all the same.',
      ],
    ),
    symptom(
      'spring-connector-failed',
      /The Tomcat connector configured to listen on port (?<port>\d+) failed to start/,
      [
        'The app cannot listen on port {port}: it is taken, or its TLS (keystore, alias, password) is not right.',
        `Let it listen elsewhere: \`SERVER_PORT: "\${port}"\` under \`env\`, with \`port: auto\`, and plain HTTP: berth speaks nothing else to it. Else read the exception of the connector above.`,
      ],
    ),
    likelyCause(
      'spring-config-server',
      /Could not locate PropertySource(?:: .{0,200})? and the (?:fail fast property is set|resource is not optional), failing/,
      [
        'The app gets its config from a server, and does not reach it or finds nothing there for its name and profile.',
        'Start that server before, correct `SPRING_CONFIG_IMPORT` (or `spring.cloud.config.uri`) under `env`; `optional:configserver:` goes without.',
      ],
    ),
    // Of all that Spring reports only rows that know the reason itself count more.
    {
      ...outcry('spring-report', /^Description:$/, [
        'The app did not start, in the words of Spring: {reason}',
        'Do what stands below `Action`.',
      ]),
      behind: /^(?!The Tomcat connector configured|Action:)(?<reason>\S.*)/,
    },
  ],
};
