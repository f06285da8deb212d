import type { Log } from '../../core/log.ts';
import type { ProcessSettings } from '../../core/settings.ts';
import type { Child } from '../group/child.ts';
import type { Spawner } from '../group/spawner.ts';
import { killGroup, runStopSequence } from '../group/stop-sequence.ts';
import { sweepStrays } from '../group/stray-sweep.ts';
import { listListeningStrays } from '../inspection/daemon.ts';

/** Stops a child in the manner of its process, or what is left of it, and then the daemons of its start. Never rejects. */
export async function endLife(
  child: Child | null,
  settings: ProcessSettings,
  { spawner, log }: { readonly spawner: Spawner; readonly log: Log },
): Promise<void> {
  if (child === null) return;
  const { name, stopSignal } = settings;
  if (child.exitStatus !== null) {
    await killGroup(child);
  } else {
    const { wasKilled } = await runStopSequence(child, settings, spawner.hurry);
    const message = `process ${name} was killed: it did not stop within its grace period after ${stopSignal}`;
    if (wasKilled && !spawner.hurry.aborted) log.warn({ event: 'killed', process: name, stopSignal }, message);
  }
  spawner.release(child);
  // What a one-shot has left running is wanted; other daemons hold what the next life wants to listen on.
  if (settings.kind === 'oneshot') return;
  await sweepStrays(() => listListeningStrays({ processName: name, spawner }), settings, spawner.hurry);
}
