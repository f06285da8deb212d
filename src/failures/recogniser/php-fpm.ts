import { cause, makeFirst, type RowGroup, symptom, workerEnd } from './row.ts';

/** What the process manager of PHP says of itself and of its workers. */
export const PHP_FPM_ROWS: RowGroup = {
  runtime: 'php-fpm',
  root: 'first',
  rows: [
    cause(
      'php-fpm-address-in-use',
      /(?:unable to bind listening socket for address '|another FPM instance seems to already listen on )(?<address>[^'\s]+)(?:': Address already in use|$)/,
      [
        'php-fpm wants to listen on {address}, and something listens there already.',
        `Let the pool listen on a socket of its own: \`listen = \${runDir}/fpm.sock\`; or stop the other program.`,
      ],
    ),
    cause(
      'php-fpm-socket-folder-missing',
      /unable to bind listening socket for address '(?<folder>[^']*)\/(?<name>[^'/]+)': (?<reason>[^(]+)/,
      ['php-fpm cannot make its socket {name} in {folder}: {reason}.', makeFirst('{folder}')],
    ),
    cause('php-fpm-entry-unknown', /ERROR: \[(?<place>[^\]]+)\] unknown entry '(?<entry>[^']+)'/, [
      'php-fpm does not know {entry}, at {place}.',
      'Correct the name, or remove the line.',
    ]),
    cause(
      'php-fpm-value-invalid',
      /ERROR: \[(?<place>[^\]]+)\] unable to parse value for entry '(?<entry>[^']+)': (?<reason>.+)/,
      ['php-fpm cannot use the value of {entry}, at {place}: {reason}.', 'Correct the value.'],
    ),
    cause(
      'php-fpm-pool-sizes',
      /ALERT: \[pool (?<pool>[^\]]+)\] (?<message>(?:pm\.|the process manager is missing|process manager).*)/,
      [
        'The numbers of workers of php-fpm’s pool {pool} do not fit together: {message}.',
        'Keep `pm.min_spare_servers` ≤ `pm.start_servers` ≤ `pm.max_spare_servers` ≤ `pm.max_children`, or set `pm = static`, which needs only the last.',
      ],
    ),
    cause('php-fpm-no-pool', /ERROR: No pool defined/, [
      'The config of php-fpm defines no pool.',
      'Add a section such as `[www]` with `listen`, `pm` and `pm.max_children`, or include the folder that has one.',
    ]),
    cause(
      'php-fpm-user-missing',
      /(?:ALERT|ERROR): \[pool (?<pool>[^\]]+)\] (?:user has not been defined|please specify user and group other than root)/,
      [
        'php-fpm runs as root, and pool {pool} does not say as which user its workers are to run.',
        'Set `user` and `group` in the pool, for example `www-data`; `--allow-to-run-as-root` only if the platform isolates the instance.',
      ],
    ),
    cause(
      'php-fpm-user-unknown',
      /ERROR: \[pool (?<pool>[^\]]+)\] cannot get [ug]id for (?:user|group) '(?<user>[^']+)'/,
      [
        'Pool {pool} is to run as {user}, and this system has no such user or group.',
        'Name one that exists here (Debian: `www-data`).',
      ],
    ),
    cause(
      'php-fpm-pid-folder',
      /ERROR: Unable to create the PID file \((?<folder>[^)]*)\/[^)/]+\)\.?: (?<reason>[^(]+)/,
      [
        'php-fpm cannot write its pid file in {folder}: {reason}.',
        `Leave \`pid\` out, for berth has no need of it. ${makeFirst('{folder}')}`,
      ],
    ),
    cause(
      'php-fpm-slowlog-folder',
      /ERROR: Unable to create or open slowlog\((?<folder>[^)]*)\/[^)/]+\): (?<reason>[^(]+)/,
      [
        'php-fpm cannot write its slow log in {folder}: {reason}.',
        `Set \`slowlog = /proc/self/fd/2\`: then berth relays it. ${makeFirst('{folder}')}`,
      ],
    ),
    cause(
      'php-fpm-folder-missing',
      /ERROR: \[pool (?<pool>[^\]]+)\] the (?<key>chdir|chroot) path '(?<folder>[^']+)' does not exist or is not a directory/,
      [
        'Pool {pool} of php-fpm is to work in {folder}, and there is no such folder.',
        'Correct `{key}` in the pool, or deploy the folder.',
      ],
    ),
    cause(
      'php-fpm-log-unwritable',
      /ERROR: failed to open (?<log>error_log|access log|slowlog)[^(]*\((?<folder>[^)]*)\/(?<name>[^)/]+)\): (?<reason>[^(]+)/,
      [
        'php-fpm cannot write its {log} {name} in {folder}: {reason}.',
        `Set \`error_log = /proc/self/fd/2\`: then berth relays it. ${makeFirst('{folder}')}`,
      ],
    ),
    cause('php-fpm-config-missing', /ERROR: failed to open configuration file '(?<path>[^']+)': (?<reason>.+)/, [
      'php-fpm cannot read its config {path}: {reason}.',
      'Correct the path behind `--fpm-config`, and deploy the file; `files` renders one from a template.',
    ]),
    cause('php-fpm-config-syntax', /^PHP: {1,2}syntax error, (?<message>.+?) in (?<file>.+) on line (?<line>\d+)/, [
      'php-fpm cannot read its config: {message}, in line {line}.',
      'Correct that line.',
    ]),
    workerEnd(
      'php-fpm-request-timeout',
      /WARNING: \[pool (?<pool>[^\]]+)\] child \d+, script '(?<script>[^']+)' .*execution timed out/,
      [
        'php-fpm ended a worker of pool {pool} whose request to {script} took longer than `request_terminate_timeout`.',
        'Find what the script waits for, or raise the timeout.',
      ],
    ),
    workerEnd(
      'php-fpm-worker-killed',
      /WARNING: \[pool (?<pool>[^\]]+)\] child \d+ exited on signal (?:4|6|7|8|9|11) \((?<signal>\w+)/,
      [
        'A worker of php-fpm’s pool {pool} was killed by {signal}: a fault in PHP or an extension, or the memory ran out.',
        'After SIGKILL give the instance more memory or the pool fewer workers; after SIGSEGV switch extensions off one by one, opcache first.',
      ],
    ),
    symptom(
      'php-fpm-max-children',
      /WARNING: \[pool (?<pool>[^\]]+)\] server reached pm\.max_children setting \((?<count>\d+)\)/,
      [
        'All {count} workers of php-fpm’s pool {pool} are busy: more requests arrive than it may serve at once.',
        'Raise `pm.max_children` if the memory allows it, set `proxy.maxInFlight` to the same number so that berth queues the rest, or find what makes the requests slow.',
      ],
    ),
  ],
};
