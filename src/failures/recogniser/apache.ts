import { cause, makeFirst, outcry, type RowGroup, removeFirst, symptom } from './row.ts';

/** What the Apache HTTP server says. */
export const APACHE_ROWS: RowGroup = {
  runtime: 'Apache',
  root: 'first',
  rows: [
    cause('apache-mpm-twice', /AH00534: .*More than one MPM loaded/, [
      'Apache is told to load two of its process models (MPM).',
      'Leave one of `mpm_prefork`, `mpm_worker` and `mpm_event` (`a2dismod mpm_event`); mod_php needs prefork.',
    ]),
    cause(
      'modwsgi-entry-missing',
      /Target WSGI script '(?<path>[^']+)' does not contain WSGI application '(?<name>[^']+)'/,
      [
        'The module mod_wsgi finds no {name} in {path}.',
        'Name the WSGI application {name} in that file, or set `WSGICallableObject` to the name that it has.',
      ],
    ),
    cause(
      'apache-address-in-use',
      /\(98\)Address already in use: AH00072: make_sock: could not bind to address (?<address>\S+)/,
      [
        'Apache wants to listen on {address}, and something listens there already.',
        `Let it listen on another port: \`Listen 127.0.0.1:\${port}\` in a rendered config with \`port: auto\`; or stop the other program.`,
      ],
    ),
    cause(
      'apache-port-forbidden',
      /\(13\)Permission denied: AH00072: make_sock: could not bind to address (?<address>\S+)/,
      [
        'Apache may not listen on {address}: ports below 1024 belong to root.',
        `Let it listen on a port from 1024 on: \`Listen 127.0.0.1:\${port}\` in a rendered config.`,
      ],
    ),
    cause('apache-pid-stale', /^httpd \(pid (?<pid>\d+)\) already running/, [
      'Apache found the pid file of an earlier run, and takes process {pid} for itself: after a kill or in a new container that number belongs to another program.',
      removeFirst('/var/run/apache2/apache2.pid'),
    ]),
    cause('apache-pid-corrupt', /AH00058: Error retrieving pid file (?<path>\S+)/, [
      'The pid file {path} of an earlier run is damaged, and Apache does not start over it.',
      removeFirst('{path}'),
    ]),
    cause('apache-pid-folder', /AH00099: could not create (?<folder>\S+)\/[^/\s]+/, [
      'Apache cannot write its pid file: the folder {folder} is not there, or not writable.',
      makeFirst('{folder}'),
    ]),
    cause(
      'apache-runtime-folder',
      /DefaultRuntimeDir must be a valid directory|Invalid Mutex directory in argument file:(?<folder>\S+)/,
      [
        'A folder that Apache keeps its locks and its pid file in is not there.',
        makeFirst('/var/run/apache2 /var/lock/apache2'),
      ],
    ),
    cause('apache-directive-unknown', /^Invalid command '(?<directive>[^']+)'/, [
      'Apache does not know the directive {directive}: it is misspelled, or the module that brings it is not loaded.',
      'Load the module (`a2enmod`, or `LoadModule`), or correct the spelling.',
    ]),
    cause(
      'apache-certificate-missing',
      /^(?<directive>SSLCertificate\w*File): file '(?<path>[^']+)' does not exist or is empty/,
      [
        'Apache cannot read the certificate or key {path}.',
        'Switch `SSLEngine` off, since the platform ends TLS before berth; or deploy the file.',
      ],
    ),
    cause('apache-module-missing', /Cannot load (?<module>\S+) into server: (?<reason>.+)/, [
      'Apache cannot load the module {module}.',
      'Install it for this version of Apache, or remove its `LoadModule` line.',
    ]),
    cause('apache-config-missing', /Could not open configuration file (?<path>\S+): (?<reason>.+)/, [
      'Apache cannot read its config {path}: {reason}.',
      'Correct the path behind `-f`, and deploy the file.',
    ]),
    cause('apache-no-mpm', /AH00534: .*No MPM loaded/, [
      'Apache has no module that handles processes (MPM).',
      'Load exactly one: `mpm_event`, or `mpm_prefork` for PHP’s module.',
    ]),
    cause('apache-user-unknown', /AH00543: \S+ bad user name (?<user>\S+)|AH00544: \S+ bad group name (?<group>\S+)/, [
      'Apache is to run as a user or group that this system does not have.',
      'Set `User www-data` and `Group www-data` (Debian), or create the user.',
    ]),
    cause(
      'apache-log-unwritable',
      /AH02291: Cannot access directory '(?<path>[^']+)' for (?<log>.+)|AH00091: \S+ could not open error log file (?<file>\S+)/,
      [
        'Apache cannot write its log: the folder is not there, or not writable.',
        'Set `ErrorLog /proc/self/fd/2` and `CustomLog /proc/self/fd/1 combined`: then berth relays them. Or make the folder first, by a one-shot with `mkdir -p` that Apache comes `after`.',
      ],
    ),
    cause('apache-variable-unset', /AH00111: Config variable \$\{(?<variable>[^}]+)\} is not defined/, [
      'The config of Apache uses {variable}, which is not set.',
      'Start it with `apache2ctl -DFOREGROUND`, which reads /etc/apache2/envvars, or set {variable} under `env`.',
    ]),
    cause('apache-file-missing', /Include\/IncludeOptional: (?<reason>Could not open .+)/, [
      'The config of Apache includes what is not there: {reason}.',
      'Deploy the file or folder, or correct its path; relative ones start at `ServerRoot`.',
    ]),
    cause('apache-config-syntax', /Syntax error on line (?<line>\d+) of (?<file>[^:]+): (?<message>.+)/, [
      'Apache does not accept line {line} of {file}: {message}.',
      'Correct that line; `apache2ctl configtest` checks a config without starting.',
    ]),
    // Rows that know the reason itself count more.
    {
      ...outcry('apache-directive-refused', /Syntax error on line (?<line>\d+) of (?<file>[^:]+):$/, [
        'Apache does not accept line {line} of {file}: {message}.',
        'Correct that line; an empty variable in a generated config leaves an argument out. `apache2ctl configtest` checks a config without starting.',
      ]),
      behind: /^(?<message>\S.*)/,
      certainty: 'certain',
    },
    cause('apache-no-listen', /^no listening sockets available, shutting down/, [
      'Apache has no address to listen on: its config names none, or it got none of those that it names.',
      `Add \`Listen 127.0.0.1:\${port}\` to a rendered config.`,
    ]),
    symptom(
      'apache-upstream-refused',
      /\(111\)Connection refused: AH00957: \S+ attempt to connect to (?<upstream>\S+)/,
      [
        'Apache reaches nothing at {upstream}: the process behind it is not running or listens elsewhere.',
        `Put that process before Apache with \`after\`, and give both the same address with \`\${port.NAME}\`.`,
      ],
    ),
    symptom('apache-upstream-timeout', /\(70007\)The timeout specified has expired: .*AH01(?:075|102): /, [
      'The process behind Apache did not answer within Apache’s own timeout.',
      'Find what it was doing, or raise `ProxyTimeout`, or `timeout=` of `ProxyPass`.',
    ]),
    symptom(
      'apache-upstream-closed',
      /AH01102: error reading status line from remote server|AH0107[45]: (?:Failed writing Environment|Error dispatching request) to|AH01067: Failed to read FastCGI header/,
      [
        'The process behind Apache closed the connection without a response: a worker of it crashed or was stopped.',
        'Look for its own last words in the log at the same moment.',
      ],
    ),
    symptom(
      'apache-workers-used-up',
      /AH00161: server reached MaxRequestWorkers setting|AH00484: server reached MaxRequestWorkers/,
      [
        'All workers of Apache are busy: more requests arrive than it may serve at once.',
        'Raise `MaxRequestWorkers` if the memory allows it, set `proxy.maxInFlight` to the same number so that berth queues the rest, or find what makes the requests slow.',
      ],
    ),
    cause(
      'apache-address-foreign',
      /\(99\)Cannot assign requested address: AH00072: make_sock: could not bind to address (?<address>\S+)/,
      [
        'Apache wants to listen on {address}, which is no address of this machine.',
        `Write \`Listen 127.0.0.1:\${port}\` in a rendered config.`,
      ],
    ),
    cause('apache-balancer-method', /AH02432: Cannot find LB Method: (?<method>\w+)/, [
      'Apache is to balance by {method}, and the module that does so is not loaded.',
      'Load `mod_lbmethod_{method}` and `mod_slotmem_shm` (`a2enmod`).',
    ]),
  ],
};
