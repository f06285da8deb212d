import { describeAddress } from '../../core/address.ts';
import type { UpstreamAddress } from '../../core/settings.ts';
import type { Child } from '../group/child.ts';
import { listProcesses, type ProcessEntry, readProcess } from '../group/process-table.ts';
import type { Spawner } from '../group/spawner.ts';
import { readAppSockets } from './app-socket.ts';

/** A server that a start has put beside the process berth watches, and that nobody but berth can miss. */
export interface Daemon {
  /** As it was when it was last looked at. */
  entry: ProcessEntry;
  readonly addresses: readonly UpstreamAddress[];
}

/** Where a process of the config lives, and as which. */
export interface Household {
  readonly child: Child;
  readonly processName: string;
  readonly spawner: Spawner;
}

/** Programs that start others on behalf of a script. */
export const SHELLS = /^(?:sh|bash|dash|ash|ksh|zsh|busybox|tini|dumb-init)$/;

/** Those that a script puts itself in place of, which start none. */
const KEEPERS = /^(?:tail|sleep|cat)$/;
const IN_FRONT = /^(?:nginx|haproxy|caddy)$/;

/**
 * The daemons of a process: what listens and has no parent in the app, or only the shell of its start. What any other
 * program of the app has started is that program's own affair: workers come and go.
 */
export function findDaemons(household: Household): Daemon[] {
  const all = listHousehold(household);
  const byPid = new Map(all.map((entry) => [entry.pid, entry]));
  const isTopmost = ({ parentPid, command }: ProcessEntry): boolean => {
    const parent = byPid.get(parentPid);
    if (parent === undefined) return true;
    // What a server in front has beside it is not of its own kind: those are its workers.
    if (parent.pid === household.child.group.id)
      return isKeeper(parent.command) || (isFront(parent.command) && command !== parent.command);
    return SHELLS.test(parent.command) && isTopmost(parent);
  };
  return all
    .filter((entry) => entry.pid !== household.child.group.id && isTopmost(entry))
    .map((entry) => ({ entry, addresses: readAppSockets([entry.pid]).listeners }))
    .filter(({ addresses }) => addresses.length > 0);
}

/** True if whoever listens for the process can only be beside it: what leads it starts others, or listens to nobody itself. */
export function isStandIn({ child }: Household): boolean {
  return isFront(readProcess(child.group.id)?.command ?? '');
}

/** True for a program that is no server and does nothing on the way to one: a shell, and what a script lives on in. */
export function isKeeper(command: string): boolean {
  return SHELLS.test(command) || KEEPERS.test(command);
}

function isFront(command: string): boolean {
  return isKeeper(command) || IN_FRONT.test(command);
}

/** The pids of what a daemon that is gone has left in a group of its own: workers whom nobody looks after any more. */
export function listOrphans({ entry: { groupId } }: Daemon, household: Household): number[] {
  if (groupId === household.child.group.id) return [];
  return listHousehold(household).flatMap((entry) => (entry.groupId === groupId ? entry.pid : []));
}

/** True while the very process runs; what is known of it is renewed then: it may have gone into a group of its own. */
export function lookAgain(daemon: Daemon): boolean {
  const { pid, startedAtTicks } = daemon.entry;
  const now = readProcess(pid);
  if (now === null || now.startedAtTicks !== startedAtTicks || now.isExiting || now.isZombie) return false;
  daemon.entry = now;
  return true;
}

/**
 * Who listens in the place of a daemon that is gone: a new master, or what the app has started instead; null if that is only
 * its orphaned workers, in its group and without children, whom nobody looks after any more.
 */
export function findSuccessor({ entry, addresses }: Daemon, household: Household): Daemon | null {
  const places = new Set(addresses.map(describeAddress));
  const all = listHousehold(household);
  for (const heir of all) {
    const isOrphan = !all.some(({ pid }) => pid === heir.parentPid);
    const isChildless = !all.some(({ parentPid }) => parentPid === heir.pid);
    const isLeader = heir.pid === household.child.group.id;
    if (!isLeader && isOrphan && isChildless && heir.groupId === entry.groupId) continue;
    const own = readAppSockets([heir.pid]).listeners;
    if (own.some((address) => places.has(describeAddress(address)))) return { entry: heir, addresses: own };
  }
  return null;
}

/** The pids of what has left the group of the process and listens, as daemons and their workers do. */
export function listListeningStrays({ processName, spawner }: Omit<Household, 'child'>): number[] {
  return listProcesses()
    .filter((entry) => !entry.isExiting && spawner.isStrayOf(entry, processName))
    .map(({ pid }) => pid)
    .filter((pid) => readAppSockets([pid]).listeners.length > 0);
}

function listHousehold({ child, processName, spawner }: Household): ProcessEntry[] {
  return listProcesses().filter(
    (entry) => !entry.isExiting && (entry.groupId === child.group.id || spawner.isStrayOf(entry, processName)),
  );
}
