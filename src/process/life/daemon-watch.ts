import type { Log } from '../../core/log.ts';
import type { ProcessSettings } from '../../core/settings.ts';
import { toFailureFields } from '../../failures/explanation.ts';
import type { Failure } from '../../failures/failure.ts';
import { pause, unlessAborted } from '../bounded-wait.ts';
import type { Child } from '../group/child.ts';
import type { ProcessEntry } from '../group/process-table.ts';
import type { Spawner } from '../group/spawner.ts';
import {
  type Daemon,
  findDaemons,
  findSuccessor,
  type Household,
  isStandIn,
  listOrphans,
  lookAgain,
} from '../inspection/daemon.ts';
import { toLostDaemonFailure } from '../verdict/end-failure.ts';

const LOOK_MS = 1_000;

/**
 * When daemons are looked for, in looks since the process was ready: a script may go on starting things. At once, too, where
 * only a daemon can be what answered: the first call may be its end.
 */
const SEARCHES: ReadonlySet<number> = new Set([1, 2, 5, 10, 30]);

interface WatchParts {
  readonly settings: ProcessSettings;
  readonly spawner: Spawner;
  readonly log: Log;
}

/** Looks in a row that find nobody in the place of a lost daemon: a new one may need a moment to listen. */
const MISSES = 3;

/**
 * Resolves when the child of a process that is ready has ended, or with the stop; with a failure when the child runs on, but
 * has lost a daemon that its start had made.
 */
export async function waitForEnd(parts: WatchParts, child: Child, stopped: AbortSignal): Promise<Failure | null> {
  const ended = unlessAborted(child.exited, stopped).then(() => null);
  if (parts.settings.daemons === 'ignored') return ended;
  const household = toHousehold(parts, child);
  const watch = new AbortController();
  const lost = await Promise.race([waitForLostDaemon(household, parts.log, watch.signal), ended]);
  watch.abort();
  if (lost === null || child.exitStatus !== null) return null;
  // Without their master Apache's and nginx's workers hear no SIGTERM, and hold its port until the grace period is over.
  for (const pid of listOrphans(lost, household)) kill(pid);
  return toLostDaemonFailure(parts.settings.name, lost.entry);
}

/**
 * Watches the daemons that a one-shot has left, until the stop. What ends of them is told, and no more: a step of the start is
 * not repeated while others run that came after it.
 */
export async function watchLeft(parts: WatchParts, child: Child, stopped: AbortSignal): Promise<void> {
  const { settings, log } = parts;
  if (settings.daemons === 'ignored') return;
  const lost = await waitForLostDaemon(toHousehold(parts, child), log, stopped);
  if (lost === null) return;
  const failure = toLostDaemonFailure(settings.name, lost.entry);
  log.error({ ...toFailureFields(failure), process: settings.name }, failure.message);
}

/**
 * Watches the daemons that the start of a process has made. Resolves with the first that has ended while nobody else of the
 * app listens in its place, or with null when the signal aborts. Costs nothing where there are none.
 */
async function waitForLostDaemon(household: Household, log: Log, signal: AbortSignal): Promise<Daemon | null> {
  const watched = new Map<Daemon, { misses: number; isTold: boolean }>();
  const add = (found: readonly Daemon[]): void => {
    const known = [...watched.keys()].map(({ entry }) => entry);
    for (const daemon of found.filter(({ entry }) => !known.some((other) => isOneOf(other, entry, household)))) {
      watched.set(daemon, { misses: 0, isTold: false });
    }
  };
  if (isStandIn(household)) add(findDaemons(household));
  const lastSearch = Math.max(...SEARCHES);
  for (let look = 1; look <= lastSearch || watched.size > 0; look++) {
    await pause(LOOK_MS, signal);
    if (signal.aborted) return null;
    for (const [daemon, state] of watched) {
      if (lookAgain(daemon)) {
        // One that is only on its way into the background is another a moment later.
        if (!state.isTold) logFound(log, household.processName, daemon);
        state.isTold = true;
        continue;
      }
      const successor = findSuccessor(daemon, household);
      state.misses += 1;
      if (successor === null && state.misses >= MISSES) return daemon;
      if (successor === null) continue;
      watched.delete(daemon);
      if (successor.entry.pid !== household.child.group.id) add([successor]);
    }
    if (SEARCHES.has(look)) add(findDaemons(household));
  }
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  return null;
}

// Itself, or a worker that has lost it and looks like a daemon since.
function isOneOf(known: ProcessEntry, found: ProcessEntry, { child }: Household): boolean {
  return known.pid === found.pid || (known.groupId === found.groupId && known.groupId !== child.group.id);
}

function toHousehold({ settings, spawner }: WatchParts, child: Child): Household {
  return { child, processName: settings.name, spawner };
}

function logFound(log: Log, processName: string, { entry: { command, pid } }: Daemon): void {
  const message = `process ${processName}: its start has put ${command} (pid ${pid}) beside it, which is watched from now on`;
  log.info({ event: 'daemon', process: processName, daemonPid: pid, command }, message);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone by itself.
  }
}
