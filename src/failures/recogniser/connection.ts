import { cause, likelyCause, type RecogniserRow, type RowGroup } from './row.ts';

const START =
  'Start that service, or correct its address in the settings of the app; from inside an instance `localhost` is the instance itself. One that berth starts under `processes` belongs in `after`, so that it is ready first.';

const NAME =
  'Correct the name in the settings of the app, and check that the instance is in the network where the name is known: that of a Compose service is known among its neighbours only.';

const WAY =
  'Check the address, and that a firewall, security group or network lets the instance through to it; an address that nothing uses looks the same.';

function refused(name: string, pattern: RegExp, where = '{address}'): RecogniserRow {
  return cause(name, pattern, [
    `The app cannot reach a service it needs: nothing accepts connections at ${where}.`,
    START,
  ]);
}

function unknown(name: string, pattern: RegExp): RecogniserRow {
  return cause(name, pattern, ['The app cannot resolve the host name {host}.', NAME]);
}

/** What drivers and resolvers say of a service that they cannot reach, where the words name it. */
export const CONNECTION_ROWS: RowGroup = {
  runtime: 'a service the app needs',
  root: 'last',
  rows: [
    unknown(
      'node-host-unknown',
      /getaddrinfo (?:ENOTFOUND|EAI_AGAIN|ESERVFAIL) (?<host>(?!binaries\.prisma\.sh)[\w.-]+)/,
    ),
    unknown(
      'node-srv-unknown',
      /query(?:Srv|Txt|A|Aaaa|Cname) (?:ENOTFOUND|ESERVFAIL|ENODATA|ETIMEOUT|EREFUSED|ECONNREFUSED) (?<host>[\w.-]+)/,
    ),
    unknown(
      'go-host-unknown',
      /lookup (?<host>[\w.-]+)(?: on \S+)?: (?:no such host|server misbehaving|i\/o timeout|Temporary failure)/,
    ),
    unknown('java-host-unknown', /UnknownHostException: (?:Failed to resolve ')?(?<host>[\w.-]+)/),
    unknown('php-host-unknown', /getaddrinfo for (?<host>\S+) failed/),
    unknown('postgres-host-unknown', /could not translate host name "(?<host>[^"]+)" to address/),
    unknown('mysql-host-unknown', /Unknown (?:MySQL |MariaDB )?server host '(?<host>[^']+)'/),
    unknown('redis-host-unknown', /Error (?:-[235]|8|11001) connecting to (?<host>[\w.-]+):\d+\./),
    unknown(
      'connection-host-unresolved',
      /\b(?:[Ff]ailed to resolve|[Cc]ould not resolve|[Cc]ouldn't resolve|[Cc]annot resolve|[Uu]nable to resolve)(?: server| host| hostname| host name| host address| address)*:? ['"‘`]?(?<host>(?=[\w.-]*[a-z])(?!workspaces?\b|dependenc|module\b|the |substitution\b|reference\b|placeholder\b)[\w.-]+)['"’`]?(?::\d+|$|:? \(|: | from bootstrap| to an? )/,
    ),
    unknown('hostname-lookup', /\bunable to lookup hostname "(?<host>[\w.-]+)"/),
    unknown('pymongo-host-unknown', /(?<host>[\w.-]+):\d+: \[Errno -[235]\]/),
    unknown('elixir-host-unknown', /tcp connect \((?<host>[^():]+)(?::\d+)?\): non-existing domain/),
    refused('node-connection-refused', /\bECONNREFUSED (?<address>(?=\S*[:/\d])[\w.:[\]%/-]*[\w\]])/),
    refused('go-connection-refused', /dial \w+ (?<address>\S+): connect: connection refused/),
    refused(
      'ruby-connection-refused',
      /[Cc]onnection refused - connect\(2\) for (?<address>"?[^\s"()]+"?(?: port \d+)?)/,
    ),
    refused('python-connect-call-failed', /Connect call failed \('(?<host>[^']+)', (?<port>\d+)/, '{host}:{port}'),
    refused('pymongo-refused', /(?<address>[\w.-]+:\d+): \[Errno (?:111|61)\]/),
    refused(
      'python-http-refused',
      /HTTPS?ConnectionPool\(host='(?<host>[^']+)', port=(?<port>\d+)\).*(?:Connection refused|\[Errno 111\])/,
      '{host}:{port}',
    ),
    refused('python-redis-refused', /(?<!consumer: .{1,99})Error (?:61|111|10061) connecting to (?<address>\S+?)\. /),
    refused(
      'postgres-refused',
      /connection to server at "(?<host>[^"]+)"(?: \([^)]*\))?, port (?<port>\d+) failed: Connection refused/,
      '{host}:{port}',
    ),
    refused('postgres-refused-hint', /Is the server running on host "(?<host>[^"]+)"/, '{host}'),
    cause(
      'postgres-socket-missing',
      /connection to server on socket "(?<path>[^"]+)" failed: (?<reason>No such file|Connection refused)/,
      [
        'The app looks for PostgreSQL at the socket {path}, where none listens: it was given no host, and took its own machine.',
        'Set the host of the database in the settings of the app (`PGHOST`, or in its URL), or start PostgreSQL there.',
      ],
    ),
    likelyCause(
      'postgres-socket-hint',
      /\bconnections on Unix domain socket "(?<path>[^"]+)"\?|(?:PG::ConnectionBad|psycopg2\.OperationalError): (?:could not connect to server: |connection to server on socket )No such file or directory$/,
      [
        'The app looks for PostgreSQL at a socket of its own machine, where none listens: it was given no host.',
        'Set the host of the database in the settings of the app (`PGHOST`, or in its URL), or start PostgreSQL there.',
      ],
    ),
    refused('jdbc-postgres-refused', /Connection to (?<address>\S+:\d+) refused\./),
    refused('jdbc-mariadb-refused', /Socket fail to connect to (?:host:)?(?<address>[^.,\s]+)/),
    refused(
      'jdbc-sqlserver-refused',
      /TCP\/IP connection to the host (?<host>\S+), port (?<port>\d+) has failed/,
      '{host}:{port}',
    ),
    cause(
      'mysql-socket-missing',
      /Can't connect to (?:local )?(?:(?:MySQL|MariaDB) )?server (?:through socket|on) '(?<server>[^']+)'/,
      [
        'MySQL cannot be reached at {server}.',
        'Start the database, or correct its address in the settings of the app; `localhost` means a socket, 127.0.0.1 never does.',
      ],
    ),
    cause('mysql-unreachable', /[Uu]nable to connect to any of the specified MySQL hosts/, [
      'The app cannot reach its MySQL database.',
      'Start the database, or correct its address in the settings of the app; from inside an instance `localhost` is the instance itself. One that berth starts under `processes` belongs in `after`.',
    ]),
    cause('oracle-unreachable', /The Network Adapter could not establish the connection/, [
      'The app cannot reach its Oracle database.',
      'Start the database and its listener, or correct host and port (1521) in the settings of the app.',
    ]),
    cause(
      'unix-socket-missing',
      /(?:dial unix |connect ENOENT |Docker daemon at unix:\/\/)(?<path>\/\S*?\w)(?:: connect: no such file or directory|$|\s\(|\. Is the docker)/,
      [
        'The app looks for a service at the socket {path}, and none listens there.',
        'Start that service, mount its socket into the instance, or name its host and port in the settings of the app.',
      ],
    ),
    cause(
      'unix-socket-forbidden',
      /(?:dial unix |connect EACCES )(?<path>\/\S*?\w)(?:: connect: permission denied|$|\s)/,
      [
        'The app may not use the socket {path} of a service.',
        'Run it as a user of the group that owns the socket (`group_add` in Compose, `user` and `group` of the process), or let the service give the socket to that user.',
      ],
    ),
    likelyCause('grpc-unreachable', /\bfailed to connect to all addresses\b/, [
      'The app cannot reach a service that it calls by gRPC.',
      START,
    ]),
    cause('php-mysql-socket', /SQLSTATE\[HY000\] \[2002\] No such file or directory/, [
      'PHP looks for MySQL at a socket of its own machine, as it does where the host is `localhost`, and none is there.',
      'Name the host of the database in the settings of the app (`DB_HOST`), or 127.0.0.1 where it runs beside the app.',
    ]),
    refused('netty-refused', /Connection refused: (?:\w+: )?\/?(?<address>(?:[\w.-]+\/)?[\w.:-]+:\d+)/),
    refused('dotnet-connection-refused', /SocketException \(111\): Connection refused (?<address>\S+:\d+)/),
    refused('dotnet-address-refused', /Connection refused (?:\(|\[tcp:\/\/)(?<address>[\w.-]+:\d+)/),
    refused('elixir-refused', /tcp connect \((?<address>[^()]+)\): connection refused/),
    refused('curl-refused', /Failed to connect to (?<host>[\w.-]+) port (?<port>\d+)/, '{host}:{port}'),
    cause(
      'connection-unreachable',
      /(?:dial \w+ (?=\S+: (?:connect: (?:no route|connection timed|network is un|host is un)|i\/o timeout))|\b(?:ETIMEDOUT|EHOSTUNREACH|ENETUNREACH) (?=\S*[:.]))(?<address>[\w.:[\]-]*[\w\]])/,
      ['The app gets no answer from {address}, a service it needs.', WAY],
    ),
    cause(
      'postgres-unreachable',
      /connection to server at "(?<host>[^"]+)"(?: \([^)]*\))?, port (?<port>\d+) failed: (?:timeout expired|Connection timed out|No route to host|Network is unreachable)/,
      ['The app gets no answer from PostgreSQL at {host}:{port}.', WAY],
    ),
    cause(
      'wait-timed-out',
      /(?:timeout occurred after waiting \d+ seconds for |waiting on dependencies to become available: \[)(?:\w+:\/\/)?(?<address>[\w.-]+:\d+)/,
      ['The start waited for {address} in vain: nothing accepts connections there.', START],
    ),
    likelyCause('java-timed-out', /SocketTimeoutException: (?<reason>[Cc]onnect timed out)/, [
      'The app gets no answer from a service it needs ({reason}).',
      WAY,
    ]),
    cause(
      'connection-failed',
      /(?<!consumer: )(?:[Ff]ailed to connect|[Uu]nable to connect|[Cc]ould not connect|[Cc]ouldn't connect|[Cc]annot connect|[Ee]rror connecting|[Ff]ailed connecting) (?:to|with) (?:(?:[A-Z]\w+ )?(?:server |database |broker |host |service )?(?:at |on |the endpoint URL: )?)['"`[]?(?:\w+:\/\/(?:[^\s@/]*@)?)?(?<address>[\w.-]+(?:\/[\w.<>-]+)?:\d{1,5})/,
      ['The app cannot connect to {address}, a service it needs.', START],
    ),
    likelyCause(
      'connect-address-none',
      /(?:\bconnect EADDRNOTAVAIL |\(99\): Cannot assign requested address |\bError 99 connecting to |\bdial \w+ (?=\S+ connect: cannot assign requested))(?<address>[\w.:[\]%-]*:\d+)/,
      [
        'The app cannot connect to {address}: this machine has no such address (`localhost` read as ::1 where there is no IPv6), or no free port left for one more connection.',
        START,
      ],
    ),
    cause('python-connection-refused', /ConnectionRefusedError: \[(?:Errno 111|Errno 61|WinError 10061)\]/, [
      'The app cannot reach a service it needs: nothing accepts connections there.',
      `${START} The traceback shows who asks for it.`,
    ]),
    // Drivers in Java name the address in an error before this one.
    likelyCause(
      'java-connection-refused',
      /(?:\.ConnectException|NoRouteToHostException|SocketException \(111\)): (?<reason>.+)/,
      ['The app cannot reach a service it needs: {reason}.', `${START} The stack shows who asks for it.`],
    ),
    cause(
      'jdbc-mysql-lost',
      /CommunicationsException: Communications link failure|^Communications link failure$|Could not create connection to database server/,
      [
        'The app cannot reach its MySQL database, or lost it while it connected.',
        'Start the database, and correct its address in the settings of the app; the last `Caused by` says more. One that berth starts under `processes` belongs in `after`.',
      ],
    ),
    cause(
      'mongo-selection-timed-out',
      /[Ss]erver selection timed out after|Could not connect to any servers in your MongoDB Atlas cluster|No servers found yet|buffering timed out after \d+ms|MongoTimeoutException: Timed out after|selecting a server using CompositeServerSelector/,
      [
        'The app found no MongoDB to talk to.',
        'Check the host, the port and the name of the replica set in its connection string, and that the instance is let through to it.',
      ],
    ),
    cause(
      'hikari-exhausted',
      /Connection is not available, request timed out after|Acquisition timeout while waiting for new connection|connection not available and request was dropped from queue|Timeout acquiring a connection|ConnectionAcquireTimeoutError|\bPoolTimedOut\b|pool timed out while waiting for an open connection/,
      [
        'The app got no connection to its database in time: the database cannot be reached, or all connections of the pool are in use.',
        'Read the cause below it; check the address of the database, then the size of the pool and what keeps connections.',
      ],
    ),
  ],
};
