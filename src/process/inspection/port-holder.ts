import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { listPids, type ProcessEntry, readProcess } from '../process-table.ts';

/** State 0A of /proc/net/tcp: a listening socket. */
const LISTENING = '0A';

/** The processes that hold a listening TCP socket on the port; empty if there is none or /proc does not tell. */
export function findPortHolders(port: number): ProcessEntry[] {
  const sockets = new Set(
    [...readListeners('tcp', port), ...readListeners('tcp6', port)].map((inode) => `socket:[${inode}]`),
  );
  if (sockets.size === 0) return [];
  return listPids()
    .filter((pid) => hasOpen(pid, sockets))
    .map(readProcess)
    .filter((entry) => entry !== null);
}

/** A port's holders as a phrase: " by nginx (pid 312)"; empty if nobody is known. */
export function describeHolders(holders: readonly ProcessEntry[]): string {
  const [first] = holders;
  return first === undefined ? '' : ` by ${first.command} (pid ${first.pid})`;
}

/** True for an address of this machine: only there can a listener's process be known. */
export function isLocalHost(host: string): boolean {
  if (host === 'localhost' || host === '::1' || host === '::' || host === '0.0.0.0' || host.startsWith('127.'))
    return true;
  return Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === host));
}

function readListeners(table: 'tcp' | 'tcp6', port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  let text: string;
  try {
    text = readFileSync(`/proc/net/${table}`, 'latin1');
  } catch {
    return [];
  }
  return text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(suffix) && columns[3] === LISTENING)
    .map((columns) => columns[9] ?? '');
}

function hasOpen(pid: number, sockets: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => isOneOf(`/proc/${pid}/fd/${fd}`, sockets));
  } catch {
    return false;
  }
}

function isOneOf(path: string, targets: ReadonlySet<string>): boolean {
  try {
    return targets.has(readlinkSync(path));
  } catch {
    return false;
  }
}
