import { networkInterfaces } from 'node:os';
import { listPids, type ProcessEntry, readProcess } from '../process-table.ts';
import { listSocketInodes, readTcpTable } from './app-socket.ts';

/** The processes that hold a listening TCP socket on the port; empty if there is none or /proc does not tell. */
export function findPortHolders(port: number): ProcessEntry[] {
  const inodes = new Set(
    [...readTcpTable('tcp'), ...readTcpTable('tcp6')]
      .filter(({ state, localPort }) => state === 'listening' && localPort === port)
      .map(({ inode }) => inode),
  );
  if (inodes.size === 0) return [];
  return listPids()
    .filter((pid) => listSocketInodes(pid).some((inode) => inodes.has(inode)))
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
