import type { ExitStatus } from '../../core/exit-status.ts';
import type { ProcessSettings } from '../../core/settings.ts';
import { unlessAborted, unlessLate } from '../bounded-wait.ts';
import type { Child } from './child.ts';
import { waitUntilGroupGone } from './process-group.ts';

/** After SIGKILL only a process stuck inside the kernel stays; nobody can do more about it. */
const KILL_PATIENCE_MS = 5_000;

/** How long a leader has to see to the rest of its group by itself, as servers with workers do, and npm; half of a grace period that is shorter. */
const LEADER_PATIENCE_MS = 1_000;

/** How a stop went. `status` is null only if the kernel holds on to the process. */
export interface StopOutcome {
  readonly status: ExitStatus | null;
  readonly wasKilled: boolean;
}

type StopSettings = Pick<ProcessSettings, 'stopSignal' | 'gracePeriodMs'>;

/**
 * Stops a child and everything in its group: the stop signal to the leader alone, to the rest of the group when the leader
 * is gone or after a second, SIGKILL once the grace period has passed or `hurry` aborts. Nobody gets the stop signal twice
 * from here: to many a server the second one means at once. `onKill` is called before the SIGKILL. Resolves when the
 * leader's exit is known and no member is left, even if output pipes stay open. Never rejects for a process that is gone.
 */
export async function runStopSequence(
  child: Child,
  settings: StopSettings,
  hurry: AbortSignal,
  onKill: () => void = () => {},
): Promise<StopOutcome> {
  const graceEndMs = performance.now() + settings.gracePeriodMs;
  await askToStop(child, settings, hurry);
  await unlessLate(unlessAborted(child.exited, hurry), graceEndMs - performance.now());
  const isExited = child.exitStatus !== null;
  if (isExited && (await waitUntilGroupGone(child.group, graceEndMs - performance.now(), hurry))) {
    return { status: child.exitStatus, wasKilled: false };
  }
  onKill();
  await killGroup(child);
  return { status: child.exitStatus, wasKilled: true };
}

async function askToStop({ group, exited }: Child, { stopSignal, gracePeriodMs }: StopSettings, hurry: AbortSignal) {
  group.signalLeader(stopSignal);
  // A stopped process (SIGSTOP) would meet the signal only after it was continued.
  group.signal('SIGCONT');
  await unlessLate(unlessAborted(exited, hurry), Math.min(LEADER_PATIENCE_MS, gracePeriodMs / 2));
  if (!hurry.aborted) group.signalFollowers(stopSignal);
}

/** SIGKILL to the whole group. Resolves when no member is left. */
export async function killGroup(child: Child): Promise<void> {
  const patient = new AbortController().signal;
  child.group.signal('SIGKILL');
  await unlessLate(child.exited, KILL_PATIENCE_MS);
  await waitUntilGroupGone(child.group, KILL_PATIENCE_MS, patient);
}
