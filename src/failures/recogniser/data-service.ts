import { cause, likelyCause, outcry, type RowGroup } from './row.ts';

/** What Cassandra, Neo4j, Elasticsearch’s plugins, Graylog, SonarQube and collectors of logs and metrics say of a start that fails. */
export const DATA_SERVICE_ROWS: RowGroup = {
  runtime: 'a service for data, logs or metrics',
  root: 'first',
  rows: [
    cause('grafana-provisioning', /\b(?:Datasource|Dashboard|Notifier|Alert\w*) provisioning error: (?<reason>.+)/, [
      'Grafana does not accept a file of its provisioning: {reason}.',
      'Correct the file below provisioning/ that it names.',
    ]),
    cause('cassandra-no-peers', /\bUnable to (?:gossip|contact) with any (?:peers|seeds)|Unable to contact any seeds/, [
      'A node of Cassandra reaches none of the others.',
      'Name in `seeds` addresses at which the first nodes listen (`listen_address`, not localhost), start those before, and open port 7000 between them.',
    ]),
    cause('cassandra-name', /\bSaved cluster name (?<saved>.+?) != configured name (?<set>\S.*)/, [
      'The data of Cassandra belongs to the cluster {saved}, and the config says {set}.',
      'Set `cluster_name` back, or use an empty data folder.',
    ]),
    cause(
      'cassandra-datacenter',
      /Cannot start node if snitch's (?<what>data ?center|rack) \((?<set>[^)]*)\) differs from previous (?:data ?center|rack) \((?<saved>[^)]*)\)/,
      [
        'The data of Cassandra was made in the {what} {saved}, and the config says {set}.',
        'Set it back in cassandra-rackdc.properties (or the variables of the image), or use an empty data folder.',
      ],
    ),
    cause('cassandra-address', /\bA node with address \/?(?<address>\S+) already exists, cancelling join/, [
      'The cluster of Cassandra still knows a node at {address}, and this one has no data of it.',
      'Start it with `-Dcassandra.replace_address_first_boot={address}`, or take the old node out (`nodetool removenode`).',
    ]),
    cause(
      'kernel-requests',
      /\bNot enough request nr in aio-max-nr|\bio_setup\(\) failed \(11: |\baio-max-nr\b.{0,80}\b(?:too (?:low|small)|increase|exceed)/i,
      [
        'The kernel of the host has no more places for asynchronous reads and writes (`fs.aio-max-nr`).',
        'Raise it on the host: `sysctl -w fs.aio-max-nr=1048576`.',
      ],
    ),
    cause(
      'cockroach-certificates',
      /\bcannot load certificates\.? ?Check your certificate settings, set --certs-dir/i,
      [
        'CockroachDB finds no certificates.',
        'Make them (`cockroach cert`) and name their folder by `--certs-dir`, or start with `--insecure` in a closed network.',
      ],
    ),
    cause(
      'neo4j-upgrade',
      /\bolder data store(?: version\.| and upgrade is not enabled)|database files require upgrading and upgrades are disabled/,
      [
        'The data of Neo4j is of an older version, and it may not take it over by itself.',
        'Keep a copy, then set `dbms.allow_upgrade=true` (`NEO4J_dbms_allow__upgrade: "true"`, before Neo4j 3 `allow_store_upgrade=true`) for one start; from 4 to 5 use `neo4j-admin database migrate`.',
      ],
    ),
    cause(
      'neo4j-store-version',
      /\bhas a store version number that we cannot upgrade from\. Expected '(?<reads>[^']+)' but file is version '(?<made>[^']+)'/,
      [
        'The data of Neo4j was written as {made}, and this version reads and takes over {reads} only.',
        'Run the version that wrote it, or a newer one; from a much older one go by those between.',
      ],
    ),
    outcry('prometheus-storage', /\b[Oo]pening storage failed: (?<reason>.+)/, [
      'Prometheus cannot open its data: {reason}.',
      'Give the folder to the user that it runs as, and to one instance only. A segment that a full disk or an unclean end has left empty or damaged may be removed: what it held is lost.',
    ]),
    cause(
      'search-plugin-version',
      /\b[Pp]lugin \[(?<plugin>[^\]]+)\] was built for (?:Elasticsearch|OpenSearch) version \[?(?<built>[\w.-]+)\]? but version \[?(?<runs>[\w.-]+)\]? is (?:running|required)/,
      [
        'The plugin {plugin} is for version {built}, and {runs} runs.',
        'Remove it and install the one for this version, where the image is built (`elasticsearch-plugin install`).',
      ],
    ),
    cause(
      'search-tls-demanded',
      /\bTransport SSL must be enabled if security is enabled|\[xpack\.security\.transport\.ssl\.enabled\] is not set, but the following settings have been configured/,
      [
        'Elasticsearch with security wants TLS between its nodes, and it is not set up.',
        'Set `xpack.security.transport.ssl.enabled: true` with its certificates, or `xpack.security.enabled: false` in a closed network.',
      ],
    ),
    cause('search-settings-unreadable', /\bFailed to load settings from \[(?<file>[^\]]+)\]/, [
      'The settings in {file} cannot be read: a key stands there twice, or a line is not indented as it must be.',
      'Correct the file; the exception behind says where.',
    ]),
    cause('collector-component', /\berror decoding '(?<part>[^']+)': (?<reason>.+)/, [
      'The app does not accept the part {part} of its config: {reason}.',
      'Correct it; of a collector a component that was taken out since has another name, or stands in the `contrib` image only.',
    ]),
    cause('fluentd-config', /\bconfig error file="?(?<file>[^"\s]+)"? error_class=\S+ error="(?<reason>.+?)"(?:$| )/, [
      'Fluentd does not accept its config {file}: {reason}.',
      'Correct it; a plugin that it does not know is installed where the image is built (`fluent-gem install`).',
    ]),
    cause(
      'telegraf-fields',
      /\bplugin (?<plugin>[\w.]+): line (?<line>\d+): configuration specified the fields \[(?<fields>[^\]]+)\], but they were(?:n't| not) used/,
      [
        'Telegraf does not know the fields {fields} of {plugin}, line {line}.',
        'Take them out, or write them as this version spells them.',
      ],
    ),
    cause('parameter-refused', /\bjadconfig\.\w+Exception: Parameter (?<name>\w+) (?<what>\S.+)/, [
      'Graylog does not accept a parameter of its config.',
      'Set it in graylog.conf, or under `env` with `GRAYLOG_` in front and in capitals; `password_secret` has 16 signs at least, `root_password_sha2` is a hash.',
    ]),
    cause('sonarqube-upgrade', /\bDatabase must be upgraded\. Please backup database and browse \/setup/, [
      'The database of SonarQube is of an older version than the one that runs.',
      'Make a backup, open /setup in a browser, and let it upgrade the database.',
    ]),
    likelyCause(
      'own-database-unreached',
      /\bCannot connect to database\. Please check connectivity and settings|\bUnable to connect to Metabase DB\b/,
      [
        'The app does not reach its database.',
        'Start it before, and correct its address, user and password under `env`; what the driver says stands below.',
      ],
    ),
    cause(
      'consul-config',
      /^(?:==> )?(?:[Ff]ailed|[Ee]rror) (?:to parse|parsing|loading configuration from) (?<file>\/\S+?\.(?:json|hcl)): (?<reason>.+)/,
      [
        'The app does not accept its config {file}: {reason}.',
        'Correct that place. Of HashiCorp’s programs `consul validate` and `nomad config validate` check a config without starting.',
      ],
    ),
    outcry('ejabberd-refused', /\bFailed to start ejabberd application: (?<reason>[A-Z].+)/, [
      'The server ejabberd does not start: {reason}.',
      'Correct what it names in ejabberd.yml.',
    ]),
  ],
};
