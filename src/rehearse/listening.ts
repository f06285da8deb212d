import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { parseTcpTable, type TcpSocket } from '../core/socket-table.ts';
import type { Place } from './place.ts';

/** The TCP sockets of the instance that listen. */
export function listListening(place: Place): TcpSocket[] {
  const all = ['tcp', 'tcp6'].flatMap((name) => parseTcpTable(readTable(name).split('\n'), 'listening'));
  if (place.hasOwnNetwork || all.length === 0) return all;
  const inodes = new Set(place.listProcesses().flatMap(({ pid }) => listSocketInodes(pid)));
  return all.filter(({ inode }) => inodes.has(inode));
}

function readTable(name: string): string {
  try {
    return readFileSync(`/proc/net/${name}`, 'latin1');
  } catch {
    return '';
  }
}

function listSocketInodes(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => readInode(`/proc/${pid}/fd/${fd}`));
  } catch {
    return [];
  }
}

function readInode(path: string): string[] {
  try {
    const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(path))?.[1];
    return inode === undefined ? [] : [inode];
  } catch {
    return [];
  }
}
