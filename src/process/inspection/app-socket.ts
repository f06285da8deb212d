import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { UpstreamAddress } from '../../core/settings.ts';
import { parseTcpTable, parseUnixListeners, type TcpSocket } from '../../core/socket-table.ts';

/** What processes do with sockets at this moment, as far as /proc shows it. */
export interface AppSockets {
  readonly listeners: readonly UpstreamAddress[];
  /** Connections they have asked for that nobody has answered. */
  readonly connecting: ReadonlyArray<{ readonly host: string; readonly port: number }>;
}

/** Reads the sockets that the processes have open; none where there is no /proc. */
export function readAppSockets(pids: readonly number[]): AppSockets {
  const owned = new Set(pids.flatMap(listSocketInodes));
  if (owned.size === 0) return { listeners: [], connecting: [] };
  const tcp = [...readTcpTable('tcp'), ...readTcpTable('tcp6')].filter(({ inode }) => owned.has(inode));
  const listening = tcp.filter(({ state }) => state === 'listening');
  const paths = parseUnixListeners(readTable('unix')).filter(({ inode }) => owned.has(inode));
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

/** True if any process of this machine listens on the port. */
export function isPortBound(port: number): boolean {
  return (['tcp', 'tcp6'] as const).some((table) =>
    readTcpTable(table).some(({ state, localPort }) => state === 'listening' && localPort === port),
  );
}

/** The sockets of one of the kernel's tables; empty where there is none. */
export function readTcpTable(table: 'tcp' | 'tcp6'): TcpSocket[] {
  return parseTcpTable(readTable(table));
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

function readTable(name: 'tcp' | 'tcp6' | 'unix'): string {
  try {
    return readFileSync(`/proc/net/${name}`, 'latin1');
  } catch {
    return '';
  }
}

// Workers that share a port with SO_REUSEPORT have a listener each.
function toUnique(addresses: readonly UpstreamAddress[]): UpstreamAddress[] {
  return [...new Map(addresses.map((address) => [JSON.stringify(address), address])).values()];
}
