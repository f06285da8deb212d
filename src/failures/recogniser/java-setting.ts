import { cause, likelyCause, type RowGroup } from './row.ts';

/** What Java’s frameworks say of settings and neighbours that they do not find. */
export const JAVA_SETTING_ROWS: RowGroup = {
  runtime: 'Java and its settings',
  root: 'last',
  rows: [
    cause('spring-property-unbound', /Failed to bind properties under '(?<property>[^']+)' to (?<type>\S+)/, [
      'The setting {property} has a value that is no {type}.',
      'Correct it where it is set: in the config, or as a variable under `env` (`SERVER_PORT` for `server.port`).',
    ]),
    cause(
      'spring-config-import',
      /No spring\.config\.import property has been defined|: spring\.config\.import missing /,
      [
        'Spring Cloud wants to know where its config comes from.',
        'Set `spring.config.import` (`optional:configserver:`, `optional:nacos:`), or switch it off: `SPRING_CLOUD_CONFIG_ENABLED: "false"` under `env`.',
      ],
    ),
    cause('spring-library-apart', /Invalid value type for attribute 'factoryBeanObjectType'/, [
      'A library (MyBatis, mostly) is older than this Spring Boot can do with.',
      'Upgrade `mybatis-spring` to 3.0.3 or newer, or go back to Spring Boot 3.1.',
    ]),
    cause(
      'quarkus-datasource',
      /Datasource must be defined for persistence unit|Datasource '(?<name>[^']+)' is not configured/,
      [
        'Quarkus has no database configured.',
        'Set `QUARKUS_DATASOURCE_JDBC_URL`, `QUARKUS_DATASOURCE_USERNAME` and `QUARKUS_DATASOURCE_PASSWORD` under `env`; the kind (`db-kind`) is fixed when it is built.',
      ],
    ),
    likelyCause('eureka-unreachable', /Cannot execute request on any known server/, [
      'The app reaches no Eureka server.',
      'Start it, or correct `EUREKA_CLIENT_SERVICEURL_DEFAULTZONE` under `env`; `EUREKA_CLIENT_ENABLED: "false"` goes without.',
    ]),
    likelyCause(
      'nacos-unreachable',
      /NacosException: (?<reason>Request nacos server failed|Client not connected, current status:\w+|.*no available server.*)/,
      [
        'The app reaches no Nacos server: {reason}.',
        'Start it, or correct its address; Nacos 2 needs the port 9848 (its own plus 1000) open too.',
      ],
    ),
    cause('java-home-invalid', /JAVA_HOME is set to an invalid directory: (?<path>\S+)/, [
      'A start script looks for Java where JAVA_HOME says, and finds none.',
      'Correct `JAVA_HOME` under `env`, or leave it out where `java` is on the `PATH`; install a Java if there is none.',
    ]),
    cause('java-module-missing', /java\.lang\.module\.FindException: Module (?<module>\S+) not found/, [
      'Java finds no module {module} on its module path.',
      'Deploy it, correct `-p` and `--add-modules` in `command`, or use a Java that has the module.',
    ]),
  ],
};
