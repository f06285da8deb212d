import type { Log } from '../../core/log.ts';
import { toFailureFields } from '../../failures/explanation.ts';
import type { Failure } from '../../failures/failure.ts';
import { pause, unlessAborted } from '../bounded-wait.ts';
import { type Daemon, findDaemons, findSuccessor, type Household, isRunning } from '../inspection/daemon.ts';
import { toLostDaemonFailure } from '../verdict/end-failure.ts';

const LOOK_MS = 1_000;

/** When daemons are looked for, in looks since the process was ready: a script may go on starting things. */
const SEARCHES: ReadonlySet<number> = new Set([1, 5, 30]);

/** Looks in a row that find nobody in the place of a lost daemon: a new one may need a moment to listen. */
const MISSES = 3;

/**
 * Resolves when the child of a process that is ready has ended, or with the stop; with a failure when the child runs on, but
 * has lost a daemon that its start had made.
 */
export async function waitForEnd(household: Household, log: Log, stopped: AbortSignal): Promise<Failure | null> {
  const { child, processName } = household;
  const watch = new AbortController();
  const ended = unlessAborted(child.exited, stopped).then(() => null);
  const lost = await Promise.race([waitForLostDaemon(household, log, watch.signal), ended]);
  watch.abort();
  return lost === null || child.exitStatus !== null ? null : toLostDaemonFailure(processName, lost.entry);
}

/**
 * Watches the daemons that a one-shot has left, until the stop. What ends of them is told, and no more: a step of the start is
 * not repeated while others run that came after it.
 */
export async function watchLeft(household: Household & { readonly log: Log }, stopped: AbortSignal): Promise<void> {
  const { processName, log } = household;
  const lost = await waitForLostDaemon(household, log, stopped);
  if (lost === null) return;
  const failure = toLostDaemonFailure(processName, lost.entry);
  log.error({ ...toFailureFields(failure), process: processName }, failure.message);
}

/**
 * Watches the daemons that the start of a process has made. Resolves with the first that has ended while nobody else of the
 * app listens in its place, or with null when the signal aborts. Costs nothing where there are none.
 */
async function waitForLostDaemon(household: Household, log: Log, signal: AbortSignal): Promise<Daemon | null> {
  const watched = new Map<Daemon, { misses: number }>();
  const add = (found: readonly Daemon[]): void => {
    const known = new Set([...watched.keys()].map(({ entry }) => entry.pid));
    for (const daemon of found.filter(({ entry }) => !known.has(entry.pid))) {
      watched.set(daemon, { misses: 0 });
      logFound(log, household.processName, daemon);
    }
  };
  const lastSearch = Math.max(...SEARCHES);
  for (let look = 1; look <= lastSearch || watched.size > 0; look++) {
    await pause(LOOK_MS, signal);
    if (signal.aborted) return null;
    for (const [daemon, state] of watched) {
      if (isRunning(daemon)) continue;
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

function logFound(log: Log, processName: string, { entry: { command, pid } }: Daemon): void {
  const message = `process ${processName}: its start has put ${command} (pid ${pid}) beside it, which is watched from now on`;
  log.info({ event: 'daemon', process: processName, daemonPid: pid, command }, message);
}
