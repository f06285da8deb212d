import { cause, likelyCause, outcry, type RowGroup } from './row.ts';

/** The words of the C library and of databases, which programs in any language pass on. */
export const SYSTEM_ROWS: RowGroup = {
  runtime: 'any program',
  root: 'last',
  rows: [
    cause('mysql-access-denied', /Access denied for user '(?<user>[^']*)'@'(?<host>[^']*)'/, [
      'MySQL does not let {user} in from {host}.',
      'Correct the user and password in the settings of the app, or grant the user access from that host.',
    ]),
    cause('mysql-database-unknown', /Unknown database '(?<database>[^']+)'/, [
      'MySQL has no database called {database}.',
      'Create it, or correct its name in the settings of the app.',
    ]),
    cause(
      'mysql-socket-missing',
      /Can't connect to (?:local (?:MySQL )?server through socket|MySQL server on) '(?<server>[^']+)'/,
      [
        'MySQL cannot be reached at {server}.',
        'Start the database, or correct its address in the settings of the app; `localhost` means a socket, 127.0.0.1 never does.',
      ],
    ),
    cause('postgres-access-denied', /password authentication failed for user "(?<user>[^"]+)"/, [
      'PostgreSQL does not let {user} in: it knows no such user, or the password is wrong.',
      'Correct the user and password in the settings of the app, or give the user that password in the database.',
    ]),
    cause('cpp-no-memory', /terminate called after throwing an instance of 'std::bad_alloc'/, [
      'The app could not get the memory it asked for.',
      'Give the instance more memory, or find what keeps growing.',
    ]),
    likelyCause(
      'system-host-unknown',
      /(?:(?<host>[\w.-]+): )?(?:Name or service not known|Temporary failure in name resolution|Name does not resolve|nodename nor servname provided)/,
      [
        'The app cannot resolve the name of a host it needs.',
        'Correct the name in the settings of the app, and check that the instance is in the network where the name is known.',
      ],
    ),
    likelyCause('curl-host-unknown', /[Cc]ould not resolve host:? (?<host>\S+)/, [
      'The app cannot resolve the host name {host}.',
      'Correct the name in the settings of the app, and check that the instance is in the network where the name is known.',
    ]),
    likelyCause(
      'system-connection-refused',
      /\b(?:connection refused|ECONNREFUSED)\b(?! (?:handl|page|error page|detect|check|test))/i,
      [
        'The app cannot reach a service it needs: nothing accepts connections there.',
        'Start that service, or correct its address in the settings of the app; from inside an instance `localhost` is the instance itself.',
      ],
    ),
    cause(
      'system-double-free',
      /^(?:free\(\): .+|double free or corruption.*|malloc\(\): .+|corrupted size vs\. prev_size.*|munmap_chunk\(\): .+|\*\*\* stack smashing detected \*\*\*.*)$/,
      [
        'The program found its own memory damaged and stopped.',
        'Look for an update of the program and of its native extensions; this is a fault in them, not in their settings.',
      ],
    ),
    cause('c-assertion', /(?<place>\S+:\d+): .*Assertion [`'](?<assertion>.+)' failed\.?$/, [
      'The program found a state that must not be, at {place}: {assertion}.',
      'Look for an update of the program; this is a fault in it, or in what it was given to read.',
    ]),
    outcry('cpp-uncaught-exception', /terminate called after throwing an instance of '(?<error>[^']+)'/, [
      'The app ended with an exception that nothing in it handles: {error}.',
      'Read the `what()` below it.',
    ]),
  ],
};
