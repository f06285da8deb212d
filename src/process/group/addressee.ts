import { readSignalState } from '../inspection/signal-state.ts';
import type { ProcessGroup } from './process-group.ts';
import { listProcesses } from './process-table.ts';

/** Signals whose default is to do nothing, or to go on. */
const HARMLESS: ReadonlySet<NodeJS.Signals> = new Set<NodeJS.Signals>(['SIGWINCH', 'SIGCONT', 'SIGURG', 'SIGCHLD']);

/**
 * The process of a group that a signal is meant for: its leader, or behind a shell or another wrapper that has no handler
 * for it, and that it would end, the only child of that. null: nobody there has one, or there are several to choose from.
 */
export function findAddressee(group: ProcessGroup, signal: NodeJS.Signals): number | null {
  const members = listProcesses().filter(({ groupId, isZombie }) => groupId === group.id && !isZombie);
  // Where there is no /proc nothing better is known.
  if (members.length === 0) return group.id;
  for (let pid = group.id; ; ) {
    if (HARMLESS.has(signal) || readSignalState(pid, signal) !== 'default') return pid;
    const [child, ...more] = members.filter(({ parentPid }) => parentPid === pid);
    if (child === undefined || more.length > 0) return null;
    pid = child.pid;
  }
}
