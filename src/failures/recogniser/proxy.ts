import { cause, makeFirst, outcry, type RowGroup } from './row.ts';

/** What lighttpd, memcached, Traefik, Squid and servers of names say. */
export const PROXY_ROWS: RowGroup = {
  runtime: 'a server in C',
  root: 'first',
  rows: [
    cause('memcached-root', /^can't run as root without the -u switch/, [
      'memcached does not run as root by itself.',
      'Add `-u` and a user that exists here, e.g. `-u nobody`, or set `user` for the process.',
    ]),
    cause('memcached-socket-folder', /^failed to listen on UNIX socket: (?<folder>\S*)\/[^/\s:]+: /, [
      'memcached cannot make its socket in {folder}.',
      makeFirst('{folder}'),
    ]),
    cause('lighttpd-access-log-folder', /opening log '(?<folder>[^']*)\/[^'/]+' failed: (?<reason>.+)/, [
      'lighttpd cannot write its access log in {folder}: {reason}.',
      `Set \`accesslog.filename = "/dev/fd/1"\`: then berth relays it. ${makeFirst('{folder}')}`,
    ]),
    cause(
      'lighttpd-config-invalid',
      /\(configfile\.c\.\d+\) source: (?<file>\S+) line: (?<line>\d+) pos: \d+ (?<reason>.+)/,
      [
        'lighttpd does not accept its config at {file}:{line}: {reason}.',
        'Correct that line; `lighttpd -tt -f FILE` checks a config without starting.',
      ],
    ),
    cause('squid-config-unknown', /(?:^|\| )(?<file>[^\s|(]+)\((?<line>\d+)\): unrecognized: '(?<word>[^']+)'/, [
      'Squid does not know a directive of its config, at {file}:{line}: {word}.',
      'Correct or remove that line; `squid -k parse -f FILE` checks a config without starting.',
    ]),
    cause(
      'envoy-bind-failed',
      /(?:^|\berror initializing config.{1,300}: )cannot bind '(?<address>[^']+)': (?<reason>Permission denied|Address already in use|Cannot assign requested address)/,
      [
        'Envoy cannot listen on {address}: {reason}.',
        `Give its listener the address \`127.0.0.1\` and the port \`\${port}\` in a rendered config, with \`port: auto\`; ports below 1024 belong to root.`,
      ],
    ),
    cause('envoy-config-unreadable', /\bUnable to parse JSON as proto \((?<reason>[^)]{1,300})/, [
      'Envoy cannot read its config: {reason}.',
      'Correct what it names; a type URL of the API before v3 is written otherwise now, and a module must be built into this Envoy.',
    ]),
    cause(
      'envoy-config-invalid',
      /\berror initializing config(?:uration)? '(?<file>[^']*)': (?:Protobuf message \(type \S+ reason \w+:)?(?<reason>.+)|^Protobuf message \(type (?<type>\S+) reason \w+:(?<other>.+)/,
      [
        'Envoy does not accept its config {file}: {reason}.',
        'Correct or remove the field that it names; fields of the API before v3 (`hosts` of a cluster, for one) have other names now. `envoy --mode validate -c FILE` checks a config without starting.',
      ],
    ),
    cause('lighttpd-account-unknown', /\(server\.c\.\d+\) can't find (?<kind>username|groupname) (?<name>\S+)/, [
      'lighttpd is to run as {name}, and this system has no such {kind}.',
      'Leave `server.username` and `server.groupname` out, or name one that exists here.',
    ]),
    outcry('traefik-refused', /\bcommand traefik error: (?<reason>.+)/, [
      'Traefik does not start: {reason}.',
      'Correct what it names, in traefik.yml, among the flags of `command`, or in `TRAEFIK_…` under `env`; only one of the three is read.',
    ]),
    cause('squid-config', /^Bungled (?<place>.+? line \d+)(?:: (?<text>.+))?/, [
      'Squid does not accept its config, {place}: {text}.',
      'Correct that line; `squid -k parse` tells the same before a start.',
    ]),
    cause('corefile-directive', /^(?<place>\S+:\d+) - Error during parsing: (?<reason>.+)/, [
      'CoreDNS does not accept its config, {place}: {reason}.',
      'Correct that line; a plugin that it names must be built into this CoreDNS.',
    ]),
    cause(
      'coredns-loop',
      /\bplugin\/loop: .{0,200}\b(?:loop detected|more than (?:twice|two times))|\bLoop \(\S+ -> \S+\) detected for zone/,
      [
        'CoreDNS asks itself: what it forwards to is, over one or more others, CoreDNS again.',
        'Name another server behind `forward .`, not /etc/resolv.conf where that names 127.0.0.1 or 127.0.0.53; for a kubelet set `resolvConf` to the file of the real servers (/run/systemd/resolve/resolv.conf).',
      ],
    ),
    cause(
      'named-config',
      /^(?<place>\S+\.(?:conf|local|options|zones|default-zones)\S*:\d+): (?<reason>(?:expected .{1,60} near |missing '|unexpected (?:token|end of)|'[^']+' redefined |undefined ACL |option '[^']+' (?:is not|is only)|open: \/).*)/,
      [
        'The config of BIND is wrong at {place}: {reason}.',
        'Correct it; `named-checkconf` tells the same before a start.',
      ],
    ),
    cause('named-option-unknown', /^(?<place>\S+\.(?:conf|local|options)\S*:\d+): unknown option '(?<option>[^']+)'/, [
      'The config of BIND has an option that it does not know, at {place}: {option}.',
      'Correct it, or take it out; `named-checkconf` tells the same before a start.',
    ]),
  ],
};
