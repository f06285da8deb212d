import { cause, likelyCause, type RowGroup } from './row.ts';

const OWNER =
  'Give the volume to the user that the image runs as (`chown`, by a one-shot), or set `user` to the owner of the volume.';

const DOWN = 'Run the version that wrote the data, or a newer one; one major version at a time. Keep a copy first.';

/** What well-known self-hosted programs say, in words that no other program has. */
export const IMAGE_ROWS: RowGroup = {
  runtime: 'a self-hosted program',
  root: 'first',
  rows: [
    cause(
      'nextcloud-version',
      /version of the data \((?<made>[\d.]+)\) is higher than the docker image version \((?<runs>[\d.]+)\)|Updates between multiple major versions and downgrades are unsupported/,
      ['The data of Nextcloud is of another version than the image, and cannot be taken over.', DOWN],
    ),
    cause('nextcloud-cache', /Memcache \\?\S+\\(?<cache>\w+) not available for/, [
      'The config of Nextcloud names the cache {cache}, whose PHP extension is not loaded.',
      'Install the extension (for the command line `apc.enable_cli=1` too), or take `memcache.local` out of config.php.',
    ]),
    cause('grafana-ini', /failed to parse \\?"(?<file>\S+\.ini)\\?": (?<reason>[^"]+)/, [
      'Grafana cannot read {file}: {reason}.',
      'Correct the line; a password with `#` or `;` stands in triple quotes.',
    ]),
    cause('config-provider-ini', /Unable to init config provider from \\?"(?<file>[^"\\]+)\\?": (?<reason>.+)/, [
      'The app cannot read {file}: {reason}.',
      'Correct the line: `NAME = value` below a `[section]`; a value with `#` or `;` stands in back-quotes.',
    ]),
    cause('prometheus-mmap', /opening storage failed: mmap files?, file: (?<file>\S+): mmap: (?<reason>.+)/, [
      'Prometheus cannot map a file of its data: the folder is not writable for its user, damaged, or on a disk that allows no mapping (NFS, some mounts).',
      `${OWNER} Remove a damaged file of \`chunks_head\`.`,
    ]),
    cause(
      'prometheus-rules',
      /^loading groups failed: (?<file>(?:[^\s:]|:(?=\\))+): (?<reason>(?!yaml: unmarshal errors:).+)/,
      [
        'A file of rules is wrong, {file}: {reason}.',
        'Correct it; `promtool check rules FILE` tells the same before a start.',
      ],
    ),
    cause('bolt-timeout', /(?:open(?:ing)? (?:bolt )?(?:file|"?(?<path>\/\S+?\.(?:bolt|db))"?)): timeout/, [
      'Another process holds the data file of the app, or left its lock on a network disk.',
      'Stop the other one, and let one instance at a time use the folder, on a local disk.',
    ]),
    cause('consul-address', /Multiple private IPv[46] addresses found|No private IPv4 address found/, [
      'Consul cannot choose the address that it is to use.',
      'Name it: `-bind` and `-advertise` with an address, or a template such as `{{ GetInterfaceIP "eth0" }}`.',
    ]),
    cause('etcd-bootstrapped', /member (?<member>\w+) has already been bootstrapped/, [
      'The cluster knows this member of etcd, and its data folder is empty.',
      'Restore its data folder, or remove the member and add it anew with `--initial-cluster-state existing`.',
    ]),
    cause(
      'etcd-cluster-name',
      /couldn't find local name "(?<name>[^"]+)" in the initial cluster|--initial-cluster has .+ but missing from --initial-advertise-peer-urls/,
      [
        'The names or addresses of this member of etcd and of `--initial-cluster` differ.',
        'Let `--name` and `--initial-advertise-peer-urls` stand in `--initial-cluster` as they are.',
      ],
    ),
    cause('etcd-binding', /expected IP in URL for binding \((?<url>[^)]+)\)/, [
      'The address {url} is to be listened on by etcd, and holds a name where only an address will do.',
      'Write `http://0.0.0.0:2379` in `--listen-client-urls` (2380 for peers); the name belongs in `--advertise-client-urls`.',
    ]),
    cause('minio-credentials', /Unable to validate credentials inherited from the shell environment/, [
      'MinIO does not take its user or password: the user needs 3 signs at least, the password 8.',
      'Correct `MINIO_ROOT_USER` and `MINIO_ROOT_PASSWORD` under `env`.',
    ]),
    cause(
      'minio-backend',
      /Unable to initialize backend: (?!Too (?:few|many) sections)(?<reason>.+)|Cross-device mounts detected/,
      [
        'MinIO cannot use its data folder: written by a release of another kind, of another user, or with mounts inside.',
        `${OWNER} Data in the old \`fs\` form is moved over with \`mc mirror\` from the older release.`,
      ],
    ),
    cause(
      'docker-api-old',
      /client version (?<client>[\d.]+) is too (?:old|new)\. (?:Minimum|Maximum) supported API version is (?<server>[\d.]+)/,
      [
        'The app talks to Docker by the API {client}, and that Docker takes {server}.',
        'Update the app, or set `DOCKER_API_VERSION` under `env` to a version that both know.',
      ],
    ),
    cause(
      'encryption-key-other',
      /Mismatching encryption keys\.|\bencryption key does not appear to be valid for this database|Could not create Fernet object: (?<reason>.+)/,
      [
        'The key that the app encrypts with is not valid, or another than the one its data was written with.',
        'Set the first key again under `env` (`N8N_ENCRYPTION_KEY`, `AIRFLOW__CORE__FERNET_KEY`); what was written with it can be read with no other.',
      ],
    ),
    cause('jenkins-home', /Can not write to (?<path>\/\S+?)\. Wrong volume permissions/, [
      'Jenkins may not write to {path}.',
      `${OWNER} Jenkins is user 1000.`,
    ]),
    cause('airflow-executor', /cannot use [sS][qQ][lL]ite with the (?<executor>\w+)/, [
      'Airflow cannot use SQLite with the {executor}.',
      'Set `AIRFLOW__CORE__EXECUTOR: SequentialExecutor`, or `AIRFLOW__DATABASE__SQL_ALCHEMY_CONN` to a PostgreSQL.',
    ]),
    cause('airflow-database', /You need to initialize the database\. Please run `(?<command>airflow db \w+)`/, [
      'The database of Airflow is empty.',
      'Run `{command}` before the start, by a one-shot that the server comes `after`.',
    ]),
    cause(
      'mongo-set-needed',
      /\bYou must use a replica set\b|MONGO_OPLOG_URL must be set|not master and slaveOk=false/,
      [
        'The app needs a MongoDB replica set with a primary, and this one has none.',
        'Start it with `--replSet rs0` and run `rs.initiate()` once, by a one-shot that the app comes `after`; name the set in the address (`?replicaSet=rs0`).',
      ],
    ),
    cause(
      'synapse-collation',
      /Database has incorrect (?<what>collation|ctype|encoding) of '(?<found>[^']+)'\. Should be '(?<wanted>[^']+)'/,
      [
        'The database has the {what} {found}, and the app wants {wanted}.',
        "Make it anew: `CREATE DATABASE … ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`.",
      ],
    ),
    cause(
      'data-owner-differs',
      /Effective user of the process \((?<user>\w+)\) does not match the owner of the data \((?<owner>\w+)\)/,
      [
        'The program runs as {user}, and its data belongs to {owner}.',
        'Set `user` of the process to {owner}, or give the data to {user}.',
      ],
    ),
    cause('clickhouse-locked', /Cannot lock file (?<path>\S+?)\. Another server instance/, [
      'Another ClickHouse uses the data folder: {path} is locked.',
      'Stop the other one, and let one instance at a time use the folder.',
    ]),
    cause('couchdb-admin', /no longer run in "Admin Party" mode|Database error: admin password missing/, [
      'CouchDB does not start without an administrator.',
      'Set `COUCHDB_USER` and `COUCHDB_PASSWORD` under `env`, or add one below `[admins]` in local.ini.',
    ]),
    cause('neo4j-password', /Invalid value for password\. (?<reason>.+)/, [
      'Neo4j does not take the password that it was given: {reason}',
      'Set `NEO4J_AUTH: neo4j/PASSWORD` under `env`, with 8 signs at least and not `neo4j`.',
    ]),
    cause('neo4j-setting', /No declared setting with name: (?<setting>[\w.]+\w)/, [
      'The config of Neo4j has {setting}, which this version does not know.',
      'Correct its name (4 and 5 renamed many): in variables a dot is `_` and `_` is `__`.',
    ]),
    cause('neo4j-folder', /Folder (?<folder>\/\S+) is not (?:accessible|writeable) for user/, [
      'Neo4j may not use {folder}.',
      OWNER,
    ]),
    likelyCause(
      'serial-device',
      /(?:cannot open|opening) (?<path>\/dev\/tty\w+)|could not open port (?<port>\/dev\/\w+)/i,
      [
        'The app cannot open its serial device: it is not in this instance, or the user may not use it.',
        'Hand the device into the container (`--device`), name it by /dev/serial/by-id, and add the user to its group (`dialout`).',
      ],
    ),
    cause('key-length', /\b(?<key>[A-Za-z][\w.-]{2,40}) must be 16, 24,? or 32 bytes\b/, [
      'The app wants {key} to have a length that its cipher knows (16, 24 or 32 bytes), and it has another.',
      'Make one (`openssl rand -base64 32 | tr -- "+/" "-_"`) and set it under `env` or in the config of the app.',
    ]),
    cause(
      'key-too-short',
      /(?<key>Master key|SECRET_KEY_BASE|secret_key_base|[Ss]ecret key|JWT secret) (?:must be|to be) at least (?<size>\d+) (?:bytes|characters|signs)/,
      [
        'The app wants {key} to have at least {size} bytes, and it is shorter.',
        'Make a longer one (`openssl rand -base64 48`) and set it under `env`.',
      ],
    ),
  ],
};
