import type { ProcessSettings } from '../../core/settings.ts';
import { pause } from '../bounded-wait.ts';

/** Lists the live processes that were started here and left their group. */
export type FindStrays = () => readonly number[];

/** How long a process may take to vanish after SIGKILL; only one stuck inside the kernel takes longer. */
const KILL_PATIENCE_MS = 2_000;

/** Between two looks at the process table. */
const LOOK_MS = 20;

/** Longer than a process is without its mark while it becomes another program. */
const EXECVE_MS = 5;

/** A fork between reading the table and the kill can escape one round, not several. */
const KILL_ROUNDS = 5;

/**
 * Ends the daemons that left their process group: the stop signal, SIGKILL once the grace period has passed. Resolves with the
 * number of processes found; none is left then, unless the kernel holds on to it.
 */
export async function sweepStrays(
  find: FindStrays,
  { stopSignal, gracePeriodMs }: Pick<ProcessSettings, 'stopSignal' | 'gracePeriodMs'>,
  hurry: AbortSignal,
): Promise<number> {
  const strays = await findTwice(find);
  if (strays.length === 0) return 0;
  strays.forEach((pid) => {
    send(pid, stopSignal);
    send(pid, 'SIGCONT');
  });
  if (await areGone(find, gracePeriodMs, hurry)) return strays.length;
  killStrays(find);
  await areGone(find, KILL_PATIENCE_MS, new AbortController().signal);
  return strays.length;
}

/** Sends SIGKILL to every stray, now. */
export function killStrays(find: FindStrays): void {
  for (let round = 0; round < KILL_ROUNDS; round++) {
    const strays = find();
    if (strays.length === 0) return;
    for (const pid of strays) send(pid, 'SIGKILL');
  }
}

// A process is without an environment, and so without its mark, for a moment inside execve(2).
async function findTwice(find: FindStrays): Promise<readonly number[]> {
  const strays = find();
  if (strays.length > 0) return strays;
  await pause(EXECVE_MS, new AbortController().signal);
  return find();
}

// Counts pauses and not the time: while a machine withholds its processor the strays cannot end either.
async function areGone(find: FindStrays, limitMs: number, hurry: AbortSignal): Promise<boolean> {
  for (let left = limitMs / LOOK_MS; (await findTwice(find)).length > 0; left--) {
    if (hurry.aborted || left <= 0) return false;
    await pause(LOOK_MS, hurry);
  }
  return true;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already, or not ours to signal: both leave nothing to do.
  }
}
