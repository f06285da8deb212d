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
    likelyCause(
      'system-address-in-use',
      /\b(?:address already in use|EADDRINUSE)\b(?!.*\b(?:trying|retry|next port|another port|using))/i,
      [
        'The app wants to listen on a port where something listens already.',
        'Let the app listen on another port (`port: auto` picks a free one and passes it as `$PORT`), or stop the other program.',
      ],
    ),
    likelyCause('system-disk-full', /\bno space left on device\b|\bENOSPC\b|\bdisk quota exceeded\b/i, [
      'There is no space left where the app writes.',
      'Free or enlarge the disk, or let the app write to another folder.',
    ]),
    likelyCause('system-too-many-files', /\btoo many open files\b|\bEMFILE\b|\bENFILE\b/i, [
      'The app has reached its limit of open files.',
      'Raise the limit (`ulimit -n`) where berth is started, or find what the app opens and never closes.',
    ]),
    likelyCause('system-read-only-disk', /\bread-only file system\b|\bEROFS\b/i, [
      'The app writes to a disk that is read-only.',
      `Let it write below /tmp or \`\${runDir}\`: serverless platforms often allow no other folder.`,
    ]),
    likelyCause('system-no-memory', /\bcannot allocate memory\b|\bENOMEM\b|\bout of memory(?= ?(?:$|[^\w\s-]))/i, [
      'The app could not get the memory it asked for.',
      'Give the instance more memory, or find what keeps growing.',
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
      'curl-certificate',
      /(?:SSL certificate problem|certificate verify failed|CERTIFICATE_VERIFY_FAILED):? ?(?<reason>.*)/,
      [
        'A server that the app connects to has a certificate that is not trusted: {reason}.',
        'Renew the certificate, or install its authority; an image without `ca-certificates` trusts nobody.',
      ],
    ),
    likelyCause(
      'environment-variable-missing',
      /\b[Ee]nvironment variable:? ["'`]?(?<variable>[A-Z][A-Z0-9_]+)["'`]? (?:is |was )?(?:not set|not defined|not found|missing|required|undefined|unset|must be set)\b(?!.*\b(?:using|default|ignor|optional))/,
      [
        'The app reads {variable} from its environment, and that variable is not set.',
        'Set {variable} in the settings of the function or the container, or under `env`.',
      ],
    ),
    likelyCause(
      'environment-variable-required',
      /\b[Mm]issing (?:required )?(?:environment|env) variables?:? ["'`]?(?<variable>[A-Z][A-Z0-9_]+)/,
      [
        'The app reads {variable} from its environment, and that variable is not set.',
        'Set {variable} in the settings of the function or the container, or under `env`.',
      ],
    ),
    likelyCause(
      'setting-missing',
      /(?<!\w)["'`]?(?<variable>[A-Z][A-Z0-9]*_[A-Z0-9_]+)["'`]? (?:must be set|(?:is|was) (?:not set|unset|required|missing))\b(?!.*\b(?:using|default))/,
      [
        'The app asks for {variable}, which by its name is an environment variable, and it is not set.',
        'Set {variable} in the settings of the function or the container, or under `env`.',
      ],
    ),
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
    likelyCause('system-permission-denied', /(?:^|: |')(?<path>\/[^\s:']+)'?: [Pp]ermission denied/, [
      'The app may not use {path} as the user it runs as.',
      'Change the owner or the mode of the file, or let the app use a folder it may write to.',
    ]),
    likelyCause('system-file-missing', /(?:^|: |')(?<path>\/[^\s:']+)'?: [Nn]o such file or directory/, [
      'The app needs {path}, and it is not there.',
      'Deploy the file or folder with the app, or correct its path.',
    ]),
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
