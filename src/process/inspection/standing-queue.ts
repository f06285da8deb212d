import { readFileSync } from 'node:fs';
import { type AcceptQueue, parseTcpQueues, parseUnixQueues } from '../../core/accept-queue.ts';
import type { UpstreamAddress } from '../../core/settings.ts';
import { listSocketInodes, readLines } from './app-socket.ts';

/** The listening sockets of these processes that connections stand before now; who they are is asked only if any stand anywhere. */
export function readStandingQueues(listPids: () => readonly number[]): AcceptQueue[] {
  const standing = [
    ...parseTcpQueues(readLines('/proc/net/tcp')),
    ...parseTcpQueues(readLines('/proc/net/tcp6')),
    ...parseUnixQueues(readUnixTable()),
  ];
  if (standing.length === 0) return [];
  const owned = new Set(listPids().flatMap(listSocketInodes));
  return standing.filter(({ inode }) => owned.has(inode));
}

/** How many connections stand before whoever listens at this address; 0 also where that cannot be seen. */
export function countStanding(address: UpstreamAddress): number {
  if (address.kind === 'unix') return sum(parseUnixQueues(readUnixTable()), address.path);
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'];
  return sum(
    tables.flatMap((table) => parseTcpQueues(readLines(table))),
    `port ${address.port}`,
  );
}

function sum(queues: readonly AcceptQueue[], wanted: string): number {
  return queues.reduce((count, { address, waiting }) => count + (address === wanted ? waiting : 0), 0);
}

function readUnixTable(): string {
  try {
    return readFileSync('/proc/net/unix', 'latin1');
  } catch {
    return '';
  }
}
