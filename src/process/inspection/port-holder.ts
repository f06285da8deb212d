import { networkInterfaces } from 'node:os';
import type { TcpSocket } from '../../core/socket-table.ts';
import { listPids, type ProcessEntry, readProcess } from '../group/process-table.ts';
import { eachTcpSocket, listSocketInodes, readTcpSockets } from './app-socket.ts';

/** True if any process of this machine listens on the port. */
export function isPortBound(port: number): boolean {
  return findListeners(port).length > 0;
}

/** Ports that platforms commonly call. */
const USUAL_PORTS = [8080, 8000, 8081, 8088, 8888, 9001];

/** A usual port for berth that is not this one and that nobody listens on, as far as /proc shows it. */
export function findOtherPort(port: number): number {
  const taken = new Set([port, ...readTcpSockets('listening').map(({ localPort }) => localPort)]);
  return USUAL_PORTS.find((usual) => !taken.has(usual)) ?? 8080;
}

/** The processes that hold a listening TCP socket on the port; empty if there is none or /proc does not tell. */
export function findPortHolders(port: number): ProcessEntry[] {
  return findHolders(findListeners(port));
}

/** True if one of these processes listens on the port; much sooner known than who else does. */
export function isHeldBy(pids: readonly number[], port: number): boolean {
  const inodes = new Set(pids.flatMap(listSocketInodes));
  if (inodes.size === 0) return false;
  for (const { localPort, inode } of eachTcpSocket('listening'))
    if (localPort === port && inodes.has(inode)) return true;
  return false;
}

/** The processes that hold one of the sockets. */
export function findHolders(sockets: readonly TcpSocket[]): ProcessEntry[] {
  const inodes = new Set(sockets.map(({ inode }) => inode));
  if (inodes.size === 0) return [];
  return listPids()
    .filter((pid) => listSocketInodes(pid).some((inode) => inodes.has(inode)))
    .map(readProcess)
    .filter((entry) => entry !== null);
}

/** The listening TCP sockets on a port. */
export function findListeners(port: number): TcpSocket[] {
  return readTcpSockets('listening').filter(({ localPort }) => localPort === port);
}

/**
 * Who holds a port as a phrase: " by nginx (pid 312)". Of a program that cannot be seen from here, what its socket tells; empty if
 * not even that is known.
 */
export function describePortHolders(port: number): string {
  const listeners = findListeners(port);
  const holders = findHolders(listeners);
  const [first] = listeners;
  if (holders.length > 0 || first === undefined) return describeHolders(holders);
  const { userId, localHost } = first;
  const ownId = process.getuid?.();
  // What is of this user, or of anybody where this is root, could be looked at if it were among these processes.
  const where = ownId === 0 || ownId === userId ? 'in another container or PID namespace' : 'of another user';
  return ` by a program ${where} (user id ${userId}, on ${localHost}), which cannot be seen from here`;
}

/** Processes that hold a port as a phrase; empty if there is none. */
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
