import { readFileSync } from 'node:fs';
import { type AcceptQueue, parseTcpQueues, parseUnixQueues } from '../../core/accept-queue.ts';
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

function readUnixTable(): string {
  try {
    return readFileSync('/proc/net/unix', 'latin1');
  } catch {
    return '';
  }
}
