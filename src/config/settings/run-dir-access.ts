import type { Identity, ProcessSettings } from '../../core/settings.ts';

/** Who may do what with a file or folder of the run directory. */
export interface Access {
  readonly mode: number;
  /** Whose it becomes; absent: it stays berth's. */
  readonly owner?: { readonly uid: number; readonly gid: number };
}

/**
 * The access to the run directory where processes run as other users: null where none does. The only user there is owns
 * it. Several, or one beside root, may each make files and sockets in it and touch nobody else's: a server of root must not
 * be handed a config by the user that it serves.
 */
export function planFolderAccess(processes: readonly ProcessSettings[]): Access | null {
  const identities = processes.map(({ command }) => command.identity);
  const [first] = identities;
  if (identities.every((identity) => identity === undefined)) return null;
  const isOnlyUser = first !== undefined && identities.every((identity) => identity?.uid === first.uid);
  return isOnlyUser ? { mode: 0o711, owner: toOwner(first) } : { mode: 0o1733 };
}

/**
 * The access to a rendered file. It belongs to the user of the processes whose commands and variables name it, and so do
 * files that nothing names, where there is but one user; a process of root beside them keeps it, and lets their group read it.
 */
export function planFileAccess(
  { path, mode }: { readonly path: string; readonly mode: number },
  processes: readonly ProcessSettings[],
): Access {
  const naming = processes.filter(({ command }) => isNamed(path, command));
  const readers = (naming.length > 0 ? naming : processes).map(({ command }) => command.identity);
  const users = readers.filter((identity) => identity !== undefined);
  const [first] = users;
  if (first === undefined || users.some(({ uid }) => uid !== first.uid)) return { mode };
  if (users.length === readers.length) return { mode, owner: toOwner(first) };
  return { mode: mode | 0o040, owner: { uid: process.getuid?.() ?? 0, gid: first.gid } };
}

function isNamed(path: string, { args, env }: ProcessSettings['command']): boolean {
  return [...args, ...Object.values(env)].some((text) => {
    const rest = text.slice(text.indexOf(path) + path.length);
    // Not the beginning of another name, as that of a socket beside it.
    return text.includes(path) && !/^[\w.-]/.test(rest);
  });
}

function toOwner({ uid, gid }: Identity): { readonly uid: number; readonly gid: number } {
  return { uid, gid };
}
