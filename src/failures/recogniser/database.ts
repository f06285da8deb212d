import { cause, likelyCause, type RowGroup } from './row.ts';

const LOGIN = 'Correct the user and password in the settings of the app';
const CREATE = 'Create it, or correct its name in the settings of the app.';
const PORTS = 'Lower the pool size of the app times its instances, or raise the limit of the database.';

/** What PostgreSQL, MySQL and MariaDB answer an app that they do not serve, and what its drivers make of it. */
export const DATABASE_ROWS: RowGroup = {
  runtime: 'a database',
  root: 'last',
  rows: [
    cause(
      'database-address-unreadable',
      /\bin connection info string\b|\binvalid dsn: |\binvalid connection option "|\binvalid DSN: |\bThe connection string '[^']{0,300}' is not valid/i,
      [
        'The address of the database is not in a form that its driver can read.',
        'Write it as `postgres://USER:PASSWORD@HOST:5432/NAME` (or in the words of the driver), with `%40` and the like for special characters of the password, without quotes around it.',
      ],
    ),
    cause('postgres-access-denied', /password authentication failed for user \\?"(?<user>[^"\\]+)/, [
      'PostgreSQL does not let {user} in: it knows no such user, or the password is wrong.',
      `${LOGIN}, or give the user that password in the database. A password set by a variable of the image counts only for an empty data folder.`,
    ]),
    cause(
      'postgres-password-missing',
      /fe_sendauth: no password supplied|client password must be a (?:non-empty )?string|-based authentication, but (?:no|the) password|No password has been provided but the backend requires/,
      [
        'PostgreSQL asks for a password, and the app has none to give: the setting is empty or not read.',
        'Set the password in the settings of the app (`env`), under the name that the app reads; a number in YAML needs quotes where the app wants a text.',
      ],
    ),
    cause(
      'postgres-no-rule',
      /(?:no pg_hba\.conf entry for|pg_hba\.conf rejects connection for) (?:host|replication connection from host) "(?<host>[^"]*)", user "(?<user>[^"]*)"(?:, database "(?<database>[^"]*)")?/,
      [
        'PostgreSQL has no rule that lets {user} in from {host}.',
        'If it ends with `no encryption` or `SSL off`, let the app connect with TLS (`sslmode=require`); else add the line to pg_hba.conf and reload.',
      ],
    ),
    cause('postgres-peer-failed', /(?<method>Peer|Ident|LDAP|PAM) authentication failed for user "(?<user>[^"]+)"/, [
      'PostgreSQL does not let {user} in: its {method} rule wants another proof than a password.',
      'Connect by TCP (host 127.0.0.1 instead of a socket), run the app as that `user`, or change the rule in pg_hba.conf.',
    ]),
    cause('postgres-role-missing', /role "(?<user>[^"]+)" does not exist/, [
      'PostgreSQL has no user called {user}.',
      'Create it with `CREATE ROLE … LOGIN`, or correct the user in the settings of the app: without one, drivers take the user of the process.',
    ]),
    cause('postgres-database-unknown', /database "(?<database>[^"]+)" does not exist/, [
      'PostgreSQL has no database called {database}.',
      `${CREATE} Without a name, drivers take that of the user.`,
    ]),
    cause(
      'postgres-starting',
      /the database system is (?<state>starting up|shutting down|in recovery mode|not yet accepting connections)/,
      [
        'PostgreSQL is there, but {state}.',
        'Let the app try again, or start it later: a database that berth starts under `processes` belongs in `after`, with a `readiness` that asks it (`pg_isready`).',
      ],
    ),
    cause(
      'postgres-driver-old',
      /authentication type 10 is not supported|SCRAM authentication requires libpq version 10|authentication method 10 not supported/,
      [
        'The driver of the app is too old for the way in which PostgreSQL 14 and newer check passwords (SCRAM).',
        'Update the driver, or libpq; else set `password_encryption = md5` and set the password anew.',
      ],
    ),
    cause('prisma-denied', /`(?<user>[^`]+)` (?:are not valid|was denied access on the database)/, [
      'The database does not let {user} in.',
      'Correct the user and password in `DATABASE_URL` (signs such as `@` and `/` in it are written in percent form), or grant the user that database.',
    ]),
    cause('prisma-database-missing', /Database `(?<database>[^`]+)` does not exist/, [
      'The database server has no database called {database}.',
      CREATE,
    ]),
    cause(
      'postgres-connections-used-up',
      /sorry, too many clients already|remaining connection slots are reserved|too many connections for (?:role|database) "/,
      ['PostgreSQL has as many connections as it allows.', PORTS],
    ),
    cause(
      'postgres-ssl-missing',
      /server does not support SSL|SSL is not enabled on the server|server refused TLS connection/,
      [
        'The app asks for TLS, and this PostgreSQL has none.',
        'Turn it off in the settings of the app (`sslmode=disable`), or give the database a certificate (`ssl = on`).',
      ],
    ),
    cause(
      'postgres-forbidden',
      /(?:ERROR|error|pq|InsufficientPrivilege|42501)\W+permission denied for (?<kind>schema|table|relation|database|sequence|function|view|language) "?(?<name>[\w.]+)/,
      [
        'The user of the app may not use the {kind} {name}.',
        'Grant it that right, as the owner: since PostgreSQL 15 only the owner of a database may make tables in `public`.',
      ],
    ),
    cause(
      'postgres-extension-missing',
      /extension "(?<name>[^"]+)" is not available|could not open extension control file "(?<path>[^"]+)"/,
      [
        'This PostgreSQL lacks an extension that the app needs.',
        'Install its package on the server of the database, for the same major version, or take an image that brings it.',
      ],
    ),
    cause(
      'database-too-old',
      /(?<database>PostgreSQL|MySQL|MariaDB|SQLite|Oracle|Redis|MongoDB|Elasticsearch)(?: version)? (?<wanted>\d[\w.]*) or (?:later|newer|higher) is required \(found (?<found>[^)]+)\)/,
      [
        'The app needs {database} {wanted} or newer, and finds {found}.',
        'Upgrade the database, or take the version of the framework that still supports it.',
      ],
    ),
    cause(
      'mysql-database-forbidden',
      /Access denied for user '(?<user>[^']*)'@'(?<host>[^']*)' to database '(?<database>[^']+)'/,
      [
        'MySQL lets {user} in, but not into the database {database}.',
        'Grant the user that database, or correct its name in the settings of the app.',
      ],
    ),
    cause('mysql-access-denied', /Access denied for user '(?<user>[^']*)'@'(?<host>[^']*)'/, [
      'MySQL does not let {user} in from {host}.',
      `${LOGIN}, or grant the user access from that host; \`using password: NO\` means that the app gave none.`,
    ]),
    cause('mysql-database-unknown', /Unknown database '(?<database>[^']+)'/, [
      'MySQL has no database called {database}.',
      CREATE,
    ]),
    cause('mysql-host-forbidden', /Host '(?<host>[^']+)' is not allowed to connect to this M/, [
      'MySQL has no user who may come from {host}.',
      "Make the user for that host (`'app'@'%'`), or correct the address of the database in the settings of the app.",
    ]),
    cause('mysql-host-blocked', /Host '(?<host>[^']+)' is blocked because of many connection errors/, [
      'MySQL takes no more connections from {host}, after too many that broke off.',
      'Run `mysqladmin flush-hosts`, and find what connects without a login: often a port check.',
    ]),
    cause(
      'mysql-connections-used-up',
      /(?:^|\W)Too many connections(?:$|\W)|has exceeded the 'max_user_connections' resource/,
      ['MySQL has as many connections as it allows.', PORTS],
    ),
    cause('mysql-public-key', /Public Key Retrieval is not allowed|RSA public key is not available client side/, [
      'MySQL 8 wants to hand its public key to the driver, and the driver may not take it.',
      'Connect with TLS, or add `allowPublicKeyRetrieval=true` to the URL of the database; inside a private network only.',
    ]),
    cause(
      'mysql-auth-plugin',
      /Client does not support authentication protocol requested by server|Authentication plugin '(?<plugin>[\w]+)' (?:cannot be loaded|reported error|is not supported)|authentication method unknown to the client|Plugin '?caching_sha2_password'? could not be loaded|plugin not supported/,
      [
        'MySQL asks for a way to log in that the driver of the app does not know: as a rule caching_sha2_password of MySQL 8.',
        'Update the driver (Node.js: mysql2 instead of mysql), or give the user `mysql_native_password` where the server still has it.',
      ],
    ),
    cause(
      'mysql-cryptography-missing',
      /'cryptography' package is required for sha256_password or caching_sha2_password/,
      [
        'PyMySQL needs the package cryptography to log in at this MySQL.',
        'Install it: `python3 -m pip install "pymysql[rsa]"`.',
      ],
    ),
    cause('mysql-tls-demanded', /Connections using insecure transport are prohibited/, [
      'MySQL takes only connections with TLS, and the app connects without.',
      'Turn TLS on in the settings of the app (`ssl-mode=REQUIRED`, `sslMode=REQUIRED`).',
    ]),
    cause(
      'mysql-tls-missing',
      /SSL (?:connection error: )?(?:is required, but the server does not support it|not supported by server)|Server does not support (?:secure connection|SSL)|server does not support (?:secure connection|TLS|SSL)/,
      [
        'The app asks for TLS, and this MySQL has none.',
        'Turn it off in the settings of the app, or give the database a certificate.',
      ],
    ),
    cause('mysql-time-zone', /server time zone value '(?<zone>[^']+)' is unrecognized/, [
      'The driver of the app does not understand the time zone of MySQL, {zone}.',
      'Add `serverTimezone=UTC` to the URL of the database, or update the driver.',
    ]),
    cause('mysql-variable-unknown', /Unknown system variable '(?<variable>\w+)'/, [
      'The driver of the app asks MySQL for {variable}, which this version does not have.',
      'Bring driver and database to versions that fit: as a rule, update the driver.',
    ]),
    cause('mysql-collation-unknown', /Unknown collation:? '(?<collation>\w+)'/, [
      'This MySQL does not know the collation {collation}: it is MariaDB, or older than what the app or dump was made for.',
      'Use a newer server, or `utf8mb4_general_ci` in the settings of the app and in the dump.',
    ]),
    cause('mysql-key-too-long', /(?:max key length|maximum column size) is (?<bytes>\d+) bytes/, [
      'A migration makes an index longer than the {bytes} bytes that this MySQL allows.',
      'Use MySQL 5.7 or MariaDB 10.2 and newer with the row format DYNAMIC, or shorten the column.',
    ]),
    likelyCause('mysql-gone-away', /MySQL server has gone away|Lost connection to MySQL server (?:during|at) /, [
      'The app lost its connection to MySQL: the database stopped or restarted, or a limit of it was hit (`wait_timeout`, `max_allowed_packet`).',
      'Look in the log of the database at that time.',
    ]),
    cause('sqlserver-database-unknown', /Cannot open database "(?<database>[^"]+)" requested by the login/, [
      'SQL Server has no database called {database}, or does not let this login into it.',
      'Create it, give the login a user in it, or correct its name in the settings of the app.',
    ]),
    likelyCause('sqlserver-access-denied', /Login failed for user '(?<user>[^']+)'(?:\.|$)/, [
      'SQL Server does not let {user} in.',
      `${LOGIN}; SQL Server tells the reason in its own log only.`,
    ]),
    cause(
      'sqlserver-unreachable',
      /A network-related or instance-specific error occurred while establishing a connection to SQL Server/,
      [
        'The app cannot reach its SQL Server.',
        'Start it, and correct `Server` in the connection string (`HOST,PORT`).',
      ],
    ),
    cause('oracle-refused', /(?<code>ORA-(?:01017|12514|12505|12541|12154|28000|28001|12170)): (?<reason>[^\n]+)/, [
      'Oracle does not serve the app: {code}, {reason}.',
      'Correct the user, the password or the service name in the settings of the app; ORA-12541 means that no listener runs there.',
    ]),
  ],
};
