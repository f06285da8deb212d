import { cause, likelyCause, type RowGroup } from './row.ts';

const LOGIN = 'Correct the user and password in the settings of the app';

/** What queues, caches, document stores, search engines, object stores, mail and directory servers answer an app that they do not serve. */
export const BROKER_ROWS: RowGroup = {
  runtime: 'a store or broker',
  root: 'last',
  rows: [
    cause('redis-password-missing', /\bNOAUTH\b|redis\S*AuthenticationError: Authentication required/, [
      'Redis asks for a password, and the app gives none.',
      'Set it in the settings of the app (`redis://:PASSWORD@HOST:6379`), or start Redis without `requirepass`.',
    ]),
    cause('redis-password-wrong', /\bWRONGPASS\b|\bERR invalid password\b|invalid username-password pair/, [
      'Redis does not take the user and password of the app.',
      `${LOGIN}; without a user it is \`default\`.`,
    ]),
    cause(
      'redis-password-needless',
      /AUTH <password> called without any password configured|Client sent AUTH, but no password is set/,
      [
        'The app sends Redis a password, and this Redis has none.',
        'Take the password out of the settings of the app, or set `requirepass`.',
      ],
    ),
    cause('redis-forbidden', /(?:\bNOPERM\b|NoPermissionError:) (?<reason>.+)/, [
      'The ACL of Redis does not let the user of the app do this: {reason}.',
      'Give the user those commands, keys or channels with `ACL SETUSER`.',
    ]),
    cause('redis-cluster-moved', /\b(?:MOVED|ASK) \d+ (?<address>\S+:\d+)/, [
      'The app talks to a Redis Cluster as if it were a single Redis: the key lies at {address}.',
      'Turn on the cluster mode of its client, or take a Redis that is no cluster.',
    ]),
    cause('redis-cluster-off', /ERR This instance has cluster support disabled/, [
      'The app wants a Redis Cluster, and this Redis is none.',
      'Turn off the cluster mode of its client, or correct the address.',
    ]),
    cause('redis-replica', /You can't write against a read.only (?:replica|slave)/, [
      'The app writes to a Redis that is a replica and takes no writes.',
      'Let it connect to the primary, or through Sentinel.',
    ]),
    cause('redis-memory', /command not allowed when used memory > 'maxmemory'/, [
      'Redis has reached its `maxmemory` and may evict nothing.',
      'Raise `maxmemory`, or set a `maxmemory-policy` that evicts where the data is a cache.',
    ]),
    likelyCause('redis-loading', /Redis is loading the dataset in memory/, [
      'Redis is there, but still loading its data.',
      'Let the app try again, or start it later: a Redis that berth starts under `processes` belongs in `after`.',
    ]),
    cause('redis-snapshot-failed', /\bMISCONF\b Redis is configured to save RDB snapshots/, [
      'Redis takes no more writes, because it could not save its last snapshot.',
      'Look in its log for the reason (a folder it may not write to, a full disk); `stop-writes-on-bgsave-error no` lets a mere cache go on.',
    ]),
    cause('redis-protected', /\bDENIED\b Redis is running in protected mode/, [
      'Redis answers only its own machine: it has no password and no address it was told to listen on.',
      'Set `requirepass`, or `protected-mode no` inside a private network.',
    ]),
    cause(
      'redis-unreachable',
      /not possible to connect to the redis server|JedisConnectionException: Failed to (?:connect|create)|max retries per request limit/,
      [
        'The app cannot reach its Redis, or is not let in there.',
        'Start it, or correct address and password in the settings of the app.',
      ],
    ),
    cause(
      'redis-too-old',
      /Redis version needs to be greater or equal than (?<wanted>[\d.]+) Current: (?<found>[\d.]+)/,
      [
        'The app needs Redis {wanted} or newer, and finds {found}.',
        'Upgrade Redis, or take the older version of the library.',
      ],
    ),
    cause(
      'amqp-access-refused',
      /ACCESS_REFUSED - Login was refused|PossibleAuthenticationFailureException|\b403\b.*ACCESS_REFUSED/,
      [
        'RabbitMQ does not let the user of the app in.',
        `${LOGIN}. \`guest\` may come from the broker’s own machine only.`,
      ],
    ),
    cause(
      'amqp-unreachable',
      /pika\.exceptions\.AMQPConnectionError|None of the specified endpoints were reachable|TCPConnectionFailedForAllHosts/,
      [
        'The app cannot reach RabbitMQ.',
        'Start it, or correct its address in the settings of the app; one that berth starts under `processes` belongs in `after`.',
      ],
    ),
    cause(
      'amqp-vhost-unknown',
      /NOT_ALLOWED - (?:vhost (?<vhost>\S+) not found|access to vhost '(?<other>[^']+)' refused)/,
      [
        'RabbitMQ has no such virtual host, or the user of the app may not use it.',
        'Make it with `rabbitmqctl add_vhost` and `set_permissions`, or correct the path in the URL: `/` at the end means a virtual host without a name, `%2F` the default one.',
      ],
    ),
    cause('amqp-queue-differs', /PRECONDITION_FAILED - (?<reason>inequivalent arg .+)/, [
      'A queue or exchange exists already, with other properties than the app declares: {reason}.',
      'Delete it in RabbitMQ, or declare it as it is.',
    ]),
    cause('amqp-queue-missing', /NOT_FOUND - no (?<kind>queue|exchange) '(?<name>[^']*)'/, [
      'RabbitMQ has no {kind} {name}.',
      'Let the app declare it, or make it first; a one-shot that the app comes `after` can do that.',
    ]),
    cause(
      'kafka-no-brokers',
      /\bNoBrokersAvailable\b|client has run out of available brokers to talk to|Failed to update metadata after|Timed out waiting for a node assignment|Unable to bootstrap from|No resolvable bootstrap urls|not present in metadata after/,
      [
        'The app reaches no Kafka broker.',
        'Start Kafka, or correct the bootstrap servers in the settings of the app; `advertised.listeners` must name an address that the app can reach.',
      ],
    ),
    likelyCause(
      'kafka-broker-unreachable',
      /Connection to node -?\d+ \((?<address>[^)]+)\) could not be established|(?<broker>[\w.-]+:\d+)\/(?:bootstrap|\d+): Connect to .+ failed/,
      [
        'The app cannot reach a Kafka broker.',
        'Start Kafka, or correct the bootstrap servers in the settings of the app; `advertised.listeners` must name an address that the app can reach.',
      ],
    ),
    cause('nats-no-servers', /nats: no servers available for connection/, [
      'The app reaches no NATS server.',
      'Start it, or correct its address in the settings of the app.',
    ]),
    cause('nats-forbidden', /nats: Authorization Violation|'Authorization Violation'/i, [
      'NATS does not let the app in.',
      'Correct user, password, token or credentials file in the settings of the app.',
    ]),
    cause(
      'mongo-auth-failed',
      /(?:Mongo\w*Error|MongoSecurityException|pymongo\.errors\.OperationFailure|MongoCommandException|auth error: sasl).*[Aa]uthentication failed|bad auth ?: [Aa]uthentication failed|Exception authenticating MongoCredential/,
      [
        'MongoDB does not let the user of the app in.',
        `${LOGIN}, and add \`authSource=admin\` to the connection string if the user was made there.`,
      ],
    ),
    cause('mongo-auth-missing', /[Cc]ommand (?<command>\w+) requires authentication/, [
      'MongoDB asks for a login, and the app gives none.',
      'Put user and password into its connection string: `mongodb://USER:PASSWORD@HOST/DATABASE?authSource=admin`.',
    ]),
    cause('mongo-forbidden', /not authorized on (?<database>\S+) to execute command/, [
      'The user of the app may not do this in the database {database} of MongoDB.',
      'Give it the role (`readWrite`) on that database, or correct the name of the database in the settings of the app.',
    ]),
    cause(
      'mongo-no-replica-set',
      /Transaction numbers are only allowed on a replica set member or mongos|\$changeStream stage is only supported on replica sets/,
      [
        'The app needs a MongoDB replica set, and this one is a single server.',
        'Start it with `--replSet rs0` and run `rs.initiate()` once, by a one-shot that the app comes `after`.',
      ],
    ),
    cause(
      'mongo-scheme',
      /Invalid (?:scheme|connection string), expected connection string to start with|Invalid URI scheme: URI must begin with 'mongodb/,
      [
        'The connection string for MongoDB is none: as a rule the variable that holds it is empty.',
        'Set it in the settings of the app: it begins with `mongodb://` or `mongodb+srv://`.',
      ],
    ),
    cause(
      'search-no-nodes',
      /No alive nodes found in your cluster|No [Ll]iving connections|NoNodeAvailableException|no Elasticsearch node available|couldn't connect to any of \[|NoNodesAvailableException/,
      [
        'The app reaches no Elasticsearch or OpenSearch.',
        'Start it, or correct its address in the settings of the app (with `https://` where it speaks TLS); it takes half a minute to start.',
      ],
    ),
    likelyCause(
      'cassandra-unreached',
      /\bNoHostAvailable(?:Exception)?: (?!.{0,300}Authentication)|\bAllNodesFailedException: (?!.{0,300}Authentication)|Could not reach any contact point/,
      [
        'The app reaches no Cassandra (or ScyllaDB) at the addresses that it is given.',
        'Start it before the app, or correct its contact points, port (9042) and data centre in the settings of the app; it takes a minute to start.',
      ],
    ),
    cause(
      'search-login',
      /missing authentication credentials for REST request|unable to authenticate user \[(?<user>[^\]]*)\]/,
      ['Elasticsearch does not let the app in: no login, or a wrong one.', `${LOGIN}.`],
    ),
    cause('search-product', /client noticed that the server is not Elasticsearch|UnsupportedProductError/, [
      'The Elasticsearch client of the app does not work with this server: it is OpenSearch, or older.',
      'Take the client that belongs to the server (opensearch-py, @opensearch-project/opensearch), or an older one.',
    ]),
    cause('s3-bucket-missing', /\bNoSuchBucket\b|The specified bucket does not exist/, [
      'The object store has no bucket of the name that the app uses.',
      'Make the bucket first, or correct its name, region or endpoint in the settings of the app.',
    ]),
    cause(
      's3-key-wrong',
      /\b(?<code>InvalidAccessKeyId|SignatureDoesNotMatch|InvalidClientTokenId|UnrecognizedClientException)\b/,
      [
        'The object store or cloud does not take the access key of the app ({code}).',
        'Correct the key id, its secret and the region in the settings of the app.',
      ],
    ),
    cause(
      's3-credentials-missing',
      /NoCredentialsError|Unable to locate credentials|Could not load credentials from any providers|Unable to load (?:AWS )?credentials from any|no EC2 IMDS role found|NoCredentialProviders/,
      [
        'The app finds no credentials for its cloud.',
        'Set `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` under `env`, or give the instance a role.',
      ],
    ),
    cause(
      's3-region-missing',
      /\bRegion is missing\b|NoRegionError|You must specify a region|Unable to load region from any|MissingRegion\b/,
      [
        'The app does not know which region of its cloud to use.',
        'Set `AWS_REGION` (and `AWS_DEFAULT_REGION`) under `env`; a store of another maker takes any, e.g. `us-east-1`.',
      ],
    ),
    cause(
      'smtp-login',
      /(?:SMTPAuthenticationError|Invalid login|AuthenticationFailedException|Error: Invalid login|SMTP.*)\W+535\b/,
      [
        'The mail server does not let the user of the app in.',
        `${LOGIN}; many providers want a password made for the app.`,
      ],
    ),
    cause(
      'ldap-login',
      /LDAP(?:: error code|[\w ]*).{0,20}\b49\b.*[Ii]nvalid [Cc]redentials|ldap_bind: Invalid credentials|LDAPInvalidCredentialsResult|InvalidCredentialsError/,
      [
        'The directory does not take the bind name and password of the app.',
        'Correct the bind DN and its password in the settings of the app.',
      ],
    ),
    cause('ldap-unreachable', /Can't contact LDAP server|LDAPSocketOpenError/, [
      'The app cannot reach its directory (LDAP).',
      'Start it, or correct its address and port in the settings of the app: `ldap://` is 389, `ldaps://` 636.',
    ]),
    cause(
      'zookeeper-unreachable',
      /[Uu]nable to connect to zookeeper server|zookeeper not connected|KeeperErrorCode = ConnectionLoss|Timed out waiting for connection while in state: CONNECTING/,
      ['The app reaches no ZooKeeper.', 'Start it, or correct its address in the settings of the app.'],
    ),
  ],
};
