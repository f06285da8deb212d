import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A user of this machine. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  /** Of its own group. */
  readonly gid: number;
  readonly home: string;
}

/** The user with a name or a number; null if there is none. Users that only a directory service knows are asked of getent. */
export function findUser(nameOrUid: string | number): Account | null {
  const row = findRow('passwd', nameOrUid);
  if (row === null) return null;
  const [name = '', , uid, gid, , home = '/'] = row;
  return { name, uid: Number(uid), gid: Number(gid), home: home === '' ? '/' : home };
}

/** The number of a group; null if there is none of that name. Any number will do. */
export function findGroupId(nameOrGid: string | number): number | null {
  if (isNumber(nameOrGid)) return Number(nameOrGid);
  const row = findRow('group', nameOrGid);
  return row === null ? null : Number(row[2]);
}

/** The groups that a user is in besides its own, as initgroups(3) gives them. */
export function listOtherGroups({ name }: Pick<Account, 'name'>, ownGid: number): number[] {
  const members = readRows('group').filter(([, , , users = '']) => users.split(',').includes(name));
  return [...new Set(members.map(([, , gid]) => Number(gid)))].filter((gid) => gid !== ownGid);
}

/** The names that this machine itself has, for a guess at what was meant. */
export function listNames(table: Table): string[] {
  return readRows(table).map(([name = '']) => name);
}

type Table = 'passwd' | 'group';

export function isNumber(nameOrId: string | number): boolean {
  return /^\d+$/.test(String(nameOrId));
}

function findRow(table: Table, nameOrId: string | number): string[] | null {
  const wanted = String(nameOrId);
  const at = isNumber(nameOrId) ? 2 : 0;
  return readRows(table).find((row) => row[at] === wanted) ?? askDirectory(table, wanted);
}

function readRows(table: Table): string[][] {
  try {
    return toRows(readFileSync(`/etc/${table}`, 'utf8'));
  } catch {
    return [];
  }
}

function askDirectory(table: Table, wanted: string): string[] | null {
  try {
    const stdio = ['ignore', 'pipe', 'ignore'] as const;
    return toRows(execFileSync('getent', [table, '--', wanted], { encoding: 'utf8', stdio: [...stdio] }))[0] ?? null;
  } catch {
    // No such entry, or no getent: musl has no directory services either.
    return null;
  }
}

function toRows(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(':'));
}
