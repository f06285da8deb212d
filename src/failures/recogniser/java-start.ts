import { cause, causeWith, likelyCause, type RowGroup } from './row.ts';

const URL =
  'Write it as its driver wants it: `jdbc:postgresql://HOST:5432/NAME`, `jdbc:mysql://HOST:3306/NAME`, without user and password in it.';

/** What the JVM says of options that do not go together, of images that lack fonts, and drivers of addresses that they cannot read. */
export const JAVA_START_ROWS: RowGroup = {
  runtime: 'Java at its start',
  root: 'last',
  rows: [
    cause(
      'java-collectors',
      /^(?:Multiple|Conflicting) (?:garbage collectors selected|collector combinations in option list)/,
      [
        'The options of Java name more than one garbage collector.',
        'Leave one (`-XX:+UseG1GC`) in `command`, and none in `JAVA_TOOL_OPTIONS` or `JAVA_OPTS` under `env`.',
      ],
    ),
    causeWith(
      'java-boot-layer',
      /^Error occurred during initialization of boot layer/,
      /^(?:java\.lang\.(?:module\.)?)(?<reason>\w+: .+)/,
      [
        'Java cannot put the modules of the app together: {reason}.',
        'Correct `-p` and `--add-modules` in `command`; a jar that is no module belongs on the class path (`-cp`).',
      ],
    ),
    cause(
      'java-signature',
      /SecurityException: (?<reason>Invalid signature file digest|SHA\S* digest error for|class ".{1,200}"'s signer information does not match)/,
      [
        'A jar of the app is signed and was changed since: {reason}.',
        'Leave `META-INF/*.SF`, `*.RSA` and `*.DSA` out where jars are put into one, or deploy the jar as its maker signed it.',
      ],
    ),
    cause(
      'java-class-twice',
      /(?<reason>\b(?:VerifyError|IncompatibleClassChangeError|AbstractMethodError|IllegalAccessError|NoSuchFieldError)\b(?:: (?!class .{1,200} cannot access class .{1,200} \(in (?:unnamed )?module ).+|$))/,
      [
        'Two libraries of the app do not fit each other, or one is there in two versions: {reason}.',
        'Align their versions (`mvn dependency:tree`), and deploy no old jar beside the new one.',
      ],
    ),
    cause(
      'java-fonts-missing',
      /\bFontConfiguration\.(?:getVersion|head|init)\b|Fontconfig head is null, check your fonts|libfreetype\.so\.6: cannot open shared object file/,
      [
        'The app draws text, and the image has no fonts or no font libraries.',
        'Install `fontconfig` and a font (Debian: `fontconfig fonts-dejavu-core libfreetype6`, Alpine: `fontconfig ttf-dejavu`).',
      ],
    ),
    cause('java-headless', /\bHeadlessException\b|No X11 DISPLAY variable was set/, [
      'The app asks for a screen, and there is none.',
      'Start it with `-Djava.awt.headless=true`; what needs a screen for good runs under `xvfb-run`.',
    ]),
    cause('java-memory-maps', /\bIOException: Map failed|\bOutOfMemoryError: Map failed/, [
      'The kernel lets Java map no more files into memory: its limit of areas (`vm.max_map_count`) or of address space is reached.',
      'Raise `vm.max_map_count` on the host (262144), and `ulimit -v` if one is set.',
    ]),
    cause('jdbc-driver-none', /\bNo suitable driver found for (?<url>jdbc:\w+:?|\S{1,20})/, [
      'No driver of the app knows the address of the database, which begins with {url}.',
      `Put the driver’s jar on the class path, or correct the address. ${URL}`,
    ]),
    cause(
      'jdbc-url-invalid',
      /\bUnable to parse URL (?<url>jdbc:\w+:)|Malformed database URL, failed to parse the|Driver .{1,100}, ?(?:jdbcUrl|URL)=?.{1,200} is (?:invalid|malformed)/,
      ['The driver cannot read the address of the database.', URL],
    ),
    cause('h2-login', /Wrong user name or password \[28000-/, [
      'The H2 database has another user or password than the app gives.',
      'Correct `spring.datasource.username` and `.password` (or their like), or remove the file if its data is not needed: H2 keeps the first ones.',
    ]),
    cause(
      'h2-file-format',
      /Unsupported database file version or invalid file header|The write format \d+ is (?:smaller|larger) than the supported format|File corrupted while reading record: "(?<path>[^"]+)"/,
      [
        'The file of the H2 database is damaged, or was written by another version of H2.',
        'Export it with the H2 that wrote it (`SCRIPT`), and import it into a new file (`RUNSCRIPT`); 1.4 and 2 do not read each other’s files.',
      ],
    ),
    cause(
      'slf4j-twice',
      /Detected both log4j-over-slf4j\.jar AND bound slf4j-(?:log4j12|reload4j)\.jar|LoggerFactory is not a Logback LoggerContext but Logback is on the classpath/,
      [
        'Two libraries for logging stand in each other’s way on the class path.',
        'Exclude one of them where the app is built (`slf4j-log4j12` or the older `slf4j-simple`, as a rule).',
      ],
    ),
    cause(
      'jwt-key-weak',
      /\bThe (?:signing key's size|specified key byte array) is (?<bits>\d+) bits which is not secure enough/,
      [
        'The key that tokens are signed with has {bits} bits, and that is too short.',
        'Set one of 32 bytes at least (64 for HS512) under `env`: `openssl rand -base64 64` makes one.',
      ],
    ),
    likelyCause(
      'java-charset',
      /\bMalformedInputException: Input length = \d|\bUnmappableCharacterException: Input length = \d/,
      [
        'The app reads a file in UTF-8, and it is written in another encoding.',
        'Save the file (the config that was read last, mostly) in UTF-8, or build with that encoding (`project.build.sourceEncoding`).',
      ],
    ),
    cause(
      'java-ee-removed',
      /\b(?:NoClassDefFoundError|ClassNotFoundException): (?<class>javax[./](?:xml[./](?:bind|ws|soap)|annotation|activation|jws|transaction)[\w./$]*)/,
      [
        'The app needs {class}, which Java brought along until version 8 and does not since 11.',
        'Run it with Java 8, or put the library of that part into the app (`jakarta.xml.bind-api` 2 and its like).',
      ],
    ),
    cause(
      'servlet-namespace',
      /\b(?:NoClassDefFoundError|ClassNotFoundException): (?<class>(?:javax|jakarta)[./](?:servlet|persistence|validation)[\w./$]*)/,
      [
        'The app looks for {class}: it was built for another generation of the server. Tomcat 10, Jetty 11 and Spring Boot 3 have `jakarta`, those before have `javax`.',
        'Run it on the server that it was built for (Tomcat 9 for `javax`), or use the libraries that match the server.',
      ],
    ),
    cause(
      'servlet-pattern-twice',
      /[Ss]ervlets named \[(?<one>[^\]]+)\] and \[(?<other>[^\]]+)\] are both mapped to the url-pattern \[(?<pattern>[^\]]+)\]/,
      [
        'Two servlets of the app want the same calls ({pattern}): {one} and {other}.',
        'Take one of the two out of web.xml or its annotation; the war may hold an old class beside the new one.',
      ],
    ),
    cause(
      'catalina-home',
      /^Cannot find \S*\/(?:setclasspath|catalina|bootstrap)\.(?:sh|jar)|^The (?<variable>CATALINA_HOME|CATALINA_BASE) environment variable is not defined correctly/,
      [
        'The start script of Tomcat does not find the folder of Tomcat, or may not run what lies in it.',
        'Set `CATALINA_HOME` under `env` to the folder above `bin`, or leave it out; unpack Tomcat with the modes kept (`chmod +x bin/*.sh`).',
      ],
    ),
    cause('java-options-broken', /Could not find or load main class (?<word>[-="'@\\]\S*)/, [
      'Java takes a piece of its own options ({word}) for the class that it is to start: a space, a quote or a line break stands wrong among them.',
      'Write `JAVA_OPTS` (or `CATALINA_OPTS`, `JAVA_TOOL_OPTIONS`) in one line, without quotes inside; a class path with spaces or `*` in it stands in quotes in the script.',
    ]),
    cause('mybatis-statement', /\bInvalid bound statement \(not found\): (?<statement>[\w.$]+)/, [
      'MyBatis finds no statement for {statement}: its XML is not deployed, or names another class.',
      'Put the mapper XML where `mybatis.mapper-locations` looks (files beside the classes are left out of the jar unless the build takes them along).',
    ]),
    cause('liberty-folder', /\bThe \w+ +could not be created\. \w+=(?<path>\/\S+)/, [
      'Liberty cannot make {path}: its user may not write there.',
      'Give the folder to the user that the image runs as (1001), or name another by `WLP_OUTPUT_DIR` and `LOG_DIR` under `env`.',
    ]),
  ],
};
