import { cause, likelyCause, type RowGroup } from './row.ts';

/** What gunicorn says of its options, its config and the app that it is to load. */
export const GUNICORN_ROWS: RowGroup = {
  runtime: 'gunicorn',
  root: 'last',
  rows: [
    cause('python-variable-unexpanded', /'\$\{?(?<variable>\w+)\}?' is not a valid (?:port number|integer)/, [
      'The command passes the name of the variable {variable} on as it stands, without its value.',
      `Write \`\${port}\` in \`command\`, which berth fills in, or start the server by \`sh -c "exec …"\`, for only a shell puts variables in.`,
    ]),
    cause('gunicorn-config-missing', /^Error: '(?<path>[^']+\.py[^'/]*)' doesn't exist$/, [
      'gunicorn finds no config at {path}.',
      'Deploy the file, or correct its path behind `-c`; a relative one starts at the working directory.',
    ]),
    cause('gunicorn-port-invalid', /^Error: '(?<value>[^']*)' is not a valid port number/, [
      'gunicorn cannot take {value} for a port.',
      `Write the address as \`HOST:PORT\` behind \`--bind\`, e.g. \`--bind 127.0.0.1:\${port}\`.`,
    ]),
    cause('gunicorn-user-unknown', /^Error: No such (?<kind>user|group): '(?<name>[^']+)'/, [
      'gunicorn is to run as {name}, and this system has no such {kind}.',
      'Leave `--user` and `--group` out and set `user` for the process in berth.yaml, or name one that exists here.',
    ]),
    cause('gunicorn-app-unparsed', /^Failed to parse '(?<name>[^']+)' as an attribute name or function call/, [
      'gunicorn cannot read {name} as the name of an app.',
      'Name the WSGI application as `MODULE:NAME` in `command`, or as `MODULE:make()` where a function makes it.',
    ]),
    cause('gunicorn-app-hint', /^(?:ImportError: )?Failed to find application, did you mean '(?<hint>[^']+)'/, [
      'gunicorn was given the name of a file where the name of a module belongs.',
      'Write `{hint}` in `command`.',
    ]),
    cause('gunicorn-worker-class', /Entry point \('gunicorn\.workers', '(?<name>[^']+)'\) not found/, [
      'gunicorn has no worker class {name}.',
      'Correct `--worker-class`: `sync`, `gthread`, `gevent`, `eventlet`, or the whole path of a class, as in `uvicorn.workers.UvicornWorker`.',
    ]),
    cause('gunicorn-worker-package', /^RuntimeError: (?<worker>\w+) worker requires (?<package>.+)/, [
      'The workers that gunicorn is to use need {package}, which is not installed.',
      'Install it with the Python that runs gunicorn, or leave `--worker-class` out.',
    ]),
    cause('gunicorn-worker-folder', /^RuntimeError: (?<folder>\S+) doesn't exist\. Can't create workertmp/, [
      'The workers of gunicorn are to keep their heartbeat in {folder}, and there is no such folder.',
      `Leave \`--worker-tmp-dir\` out, or name \`\${runDir}\` behind it.`,
    ]),
    cause('gunicorn-log-config', /^Error: Error: log config '(?<path>[^']+)' not found/, [
      'gunicorn finds no log config at {path}.',
      'Correct `--log-config`, or leave it out: gunicorn logs to its output then, and berth relays it.',
    ]),
    cause('python-certificate-missing', /^ValueError: (?<kind>certfile|keyfile) "(?<path>[^"]+)" does not exist/, [
      'The {kind} of the server is to be {path}, and there is no such file.',
      'Deploy it, or leave TLS out of the server: berth talks plain HTTP to it on the loopback.',
    ]),
    cause(
      'gunicorn-address-invalid',
      /connection to \('(?<host>[^']*)', (?<port>\d+)\) failed: (?!\[Errno 98\])(?:\[Errno -?\d+\] )?(?<reason>.+)/,
      [
        'gunicorn cannot listen on {host}, port {port}: {reason}.',
        `Bind it to the loopback and a port from 1024 on: \`--bind 127.0.0.1:\${port}\`.`,
      ],
    ),
    likelyCause('gunicorn-listen', /Can't connect to \('(?<host>[^']*)', (?<port>\d+)\)/, [
      'gunicorn cannot listen on {host}, port {port}: the address is not one of this machine, or the port is taken or forbidden.',
      `Bind it to the loopback and a port from 1024 on: \`--bind 127.0.0.1:\${port}\` (with two dashes).`,
    ]),
  ],
};
