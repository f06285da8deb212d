import type { ExitStatus } from '../../core/exit-status.ts';
import type { ProcessSettings } from '../../core/settings.ts';
import { unlessAborted, unlessLate } from '../bounded-wait.ts';
import type { Child } from './child.ts';
import { waitUntilGroupGone } from './process-group.ts';

/** After SIGKILL only a process stuck inside the kernel stays; nobody can do more about it. */
const KILL_PATIENCE_MS = 5_000;

/** How a stop went. `status` is null only if the kernel holds on to the process. */
export interface StopOutcome {
  readonly status: ExitStatus | null;
  readonly wasKilled: boolean;
}

/**
 * Stops a child and everything in its group: the stop signal to the group, SIGKILL once the grace period has passed or
 * `hurry` aborts. Resolves when the leader's exit is known and no member is left, even if output pipes stay open.
 * Never rejects for a process that is already gone.
 */
export async function runStopSequence(
  child: Child,
  settings: Pick<ProcessSettings, 'stopSignal' | 'gracePeriodMs'>,
  hurry: AbortSignal,
): Promise<StopOutcome> {
  const graceEndMs = performance.now() + settings.gracePeriodMs;
  child.group.signal(settings.stopSignal);
  // A stopped process (SIGSTOP) would meet the signal only after it was continued.
  child.group.signal('SIGCONT');
  await unlessLate(unlessAborted(child.exited, hurry), settings.gracePeriodMs);
  const isExited = child.exitStatus !== null;
  if (isExited && (await waitUntilGroupGone(child.group, graceEndMs - performance.now(), hurry))) {
    return { status: child.exitStatus, wasKilled: false };
  }
  await killGroup(child);
  return { status: child.exitStatus, wasKilled: true };
}

/** SIGKILL to the whole group. Resolves when no member is left. */
export async function killGroup(child: Child): Promise<void> {
  const patient = new AbortController().signal;
  child.group.signal('SIGKILL');
  await unlessLate(child.exited, KILL_PATIENCE_MS);
  await waitUntilGroupGone(child.group, KILL_PATIENCE_MS, patient);
}
