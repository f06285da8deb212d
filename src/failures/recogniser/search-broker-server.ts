import { cause, likelyCause, type RowGroup } from './row.ts';

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
      /(?<setting>[\w.]*listener[\w.]*) must be a listener name defined in (?<list>[\w.]+)|No security protocol defined for listener (?<name>\w+)|(?:[Cc]ontroller )?listener name (?<other>\w+) (?:is )?not (?:found|defined)/,
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
  ],
};
