import { pause } from './pause.ts';

/** Lists the live processes that were started here and left their group. */
export type FindStrays = () => readonly number[];

/** How long a process may take to vanish after SIGKILL; only one stuck inside the kernel takes longer. */
const KILL_PATIENCE_MS = 2_000;

/** A fork between reading the table and the kill can escape one round, not several. */
const KILL_ROUNDS = 5;

/**
 * Ends the daemons that left their process group: SIGTERM, SIGKILL once the grace period has passed. Resolves with the
 * number of processes found; none is left then, unless the kernel holds on to it.
 */
export async function sweepStrays(find: FindStrays, gracePeriodMs: number, hurry: AbortSignal): Promise<number> {
  const strays = find();
  if (strays.length === 0) return 0;
  strays.forEach((pid) => {
    send(pid, 'SIGTERM');
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

async function areGone(find: FindStrays, limitMs: number, hurry: AbortSignal): Promise<boolean> {
  const endMs = performance.now() + limitMs;
  while (find().length > 0) {
    if (hurry.aborted || performance.now() >= endMs) return false;
    await pause(20, hurry);
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
