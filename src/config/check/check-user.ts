import { findGroupId, findUser, isNumber, listNames } from '../account/account.ts';
import { isBareNumber, resolveIdentity } from '../account/identity.ts';
import { mayChangeUser } from '../account/own-rights.ts';
import type { Draft } from '../draft/draft.ts';
import { suggest } from '../schema/nearest-key.ts';
import type { ConfigPath } from '../source/place.ts';

/** Reports users and groups that are not there, and those that berth has no right to start a process as. */
export function checkUsers(draft: Draft): void {
  for (const name of draft.listNames(['processes'])) {
    const process = ['processes', name];
    const user = getNameOrNumber(draft, [...process, 'user']);
    const group = getNameOrNumber(draft, [...process, 'group']);
    const isKnown = [
      checkUser(draft, [...process, 'user'], user, group),
      checkGroup(draft, [...process, 'group'], group),
    ];
    if (!isKnown.includes(false)) checkRights(draft, process, { user, group });
  }
}

type NameOrNumber = string | number | undefined;

function getNameOrNumber(draft: Draft, path: ConfigPath): NameOrNumber {
  const value = draft.get(path);
  return (typeof value === 'string' && value !== '') || typeof value === 'number' ? value : undefined;
}

function checkUser({ report }: Draft, path: ConfigPath, user: NameOrNumber, group: NameOrNumber): boolean {
  if (user === undefined) return true;
  const found = report.describeFound(path, user);
  if (isBareNumber(user)) {
    if (group !== undefined) return true;
    report.refuse(path, `${found}, a number without an entry in /etc/passwd, expected a \`group\` beside it`);
    return false;
  }
  if (isNumber(user) || findUser(user) !== null) return true;
  const [, ownGroup] = /^[^:]+:(.+)$/.exec(String(user)) ?? [];
  const hint = ownGroup === undefined ? suggest(String(user), listNames('passwd')) : '; the group stands in `group`';
  report.refuse(path, `${found}, expected the name or number of a user of this machine${hint}`);
  return false;
}

function checkGroup({ report }: Draft, path: ConfigPath, group: NameOrNumber): boolean {
  if (group === undefined || findGroupId(group) !== null) return true;
  const found = report.describeFound(path, group);
  const hint = suggest(String(group), listNames('group'));
  report.refuse(path, `${found}, expected the name or number of a group of this machine${hint}`);
  return false;
}

function checkRights(
  { report }: Draft,
  process: ConfigPath,
  wanted: { readonly user: NameOrNumber; readonly group: NameOrNumber },
): void {
  const identity = resolveIdentity(wanted);
  if (identity === null) return;
  const key = [...process, wanted.user === undefined ? 'group' : 'user'];
  if (!mayChangeUser()) {
    const own = globalThis.process.geteuid?.();
    const who = own === 0 ? 'root has no CAP_SETUID and CAP_SETGID here' : `berth runs as the user ${own}`;
    report.refuseKey(key, `cannot be changed to, because ${who}: start berth as root, or leave the key out`);
  } else if (identity.otherGids.length > 0 && identity.setpriv === null) {
    const groups = identity.otherGids.join(', ');
    report.refuseKey(key, `is in further groups (${groups}), which only setpriv of util-linux can give: install it`);
  }
}
