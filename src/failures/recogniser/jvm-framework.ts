import { cause, causeWith, likelyCause, outcry, type RowGroup, removeFirst } from './row.ts';

const VARIABLE =
  'Set it in the config of the app, or as a variable under `env`: its name in upper case, with `_` for each dot and hyphen.';

/** What Micronaut, Quarkus, WildFly, Play, Akka, Ktor, Guice and their like say of an app that does not start. */
export const JVM_FRAMEWORK_ROWS: RowGroup = {
  runtime: 'frameworks of the JVM',
  root: 'last',
  rows: [
    cause('micronaut-bean-missing', /\bNo bean of type \[(?<bean>[^\]]{1,300})\] exists/, [
      'Micronaut has to hand out a {bean}, and nothing in the app makes one.',
      'Check the annotation processor of the build, and the `@Requires` of that part: it is left out where its setting or library is missing.',
    ]),
    cause(
      'quarkus-value-refused',
      /\bSRCFG00039: The config property (?<name>[\w.-]+) with the config value "(?<value>[^"]*)"/,
      ['The setting {name} has a value that the app cannot take: {value}.', `Correct it. ${VARIABLE}`],
    ),
    cause(
      'quarkus-value-unexpanded',
      /\bSRCFG00011: Could not expand value (?<variable>[\w.-]+) in property (?<name>[\w.%"-]+)/,
      [
        'The setting {name} refers to {variable}, and that is not set.',
        'Set {variable} under `env`, or give it a default behind a colon.',
      ],
    ),
    cause(
      'config-substitution',
      /ConfigException\$UnresolvedSubstitution: .{0,300}: (?<line>\d+): Could not resolve substitution to a value: \$\{\??(?<variable>[^}]+)\}/,
      [
        'The config of the app refers to {variable} (line {line}), and it is not set.',
        'Set {variable} under `env`, or give the setting a default with `?` in front of the name.',
      ],
    ),
    cause('pureconfig-key', /(?:^\s*- |\.conf @ .{1,300}\) )Key not found: '(?<key>[\w.-]+)'/, [
      'A setting that the app cannot do without is missing: {key}.',
      `${VARIABLE} Where application.conf reads it from a variable (\`\${?NAME}\`), set that one.`,
    ]),
    cause('ktor-property', /ApplicationConfigurationException: Property (?<key>[\w.-]+) not found/, [
      'A setting that the app cannot do without is missing: {key}.',
      `${VARIABLE} Where application.conf reads it from a variable (\`\${?NAME}\`), set that one.`,
    ]),
    cause('ktor-port', /Neither port nor sslPort specified\./, [
      'Ktor is given no port: application.conf is not there, or has no `ktor.deployment.port`.',
      `Deploy application.conf with the app, or start it with \`-port=\${port}\` and \`port: auto\`.`,
    ]),
    cause('koin-definition', /No definition found for (?:class:|type )'(?<type>[^']+)'/, [
      'The app asks Koin for a {type}, and none of its modules defines one.',
      'Load the module that defines it, or add the definition.',
    ]),
    causeWith(
      'guice-injector',
      /\b(?:Creation|Provision|Configuration)Exception: (?:Unable to (?:create injector|provision)|Guice configuration errors)/,
      /^\s*(?:\d+\) )(?<reason>\S.*)/,
      [
        'Guice cannot put the app together: {reason}.',
        'Correct what it names: a part that nobody binds, or the exception that its constructor has thrown (further below).',
      ],
    ),
    causeWith(
      'dropwizard-config',
      /^(?<file>\S+\.ya?ml) has (?:an error|the following errors):$/,
      /^\s*\* (?<reason>\S.*)/,
      [
        'The app does not accept its config {file}: {reason}.',
        'Correct it; a value may come from a variable under `env` that is empty.',
      ],
    ),
    causeWith(
      'play-secret',
      /^Configuration error: Configuration error\[?/,
      /^\s*The application secret has not been set/,
      [
        'The app has no secret, and Play does not start without one in production.',
        'Set it under `env` by the variable that application.conf reads (`APPLICATION_SECRET`, mostly), or with `-Dplay.http.secret.key=…`; `openssl rand -base64 48` makes one.',
      ],
    ),
    cause('play-pid-stale', /This application is already running \(Or delete (?<path>\S+) file\)/, [
      'Play finds the pid file {path} of an earlier run.',
      `Start it with \`-Dpidfile.path=/dev/null\`. ${removeFirst('{path}')}`,
    ]),
    likelyCause(
      'akka-bind-failed',
      /\bBind failed for TCP channel on endpoint \[(?<address>[^\]]+)\]|\bfailed to bind to (?<other>\S+:\d+), shutting down Netty transport/,
      [
        'The actor system cannot listen on its own address for others (remoting): it is taken, or not one of this machine.',
        'Set `canonical.hostname` to the address that others use, and `bind.hostname` to `0.0.0.0` with a free `bind.port`.',
      ],
    ),
    cause(
      'wildfly-operation',
      /\b(?:WFLYCTL0013|JBAS014613): Operation \("(?<operation>[\w-]+)"\) failed - address: \((?<address>.{1,300}?)\) - failure description: (?!\{)(?<reason>.+)/,
      [
        'WildFly (Keycloak before 17) cannot carry out {operation} at {address}: {reason}.',
        'Correct that part of standalone.xml, or the variables that fill it.',
      ],
    ),
    likelyCause(
      'wildfly-dependencies',
      /\b(?:WFLYCTL0(?:412|180)|JBAS0147(?:71|75|76)|JBAS014879): [^"]{1,140}(?:" => \[?\{?"?(?<what>[^"]{0,200})|$)/,
      [
        'A part of WildFly or of an app in it needs another part that is not there: a datasource, a module, a bean.',
        'Read which one, behind these words; a datasource is missing where its driver or its settings are.',
      ],
    ),
    causeWith(
      'wildfly-start-failed',
      /\bMSC000001: Failed to start service (?<service>[\w.\\"/-]{1,200}): /,
      /^Caused by: (?<reason>\S.*)/,
      ['WildFly could not start its part {service}: {reason}.', 'Follow the last `Caused by` of that stack.'],
    ),
    cause('keycloak-user-added', /User with username '(?<user>[^']+)' already added to '(?<path>[^']+)'/, [
      'The start script adds the user {user} a second time, and gives up: its file {path} is there from the first start.',
      'Leave `KEYCLOAK_USER` out after the first start, or keep no container between starts.',
    ]),
    cause(
      'keycloak-feature',
      /\bERROR: (?<what>(?:'?[\w-]+'?) is an unrecognized feature|Feature '?[\w-]+'? (?:depends|requires).{1,200}|Script upload is disabled)/,
      [
        'Keycloak does not take the features that it is to have: {what}.',
        'Correct `KC_FEATURES` under `env` or `--features` in `command`; features were renamed and taken out between versions.',
      ],
    ),
    cause('keycloak-driver', /Unable to find the JDBC driver \((?<driver>[\w.]+)\)/, [
      'Keycloak has no driver {driver} for its database.',
      'Set the kind of database (`KC_DB`) where Keycloak is built, or put the driver’s jar into `providers/`, and build again.',
    ]),
    outcry('micronaut-refused', /\bError starting Micronaut server: (?<reason>\S.+)/, [
      'The app did not start, in the words of Micronaut: {reason}.',
      'Follow the last `Caused by` below it.',
    ]),
  ],
};
