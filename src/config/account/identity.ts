import type { Identity } from '../../core/settings.ts';
import { findGroupId, findUser, isNumber, listOtherGroups } from './account.ts';
import { findSetpriv } from './own-rights.ts';

/** The user and group of a process as the config has them. */
export interface WantedIdentity {
  readonly user?: string | number | undefined;
  readonly group?: string | number | undefined;
}

/** Who a process is to be; null if that is who berth is, or the config does not say. What it names must exist. */
export function resolveIdentity({ user, group }: WantedIdentity): Identity | null {
  if (user === undefined && group === undefined) return null;
  const account = user === undefined ? null : findUser(user);
  const uid = account?.uid ?? (user === undefined ? (process.getuid?.() ?? 0) : Number(user));
  const gid = (group === undefined ? account?.gid : findGroupId(group)) ?? null;
  if (gid === null) throw new Error('BUG: a user without a group was let through');
  const otherGids = account === null ? [] : listOtherGroups(account, gid);
  if (isOwn(uid, gid)) return null;
  const name = account?.name ?? String(uid);
  return { name, uid, gid, otherGids, setpriv: otherGids.length === 0 ? null : findSetpriv() };
}

/** The variables that tell a process who it is, as login(1) sets them; none where the config names no user. */
export function toUserVariables({ user }: WantedIdentity): Record<string, string> {
  if (user === undefined) return {};
  const account = findUser(user);
  if (account === null) return { HOME: '/', USER: String(user), LOGNAME: String(user) };
  return { HOME: account.home, USER: account.name, LOGNAME: account.name };
}

/** True if a number stands for a user of whom nothing else is known. */
export function isBareNumber(user: string | number): boolean {
  return isNumber(user) && findUser(user) === null;
}

function isOwn(uid: number, gid: number): boolean {
  return process.getuid?.() === uid && process.getgid?.() === gid;
}
