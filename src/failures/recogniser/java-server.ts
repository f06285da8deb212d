import { cause, type RowGroup } from './row.ts';

/** What servers in Java say of their own settings: Tomcat, Keycloak, Kafka. */
export const JAVA_SERVER_ROWS: RowGroup = {
  runtime: 'servers in Java',
  root: 'last',
  rows: [
    cause('tomcat-ajp-secret', /AJP Connector is configured with secretRequired="true" but the secret attribute is/, [
      'The AJP connector of Tomcat wants a secret since 9.0.31, and has none.',
      'Take the connector out of server.xml (berth speaks HTTP to it), or give it `secret`, or `secretRequired="false"` on the loopback address.',
    ]),
    cause(
      'tomcat-docbase-missing',
      /The main resource set specified \[(?<path>[^\]]+)\] is not a directory or war file|The war file \[(?<war>[^\]]+)\] does not exist/,
      [
        'A web application of Tomcat is to stand in {path}, and is not there.',
        'Deploy the folder or the war file, or correct `docBase` in server.xml or in conf/Catalina/localhost.',
      ],
    ),
    cause(
      'tomcat-java-missing',
      /^(?:The|Neither the) (?<variable>JAVA_HOME|JRE_HOME)\b.{0,60} is not defined correctly\.?$/,
      [
        '{variable} names a folder that has no Java.',
        'Set it under `env` to the folder above `bin/java`, or leave it out where `java` is on the PATH.',
      ],
    ),
    cause('jetty-module-unknown', /^Unknown module='(?<module>[^']+)'/, [
      'Jetty knows no module {module}.',
      'Correct its name in start.ini or start.d (`java -jar start.jar --list-modules` tells all).',
    ]),
    cause(
      'keycloak-hostname',
      /Strict hostname resolution configured but no hostname setting provided|hostname is not configured; either configure hostname/,
      [
        'Keycloak in production wants to know the name that the world calls it by, and no hostname is set.',
        'Set `KC_HOSTNAME` under `env` to the public address, or `KC_HOSTNAME_STRICT: "false"` to take it from the request.',
      ],
    ),
    cause('keycloak-https', /Key material not provided to setup HTTPS/, [
      'Keycloak in production wants a certificate for HTTPS, and none is set.',
      'Behind berth it needs none: set `KC_HTTP_ENABLED: "true"` under `env` (with `KC_PROXY_HEADERS: xforwarded`, before 24 `KC_PROXY: edge`).',
    ]),
    cause('keycloak-option', /^Unknown option:? '?(?<option>-[^\s']+)/, [
      'The program does not know the option {option}.',
      'Correct it in `command`; options change their names between versions.',
    ]),
    cause('keycloak-option-value', /Invalid value for option '(?<option>[^']+)'/, [
      'Keycloak does not accept the value of {option}.',
      'Correct it in `command` or under `env`; the line names what it expects.',
    ]),
    cause('keycloak-not-built', /Build time option: '(?<option>[^']+)' not usable with pre-built image/, [
      'Keycloak was built without {option}, and `--optimized` builds no more at the start.',
      'Build it with that option first (`kc.sh build`, in the image or by a one-shot), or take `--optimized` out of `command`.',
    ]),
    cause('kafka-config-missing', /ConfigException: Missing (?:required )?configuration ?["`]?(?<setting>[\w.]*)/, [
      'A setting that Kafka must have is missing: {setting}.',
      'Put it into the properties file that `command` names, or set it where the start script writes that file from variables.',
    ]),
    cause('kafka-config-value', /ConfigException: Invalid value .{0,200} for configuration (?<setting>[\w.]+)/, [
      'A setting of Kafka or of its client has a value that it cannot take: {setting}.',
      'Correct it in the properties file or the settings of the app.',
    ]),
    cause('kafka-not-formatted', /No readable meta\.properties files found|No `?meta\.properties`? found in/, [
      'The data folder of Kafka was never formatted for this cluster.',
      'Format it before the first start, by a one-shot that Kafka comes `after`: `kafka-storage.sh format --cluster-id ID --config FILE --ignore-formatted`.',
    ]),
    cause(
      'kafka-listener-port',
      /Each listener must have a different port|If you have two listeners on the same port/,
      [
        'Two listeners of Kafka have the same port.',
        'Give each of them one of its own in `listeners`; what clients are told to call stands in `advertised.listeners`.',
      ],
    ),
  ],
};
