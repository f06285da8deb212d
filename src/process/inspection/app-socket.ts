import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import type { UpstreamAddress } from '../../core/settings.ts';
import { eachTcpRow, parseUnixListeners, type TcpSocket, type WantedSockets } from '../../core/socket-table.ts';

/** What processes do with sockets at this moment, as far as /proc shows it. */
export interface AppSockets {
  readonly listeners: readonly UpstreamAddress[];
  /** Connections they have asked for that nobody has answered. */
  readonly connecting: ReadonlyArray<{ readonly host: string; readonly port: number }>;
}

const PIECE_BYTES = 16_384;

/**
 * About ten lines. The kernel makes no more of them than are asked for, and behind the last listener it looks through a table of all
 * the connections there could be.
 */
const FIRST_PIECE_BYTES = 1_500;

// Every .NET process has one, whether it serves or not.
const FOR_DEBUGGERS = /\/dotnet-diagnostic-\d+-\d+-socket$/;

/** Reads the sockets that the processes have open, but those for debuggers; none where there is no /proc. */
export function readAppSockets(pids: readonly number[]): AppSockets {
  const owned = new Set(pids.flatMap(listSocketInodes));
  if (owned.size === 0) return { listeners: [], connecting: [] };
  const tcp = readTcpSockets('all').filter(({ inode }) => owned.has(inode));
  const listening = tcp.filter(({ state }) => state === 'listening');
  const paths = parseUnixListeners(readUnixTable()).filter(
    ({ inode, path }) => owned.has(inode) && !FOR_DEBUGGERS.test(path),
  );
  return {
    listeners: toUnique([
      ...listening.map(({ localHost: host, localPort: port }) => ({ kind: 'tcp', host, port }) as const),
      ...paths.map(({ path }) => ({ kind: 'unix', path }) as const),
    ]),
    connecting: tcp
      .filter(({ state }) => state === 'connecting')
      .map(({ remoteHost: host, remotePort: port }) => ({ host, port })),
  };
}

/** True if the processes are connected to somebody whom they have called: a database, a service they start from. */
export function areConnected(pids: readonly number[]): boolean {
  const owned = new Set(pids.flatMap(listSocketInodes));
  if (owned.size === 0) return false;
  const own = readTcpSockets('connected').filter(({ inode }) => owned.has(inode));
  const listening = new Set(own.filter(({ state }) => state === 'listening').map(({ localPort }) => localPort));
  return own.some(({ state, localPort }) => state === 'connected' && !listening.has(localPort));
}

/** The TCP sockets of this machine that are wanted; none where there is no /proc. */
export function readTcpSockets(wanted: WantedSockets): TcpSocket[] {
  return [...eachTcpSocket(wanted)];
}

/** The same, each read when it is asked for. */
export function* eachTcpSocket(wanted: WantedSockets): Generator<TcpSocket> {
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) yield* eachTcpRow(readLines(table), wanted);
}

/** The inodes of the sockets that a process has open; empty if it is gone or not ours to look at. */
export function listSocketInodes(pid: number): string[] {
  let fds: string[];
  try {
    fds = readdirSync(`/proc/${pid}/fd`);
  } catch {
    return [];
  }
  return fds.flatMap((fd) => /^socket:\[(\d+)\]$/.exec(readLink(`/proc/${pid}/fd/${fd}`))?.[1] ?? []);
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function readUnixTable(): string {
  try {
    return readFileSync('/proc/net/unix', 'latin1');
  } catch {
    return '';
  }
}

/** The lines of a file as they are asked for, read in pieces: the tables have megabytes on a busy machine. */
export function* readLines(path: string): Generator<string> {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch {
    return;
  }
  try {
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    let rest = '';
    for (let most = FIRST_PIECE_BYTES; ; most = Math.min(most * 2, PIECE_BYTES)) {
      const size = readSync(fd, piece, 0, most, null);
      if (size === 0) break;
      const lines = (rest + piece.toString('latin1', 0, size)).split('\n');
      rest = lines.pop()!;
      yield* lines;
    }
  } finally {
    closeSync(fd);
  }
}

// Workers that share a port with SO_REUSEPORT have a listener each.
function toUnique(addresses: readonly UpstreamAddress[]): UpstreamAddress[] {
  return [...new Map(addresses.map((address) => [JSON.stringify(address), address])).values()];
}
