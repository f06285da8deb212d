import { likelyCause, type RowGroup, removeFirst } from './row.ts';

const ANOTHER_PORT =
  'Let the app listen on another port (`port: auto` picks a free one and passes it as `$PORT`), or stop the other program.';

const A_HIGH_PORT =
  'Let the app listen on a port from 1024 on: `port: auto` picks one and passes it as `$PORT`, and berth itself stands at the port of the platform.';

/** A socket file of an earlier run, told before runtimes take it for a port. */
export const SOCKET_FILE_ROWS: RowGroup = {
  runtime: 'socket files',
  root: 'last',
  rows: [
    likelyCause(
      'socket-file-stale',
      /(?:listen unix |bind\(\) to unix:|address already in use (?:- connect\(2\) for )?|for address ')(?<path>\/[^\s':]+)(?:: bind: address already in use| failed \(98: |$|': Address already in use| \(Errno::EADDRINUSE\)$)/i,
      [
        'The socket file {path} is there already: an earlier run has left it behind, or another program listens on it.',
        removeFirst('{path}'),
      ],
    ),
  ],
};

/** Why a server cannot listen where it is to, in the words of any runtime. */
export const LISTEN_ROWS: RowGroup = {
  runtime: 'any server that wants to listen',
  isWide: true,
  root: 'last',
  rows: [
    likelyCause(
      'listen-port-taken',
      /\bport:? \[?(?<port>\d{2,5})\b\]?(?:(?<=already (?:running|listening|using|performing)(?: on| at)? port:? \d+)|(?: (?:is|was))? (?:already |currently |not )?(?:in use|being used|occupied|taken|bound|available|allocated)(?<!\d (?:is )?available))\b(?!.*\b(?:trying|retry|instead|next|another one|using))/i,
      ['The app wants to listen on port {port}, and something listens there already.', ANOTHER_PORT],
    ),
    likelyCause(
      'listen-address-taken',
      /(?:\b(?:bind|listen)\w*\b.{0,60}?|address |to )['"[({]*(?<address>(?:\w+:\/\/)?(?:[\w.*-]{0,60}|\[[\da-f:]*\]|[\da-f:]{2,40}):\d{2,5})\b.{0,60}?\b(?:address (?:is )?already in use|EADDRINUSE|port is already allocated)/i,
      ['The app wants to listen on {address}, and something listens there already.', ANOTHER_PORT],
    ),
    likelyCause(
      'listen-taken-address',
      /(?:EADDRINUSE: )?address already in use(?: \(os error 98\))?(?: - bind\(2\) for|[:\])}]*) ["'[(]?(?<address>[^\s"'](?:[\w.:*-]|["'] port )*:?\d{2,5})\b/i,
      ['The app wants to listen on {address}, and something listens there already.', ANOTHER_PORT],
    ),
    likelyCause(
      'system-address-in-use',
      /(?:\b(?<!(?:code|errno): ')(?:address (?:is )?already in use|EADDRINUSE|(?:kind: )?AddrInUse)\b|that port is already in use|\baddress in use\b|only one usage of each socket address|\[(?:Errno|WinError) 10048\]|\bwinerror 10048\b|\bWSAEADDRINUSE\b|(?<!perhaps a server is )already running on that port|cannot find empty port in range|listener failed .*\(in use\))(?!.*\b(?:trying|retry|next port|another port|using))/i,
      ['The app wants to listen on a port where something listens already.', ANOTHER_PORT],
    ),
    likelyCause(
      'listen-address-forbidden',
      /(?:\bbind\w*\b|\blisten\w*\b|make_sock).{0,80}?(?<address>(?<![\w.:])(?![\w.-]{1,60}\.(?:cfg|conf|js|go|py|rb):)(?:[\w.*-]{1,60}|\[[\da-f:]{1,40}\]|):\d{1,5})\b.{0,60}(?:permission denied|\bEACCES\b)/i,
      ['The app may not listen on {address}: ports below 1024 belong to root on many platforms.', A_HIGH_PORT],
    ),
    likelyCause(
      'listen-forbidden',
      /(?:\bbind\b|\bbind\w*\(|\bbinding\b|\blisten(?:ing|er|en)?\b|make_sock|BindException).{0,100}(?:permission denied|\bEACCES\b|\beacces\b)|SocketException(?: \(13\))?: Permission denied|permission denied:? (?:- bind|\(bind failed\))|EACCES:? permission denied (?:\S*:)?\d{1,4}$/i,
      [
        'The app may not listen on the port that it asks for: those below 1024 belong to root on many platforms.',
        A_HIGH_PORT,
      ],
    ),
    likelyCause(
      'listen-excluded',
      /An attempt was made to access a socket in a way forbidden by its access permissions/,
      [
        'Windows does not give the app the port that it wants to listen on: it keeps a range that holds it for itself or a virtual machine, or another program has it for its own.',
        `${ANOTHER_PORT} \`netsh interface ipv4 show excludedportrange protocol=tcp\` lists the ranges.`,
      ],
    ),
    likelyCause(
      'listen-no-ipv6',
      /address family (?:for hostname )?not supported|\bEAFNOSUPPORT\b|(?:bind|listen)\b.{0,60}(?:\[?::1?\]?(?::\d+)?\b).{0,60}cannot assign requested address|(?:bind|listen)\b.{0,20}\[::1?\].{0,60}\(99: /i,
      [
        'The app wants to listen on an IPv6 address ([::]), and this instance has no IPv6.',
        'Let it listen on 127.0.0.1 or 0.0.0.0: take the `[::]` line out of its config (nginx, Apache), or name the host in its settings.',
      ],
    ),
    likelyCause(
      'listen-address-foreign',
      /(?:\bbind\w*\b|\blisten\w*\b|make_sock).{0,100}(?:cannot assign requested address|can't assign requested address|EADDRNOTAVAIL|eaddrnotavail)|BindException: Cannot assign|Error system:99 \(Cannot assign|(?:IOException|OSError): (?:\[Errno 99\] )?(?:EADDRNOTAVAIL|Cannot assign requested address)|requested address is not valid in its context/i,
      [
        'The app wants to listen on an address that this machine does not have.',
        'Let the app listen on 127.0.0.1 or 0.0.0.0; a name in its settings may resolve to the address of another machine.',
      ],
    ),
    likelyCause(
      'listen-socket-refused',
      /\b(?:can(?: ?not|'t)|could(?: not|n't)|unable to|failed to) bind (?:(?:to|on|the|a|an|any|server|tcp|udp|unix|domain|http|https|listen|listening) )*(?:sockets?|ports?|address(?:es)?)\b/i,
      [
        'The app cannot listen where it is to: another instance of it runs, mostly, or the port or socket is taken or not allowed.',
        `${ANOTHER_PORT} Ports below 1024 belong to root on many platforms.`,
      ],
    ),
  ],
};
