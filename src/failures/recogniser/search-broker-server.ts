import { cause, likelyCause, type RowGroup, symptom } from './row.ts';

/** What Elasticsearch, Kafka, ZooKeeper and their like say when they do not start. */
export const SEARCH_BROKER_SERVER_ROWS: RowGroup = {
  runtime: 'a search engine or broker',
  root: 'first',
  rows: [
    cause('search-discovery', /the default discovery settings are unsuitable for production use/, [
      'Elasticsearch listens for others, and so wants to be told of its cluster.',
      'A single one is started with `discovery.type=single-node`; of several, name `discovery.seed_hosts` and `cluster.initial_master_nodes`.',
    ]),
    cause('search-setting-unknown', /unknown setting \[(?<setting>[\w.*-]+)\]/, [
      'The config of Elasticsearch or OpenSearch has {setting}, which this version does not know.',
      'Take it out, or write it as this version spells it; settings of a plugin need the plugin.',
    ]),
    cause('kafka-advertised-any', /advertised\.listeners cannot use the nonroutable meta-address/, [
      'Kafka would tell its clients to connect to 0.0.0.0, which leads nowhere.',
      'Name in `advertised.listeners` an address at which clients reach this broker; `listeners` may keep 0.0.0.0.',
    ]),
    cause(
      'kafka-listener-unknown',
      /(?<setting>[\w.]*listener[\w.]*) must be a listener name defined in (?<list>[\w.]+)|No security protocol defined for listener (?<name>\w+)|(?:[Cc]ontroller )?listener name (?<other>\w+) (?:is )?not (?:found|defined)|Listener with name \S* defined in [\w.]+ not found in |Invalid security protocol `\w+` defined in listener\.security/,
      [
        'The settings of Kafka use a listener that another of them does not define.',
        'Let `listeners`, `advertised.listeners`, `listener.security.protocol.map`, `inter.broker.listener.name` and `controller.listener.names` use the same names.',
      ],
    ),
    cause(
      'kafka-node-id',
      /Stored node id (?<stored>\d+) doesn't match previous node id|Configured (?:broker|node)\.id [`'"]?(?<set>\d+)[`'"]? doesn't match stored/,
      [
        'The data folder of Kafka belongs to a broker with another number.',
        'Set `broker.id` (or `node.id`) to the number in `meta.properties`, or use an empty folder.',
      ],
    ),
    likelyCause('zookeeper-myid', /\bmyid file is missing\b/, [
      'A member of a ZooKeeper cluster finds no file `myid` in its data folder.',
      'Write its number into `myid` there, by a one-shot; one that stands alone has no `server.N` in its config.',
    ]),
    cause('kafka-broker-registered', /A broker is already registered on the path (?<path>\/brokers\/ids\/\d+)/, [
      'ZooKeeper still knows a broker of Kafka with this number ({path}): another one that runs, or an earlier life of this one.',
      'Give each broker a `broker.id` of its own. After a restart wait until the old session has timed out (`zookeeper.session.timeout.ms`), or end the earlier one in order.',
    ]),
    cause(
      'search-index-old',
      /The index \[\[?(?<index>[^\]]+)\]+.{0,60} was created with version \[(?<made>[^\]]+)\].{0,40} but the minimum compatible version is \[?(?<least>[\w.]+)/,
      [
        'The index {index} was made by Elasticsearch or OpenSearch {made}, and this version reads none before {least}.',
        'Run the version before this one, make the index anew there (`_reindex`), and upgrade then. Keep a copy first.',
      ],
    ),
    cause(
      'search-codec-missing',
      /Could not load codec '(?<codec>\w+)'|An SPI class of type org\.apache\.lucene\.codecs\.Codec with name '(?<other>\w+)' does not exist/,
      [
        'The data was written by a newer version of Lucene than the one of this server.',
        'Run the version that wrote the data, or a newer one.',
      ],
    ),
    cause('search-tls-file', /failed to load SSL configuration \[(?<setting>[^\]]+)\] - (?<reason>.+)/, [
      'Elasticsearch cannot set up TLS for {setting}: {reason}.',
      'Make the certificates first, by a one-shot that it comes `after`, at the path that the config names, readable for its user; or set `xpack.security.enabled=false` in a closed network.',
    ]),
    cause(
      'search-admin-password',
      /No custom admin password found\. Please provide a password via the environment variable (?<variable>\w+)/,
      [
        'OpenSearch has no password for its administrator, and does not start without one.',
        'Set {variable} under `env`: eight signs at least, with capitals, digits and others.',
      ],
    ),
    cause(
      'search-password-weak',
      /Password \S* ?(?:is weak|failed validation|does not match validation regex)|(?:admin )?[Pp]assword .{0,40}(?:is weak|failed validation)/,
      [
        'OpenSearch does not take the password of its administrator: it is too weak.',
        'Set another as `OPENSEARCH_INITIAL_ADMIN_PASSWORD` under `env`: eight signs at least, with capitals, digits and others.',
      ],
    ),
    cause('kibana-superuser', /value of "elastic" is forbidden\. This is a superuser account/, [
      'Kibana may not log in as `elastic`.',
      'Set `ELASTICSEARCH_USERNAME: kibana_system` with that user’s password, or `ELASTICSEARCH_SERVICEACCOUNTTOKEN`, under `env`.',
    ]),
    cause('kibana-config', /\[config validation of \[(?<section>[^\]]+)\]\.(?<key>[\w.]+)\]: (?<reason>.+)/, [
      'Kibana does not accept the setting {section}.{key}: {reason}',
      'Correct it in kibana.yml, or under `env` (capitals, with `_` for each dot).',
    ]),
    likelyCause(
      'kibana-migration',
      /Unable to complete saved object migrations for the \[(?<index>[^\]]+)\] index(?:: |\.? ?)(?<reason>[^.]*)/,
      [
        'Kibana cannot take over its own data in the index {index}: {reason}.',
        'Look at Elasticsearch: a full disk (its watermark), a red index or a Kibana of another version that still runs. Start it again when that is mended.',
      ],
    ),
    cause(
      'logstash-folder',
      /Path \\?"(?<path>[^"\\]+)\\?" must be a (?:writable|readable) directory\. It is not (?:writable|readable)/,
      [
        'Logstash may not use {path}.',
        'Give the folder to the user that it runs as (1000 in its image), or name another by `path.data`.',
      ],
    ),
    cause(
      'logstash-pipeline',
      /LogStash::ConfigurationError\b.{0,20}:message=>"(?<reason>.{1,300}?line \d+, column \d+)|Pipeline action .{0,60}LogStash::ConfigurationError/,
      [
        'Logstash cannot read its pipeline: {reason}.',
        'Correct that place; `logstash -t -f FILE` checks a pipeline without starting.',
      ],
    ),
    cause('solr-config', /Could not load conf for core (?<core>[\w.-]+): (?<reason>.+)/, [
      'Solr cannot load the core {core}: {reason}.',
      'Deploy the files of its config set (solrconfig.xml, the schema) for this version of Solr, or make the core anew (`solr-precreate`).',
    ]),
    cause('typesense-start', /Typesense failed to start\. (?<reason>.+)/, [
      'Typesense does not start: {reason}.',
      'Give `--data-dir` a folder that is there and can be written to, and `--api-key`.',
    ]),
    cause(
      'meilisearch-key',
      /In production mode, the environment variable MEILI_MASTER_KEY is mandatory|master key must be at least \d+ bytes in a production environment/,
      [
        'Meilisearch in production wants a master key of 16 bytes at least, and has none.',
        'Set `MEILI_MASTER_KEY` under `env` (`openssl rand -base64 24`), or `MEILI_ENV: development`.',
      ],
    ),
    cause(
      'kafka-listener-subset',
      /advertised\.listeners listener names must be equal to or a subset of the ones defined in listeners|inter\.broker\.listener\.name must be a listener name defined in/,
      [
        'Names in `advertised.listeners` of Kafka stand in no `listeners`.',
        'Use the same names in `listeners`, `advertised.listeners` and `listener.security.protocol.map`.',
      ],
    ),
    symptom(
      'kafka-log-dirs-failed',
      /Shutdown broker because (?:all log dirs in (?<folder>\S+) have failed|none of the specified log dirs)/,
      [
        'Kafka cannot use any of its data folders, and so it ends.',
        'Read what it says of them before: a full disk, files of another user, or a folder that was removed while it ran.',
      ],
    ),
    cause('confluent-folder', /^Command \[\S*dub path (?<folder>\S+) (?<what>\w+)\] FAILED/, [
      'The image wants {folder} to be {what}, and it is not.',
      'Give the folder to the user that the image runs as (1000, `appuser`), by a one-shot with `chown`.',
    ]),
    cause('zookeeper-snapshot', /No snapshot found, but there are log entries\. Something is broken!/, [
      'ZooKeeper finds its log and no snapshot: the data is of a version before 3.5, or was copied in part.',
      'Set `snapshot.trust.empty=true` for one start after an upgrade; else restore the folder with its snapshots.',
    ]),
    cause('kafka-advertised-none', /There must be at least one (?:broker )?advertised listener/, [
      'Kafka has no listener for its clients: all that it has are those of its controller.',
      'Name one more in `listeners` and `advertised.listeners` (`PLAINTEXT://…`) that does not stand in `controller.listener.names`.',
    ]),
    cause(
      'kafka-controller-listener',
      /controller\.listener\.names must contain at least one value appearing in|listeners config must (?:not|only) contain KRaft controller listeners/,
      [
        'The listeners of Kafka do not fit its `process.roles`: a controller needs one that `controller.listener.names` names, and has no others unless it is a broker too.',
        'Add `CONTROLLER://:9093` to `listeners` (never to `advertised.listeners` of a broker), or take it out where this is no controller.',
      ],
    ),
    cause(
      'kafka-voters',
      /\bnode id (?<id>\d+) must (?:not )?be included in the set of voters|controller\.quorum\.voters must contain a parseable set/,
      [
        'The members that `controller.quorum.voters` of Kafka names do not fit this node: each controller stands in it by its `node.id`, and a mere broker does not.',
        'Write it as `ID@HOST:PORT,…` of all controllers, and give this node the `node.id` that it has there.',
      ],
    ),
    cause('kafka-endpoint', /Unable to parse (?<listener>\S*) to a broker endpoint/, [
      'An entry in the listeners of Kafka is not whole: {listener}.',
      'Write each as `NAME://HOST:PORT`, as in `PLAINTEXT://0.0.0.0:9092`; a variable that is not set leaves a part out.',
    ]),
    cause('nats-config', /\bnats-server: (?<place>\S+?:\d+)(?::\d+)?: (?<reason>.+)/, [
      'NATS does not accept its config, {place}: {reason}.',
      'Correct that line; `nats-server -t -c FILE` checks a config without starting.',
    ]),
    cause('nats-storage', /Can't start JetStream: (?<reason>.+)/, [
      'NATS cannot keep its streams: {reason}.',
      'Name a folder that it may write to by `store_dir`, with room for `max_file`.',
    ]),
  ],
};
