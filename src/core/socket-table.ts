/** A TCP socket of the kernel's tables. `connecting`: it has asked for a connection and heard nothing yet; `connected`: to whom it was. */
export interface TcpSocket {
  readonly state: 'listening' | 'connecting' | 'connected';
  readonly localHost: string;
  readonly localPort: number;
  readonly remoteHost: string;
  readonly remotePort: number;
  readonly inode: string;
  /** The id of the user whose it is, as this name space of users has it. */
  readonly userId: number;
}

/** A unix socket that listens, at the path it was bound to; an abstract one begins with `@`. */
export interface UnixListener {
  readonly path: string;
  readonly inode: string;
}

const STATES: Readonly<Record<string, TcpSocket['state']>> = {
  '0A': 'listening',
  '02': 'connecting',
  '01': 'connected',
};

/** `all`: those that listen or hang. `connected`: these and the connected ones, of which a busy machine has tens of thousands. */
export type WantedSockets = 'listening' | 'all' | 'connected';

/**
 * Reads the lines of /proc/net/tcp or tcp6 (proc_net(5)). Addresses come as text, `::ffff:` ones as the IPv4 address
 * within. Sockets in other states than the wanted ones are left out. With `listening` it stops
 * at the first of those, because the kernel lists the listening ones before all others (proc_net_tcp in its documents).
 */
export function parseTcpTable(lines: Iterable<string>, wanted: WantedSockets): TcpSocket[] {
  return [...eachTcpRow(lines, wanted)];
}

/** The same, one at a time: no line is asked for before the socket of the last one was not enough. */
export function* eachTcpRow(lines: Iterable<string>, wanted: WantedSockets): Generator<TcpSocket> {
  let isHead = true;
  for (const line of lines) {
    const state = isHead ? undefined : STATES[readState(line)];
    if (state !== undefined && isWanted(state, wanted)) yield parseTcpLine(line, state);
    else if (!isHead && wanted === 'listening') break;
    isHead = false;
  }
}

function isWanted(state: TcpSocket['state'], wanted: WantedSockets): boolean {
  if (state === 'connected') return wanted === 'connected';
  return state === 'listening' || wanted !== 'listening';
}

/** Reads /proc/net/unix; only named sockets that listen. */
export function parseUnixListeners(text: string): UnixListener[] {
  return text.split('\n').flatMap((line) => {
    const [, flags, inode, path] = /^\S+ \S+ \S+ (\S+) \S+ \S+ +(\d+) (.+)$/.exec(line) ?? [];
    if (flags === undefined || inode === undefined || path === undefined) return [];
    return (Number.parseInt(flags, 16) & ACCEPTS_CONNECTIONS) === 0 ? [] : [{ path, inode }];
  });
}

/** __SO_ACCEPTCON of the kernel. */
const ACCEPTS_CONNECTIONS = 0x10000;

/** The fourth field, found without splitting the line. */
function readState(line: string): string {
  let at = line.indexOf(': ') + 1;
  for (let field = 0; field < 2; field++) at = line.indexOf(' ', at + 1);
  return line.slice(at + 1, at + 3);
}

function parseTcpLine(line: string, state: TcpSocket['state']): TcpSocket {
  const [, local = '', remote = '', , , , , userId, , inode = ''] = line.trim().split(/\s+/);
  const [localHost, localPort] = parseEndpoint(local);
  const [remoteHost, remotePort] = parseEndpoint(remote);
  return { state, localHost, localPort, remoteHost, remotePort, inode, userId: Number(userId) };
}

function parseEndpoint(text: string): [host: string, port: number] {
  const [address, port] = text.split(':') as [string, string];
  return [address.length === 8 ? toIpv4(address) : toIpv6(address), Number.parseInt(port, 16)];
}

// Every 32 bits stand in the byte order of the machine, and every machine Node 20 runs on Linux with but s390x is
// little-endian.
function toIpv4(hex: string): string {
  return reverseBytes(hex)
    .map((byte) => Number.parseInt(byte, 16))
    .join('.');
}

function toIpv6(hex: string): string {
  const words = hex.match(/.{8}/g)!;
  if (hex.startsWith('0000000000000000FFFF0000')) return toIpv4(words[3]!);
  const groups = words.flatMap(reverseBytes).join('').match(/.{4}/g)!;
  const text = groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':');
  const [longest] = [...text.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].toSorted((a, b) => b[0].length - a[0].length);
  if (longest === undefined) return text;
  return `${text.slice(0, longest.index)}::${text.slice(longest.index + longest[0].length).replace(/^:/, '')}`;
}

function reverseBytes(hex: string): string[] {
  return hex.match(/../g)!.reverse();
}
