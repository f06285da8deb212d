import { cause, makeFirst, outcry, type RowGroup, symptom } from './row.ts';

/** What nginx says: `[emerg]` when it will not start, `[error]` and `[crit]` while it runs. */
export const NGINX_ROWS: RowGroup = {
  runtime: 'nginx',
  root: 'first',
  rows: [
    cause(
      'nginx-hash-small',
      /could not build (?:the )?(?<hash>\w+_hash), you should increase (?:either )?(?<setting>\w+)/,
      [
        'A table of nginx ({hash}) is too small for the names in the config.',
        'Set `{setting}` to twice its size in `http`, or shorten the names.',
      ],
    ),
    cause('nginx-address-in-use', /\[emerg\].* bind\(\) to (?<address>\S+) failed \(98:/, [
      'nginx wants to listen on {address}, and something listens there already.',
      `Let it listen on another port: \`listen 127.0.0.1:\${port};\` in a rendered config with \`port: auto\`; or stop the other program.`,
    ]),
    cause('nginx-port-forbidden', /\[emerg\].* bind\(\) to (?<address>\S+) failed \(13:/, [
      'nginx may not listen on {address} as the user it runs as: ports below 1024 belong to root.',
      `Let it listen on a port from 1024 on: \`listen 127.0.0.1:\${port};\` in a rendered config.`,
    ]),
    cause('nginx-directive-unknown', /\[emerg\].* unknown directive "(?<directive>[^"]+)"(?: in (?<place>\S+))?/, [
      'nginx does not know the directive {directive}, at {place}.',
      'Correct the spelling, or install and load the module that brings it.',
    ]),
    cause(
      'nginx-directive-misplaced',
      /\[emerg\].* "(?<directive>[^"]+)" directive is not allowed here in (?<place>\S+)/,
      [
        'The directive {directive} may not stand at {place}.',
        'Move it into the block it belongs to (`http`, `server` or `location`).',
      ],
    ),
    cause(
      'nginx-upstream-host-unknown',
      /\[emerg\].* host not found in (?<where>upstream|resolver|.{1,40}?) "(?<host>[^"]+)"/,
      [
        'nginx cannot resolve the host name {host}, and does not start without it.',
        `Correct the name, or use an address: behind berth the other processes are on 127.0.0.1 or a socket in \`\${runDir}\`.`,
      ],
    ),
    cause('nginx-variable-unknown', /unknown "(?<variable>\w+)" variable/, [
      'The config of nginx uses a variable {variable}, and nothing in it sets that.',
      'Correct the spelling. In a template it is a variable that was not filled in: render the config with berth, or set it under `env` where a script of the image does that.',
    ]),
    cause('nginx-certificate-unnamed', /no "(?<directive>ssl_certificate(?:_key)?)" is defined for/, [
      'A server of nginx listens with `ssl` and names no {directive}.',
      'Take `ssl` out of its `listen`, since the platform ends TLS before berth.',
    ]),
    cause(
      'nginx-default-twice',
      /a duplicate (?:default server|listen) for (?<address>\S+?)(?: in (?<place>\S+)|,|$)/,
      [
        'Two servers of nginx want to be the default at {address} ({place}).',
        'Take `default_server` out of one of the two; the default site of the package is often the other one.',
      ],
    ),
    cause('nginx-certificate-missing', /\[emerg\].* cannot load certificate(?: key)? "(?<path>[^"]+)"/, [
      'nginx cannot read the certificate or key {path}.',
      'Remove TLS from this server, since the platform ends it before berth; or deploy the file.',
    ]),
    cause('nginx-user-unknown', /\[emerg\].* getpwnam\("(?<user>[^"]+)"\) failed/, [
      'nginx is to run its workers as {user}, and this system has no such user.',
      'Set `user www-data;` (Debian), or remove the line.',
    ]),
    cause(
      'nginx-module-missing',
      /\[emerg\].* (?:dlopen\(\)|module) "(?<path>[^"]+)" (?:failed|is not binary compatible|version)/,
      [
        'nginx cannot load the module {path}.',
        'Install the module for this version of nginx, or remove its `load_module` line.',
      ],
    ),
    cause(
      'nginx-socket-folder-missing',
      /\[emerg\].* bind\(\) to unix:(?<folder>\S*)\/[^/\s]+ failed \((?:2|13|30): (?<reason>[^)]+)\)/,
      ['nginx cannot make its socket in {folder}: {reason}.', makeFirst('{folder}')],
    ),
    cause('nginx-folder-missing', /\[(?:emerg|alert)\].* mkdir\(\) "(?<folder>[^"]*)\/[^"/]+" failed \(2: /, [
      'nginx makes its folders for bodies and caches itself, but not those above them: {folder} is not there.',
      makeFirst('{folder}'),
    ]),
    cause(
      'nginx-log-folder-missing',
      /\[(?:emerg|alert)\].* open\(\) "(?<folder>[^"]*)\/[^"/]*log[^"/]*" failed \(2: /,
      [
        'The folder of a log of nginx, {folder}, is not there.',
        `Set \`error_log /dev/stderr;\` and \`access_log /dev/stdout;\`: then berth relays them. ${makeFirst('{folder}')}`,
      ],
    ),
    cause('nginx-pid-folder-missing', /\[(?:emerg|alert)\].* open\(\) "(?<folder>[^"]*)\/[^"/]*\.pid" failed \(2: /, [
      'The folder of nginx’s pid file, {folder}, is not there.',
      makeFirst('{folder}'),
    ]),
    cause(
      'nginx-folder-forbidden',
      /\[(?:emerg|alert)\].* (?:mkdir\(\)|open\(\)|could not open error log file: open\(\)) "(?<path>[^"]+)" failed \((?:13|30):/,
      [
        'nginx may not write {path} as the user it runs as.',
        `Put \`pid\`, \`error_log\` and the five \`*_temp_path\` into \`\${runDir}\` in a rendered config.`,
      ],
    ),
    cause(
      'nginx-config-missing',
      /\[emerg\].* open\(\) "(?<path>[^"]+)" failed \(2: No such file or directory\)(?! in )/,
      [
        'nginx cannot find {path}.',
        'Correct the path behind `-c`, or deploy the file or the folder it is to stand in.',
      ],
    ),
    cause(
      'nginx-file-missing',
      /\[emerg\].* open\(\) "(?<path>[^"]+)" failed \(2: No such file or directory\) in (?<place>\S+)/,
      [
        'The config of nginx uses {path} at {place}, and there is no such file.',
        'Deploy the file, or correct its path; relative ones start at the folder of nginx.conf.',
      ],
    ),
    cause(
      'nginx-config-syntax',
      /\[emerg\].* (?<message>unexpected .+|directive "[^"]+" is not terminated by ";"|.*unknown escape.*) in (?<place>\S+:\d+)/,
      [
        'nginx cannot read its config at {place}: {message}.',
        'Look at that line and the one before it: a `;` or a brace is missing.',
      ],
    ),
    cause('nginx-config-invalid', /\[emerg\](?: \d+#\d+:)? (?<message>.+) in (?<place>\S+:\d+)/, [
      'nginx does not accept its config at {place}: {message}.',
      'Correct that line; `nginx -t -c FILE` checks a config without starting.',
    ]),
    symptom(
      'nginx-upstream-refused',
      /connect\(\) failed \(111: Connection refused\) while connecting to upstream.*? upstream: "(?<upstream>[^"]+)"/,
      [
        'nginx reaches nothing at {upstream}: the process behind it is not running or listens elsewhere.',
        `Put that process before nginx with \`after\`, and give both the same address with \`\${port.NAME}\`.`,
      ],
    ),
    symptom('nginx-upstream-socket-missing', /connect\(\) to (?<socket>unix:\S+) failed \((?:2|13|111):/, [
      'nginx cannot use the socket {socket} of the process behind it.',
      `Give both the same path in \`\${runDir}\`, start that process first with \`after\`, and let nginx’s user use the socket (\`listen.owner\` in php-fpm).`,
    ]),
    symptom(
      'nginx-upstream-closed',
      /upstream prematurely closed connection while reading response header.*? upstream: "(?<upstream>[^"]+)"/,
      [
        'The process behind nginx, {upstream}, closed the connection without a response: a worker of it crashed or was stopped.',
        'Look for its own last words in the log at the same moment.',
      ],
    ),
    symptom('nginx-upstream-timeout', /upstream timed out \(110: [^)]+\) while .*? upstream: "(?<upstream>[^"]+)"/, [
      'The process behind nginx, {upstream}, did not answer within nginx’s own timeout.',
      'Find what it was doing, or raise `proxy_read_timeout` or `fastcgi_read_timeout`.',
    ]),
    {
      ...symptom('nginx-connections-used-up', /(?<count>\d+) worker_connections are not enough/, [
        'nginx has used up its {count} connections.',
        'Raise `worker_connections` in the `events` block; every proxied request takes two.',
      ]),
      answersError: true,
    },
    // What stands in no place of the config; rows that know it themselves count more.
    outcry('nginx-emergency', /\[emerg\](?: \d+#\d+:)? (?<message>\S.+)/, [
      'nginx does not start: {message}.',
      'Correct what it names; `nginx -t -c FILE` checks a config without starting.',
    ]),
  ],
};
