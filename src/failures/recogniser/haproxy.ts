import { cause, likelyCause, makeFirst, type RowGroup } from './row.ts';

/** What haproxy says: all of it when it will not start, as alerts. */
export const HAPROXY_ROWS: RowGroup = {
  runtime: 'haproxy',
  root: 'first',
  rows: [
    cause(
      'haproxy-config-missing',
      /\b[Cc](?:annot|ould not) open configuration file(?:\/directory)? (?<path>\S+) : (?<reason>.+)/,
      [
        'haproxy cannot read its config {path}: {reason}.',
        'Deploy the file, or correct its path behind `-f`; a relative one starts at the working directory.',
      ],
    ),
    cause(
      'haproxy-account-unknown',
      /\bparsing \[(?<place>[^\]]+)\] : cannot find (?<kind>user|group) id for '(?<name>[^']+)'/,
      [
        'haproxy is to run as {name} ({place}), and this system has no such {kind}.',
        'Leave `user` and `group` out of its config, or name one that exists here.',
      ],
    ),
    cause(
      'haproxy-certificate-missing',
      /unable to (?:stat|load) SSL certificate (?:from )?(?:file )?'(?<path>[^']+)'/,
      [
        'haproxy cannot read the certificate {path}.',
        'Take `ssl` and `crt` out of `bind`, since the platform ends TLS before berth; or deploy the file, with its key in it.',
      ],
    ),
    cause('haproxy-line-open', /\bparsing \[(?<place>[^\]]+)\] ?: Missing LF on last line/, [
      'The last line of haproxy’s config ({place}) does not end with a line feed, and haproxy takes the file for cut off.',
      'End the file with an empty line.',
    ]),
    cause(
      'haproxy-config-invalid',
      /\bparsing \[(?<place>[^\]]+:\d+)\] ?: (?!.{0,300}\b(?:ignored|deprecated|will still be)\b)(?<reason>.+)/,
      [
        'haproxy does not accept its config at {place}: {reason}.',
        'Correct that line; `haproxy -c -f FILE` checks a config without starting.',
      ],
    ),
    cause('haproxy-host-unknown', /'server (?<server>[^']+)' : could not resolve address '(?<host>[^']+)'/, [
      'haproxy cannot resolve the host name {host} of its server {server}, and does not start without it.',
      `Correct the name, or use an address: behind berth the other processes are on 127.0.0.1, with \`\${port.NAME}\` in a rendered config. \`default-server init-addr none\` starts without the name.`,
    ]),
    likelyCause(
      'haproxy-socket-refused',
      /\b(?:frontend|proxy|listener) (?<proxy>\S+?):? ?: cannot create (?:listening|receiving) socket(?: \((?<reason>[^)]+)\))?(?: for)? \[(?<address>[^\]]+)\]/,
      [
        'haproxy gets no socket for {address} in {proxy}: the address is of a family that this instance does not have, as a rule IPv6 (`::`).',
        'Listen on an address of IPv4, `bind 127.0.0.1:PORT` or `bind *:PORT`.',
      ],
    ),
    cause(
      'haproxy-backend-missing',
      /[Pp]roxy '(?<proxy>[^']+)': unable to find required (?<key>\w+): '(?<name>[^']+)'/,
      [
        'The section {proxy} of haproxy’s config names a {key} {name} that is not there.',
        'Correct the name, or add the section.',
      ],
    ),
    cause('haproxy-chroot-missing', /Cannot chroot1?\((?<folder>[^)]+)\)/, [
      'haproxy is to lock itself into {folder}, and cannot: the folder is not there, or haproxy is not root.',
      `Leave \`chroot\` out of its config. ${makeFirst('{folder}')}`,
    ]),
    cause('haproxy-pid-folder', /Cannot create pidfile (?<folder>\S*)\/[^/\s]+$/, [
      'haproxy cannot write its pid file in {folder}.',
      `Leave \`pidfile\` and \`-p\` out, for berth has no need of it. ${makeFirst('{folder}')}`,
    ]),
    cause(
      'haproxy-no-listener',
      /No enabled listener found \(check for 'bind' directives\)|\bwill not start \(no listener\)/,
      [
        'The config of haproxy has no address to listen on.',
        `Add a \`frontend\` with \`bind 127.0.0.1:\${port}\` to a rendered config; where \`-f\` names a folder, its files end in .cfg.`,
      ],
    ),
    likelyCause(
      'haproxy-worker-died',
      /\bCurrent worker \(\d+\) exited with code \d+ \((?:Aborted|Segmentation fault|Bus error|Illegal instruction|Killed)\)|\bA worker process unexpectedly died and this can only be explained by a bug in haproxy/,
      [
        'A worker of haproxy died in the middle of its work, and its master ended all the others for that.',
        'After `Killed` give the instance more memory. Else it is a fault of this build of haproxy, or of a library or a script of its own: use another version.',
      ],
    ),
    cause('haproxy-program', /Can't use a 'program' section without master worker mode/, [
      'The config of haproxy has a section `program`, which it allows only with a master process.',
      'Start haproxy with `-W`, or take the section out, and name that program among the `processes`.',
    ]),
    cause('haproxy-descriptors', /Cannot raise FD limit to (?<wanted>\d+), limit is (?<limit>\d+)/, [
      'haproxy wants {wanted} open files for its `maxconn`, and may have {limit}.',
      'Lower `maxconn` in `global`, or raise the limit of the instance (`ulimit -n`).',
    ]),
  ],
};
