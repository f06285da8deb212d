import type { Log } from '../../core/log.ts';
import type { ProcessSettings } from '../../core/settings.ts';
import { diagnoseUnstopped } from '../../failures/diagnosis/unstopped.ts';
import type { ChildOutput } from '../../logging/child-output.ts';
import type { Child } from '../group/child.ts';
import type { Spawner } from '../group/spawner.ts';
import { killGroup, runStopSequence } from '../group/stop-sequence.ts';
import { sweepStrays } from '../group/stray-sweep.ts';
import { listListeningStrays } from '../inspection/daemon.ts';
import { listSurvivors } from '../inspection/survivor.ts';

interface EndParts {
  readonly spawner: Spawner;
  readonly log: Log;
  readonly output: Pick<ChildOutput, 'onLine'>;
}

/** Stops a child in the manner of its process, or what is left of it, and then the daemons of its start. Never rejects. */
export async function endLife(child: Child | null, settings: ProcessSettings, parts: EndParts): Promise<void> {
  if (child === null) return;
  const { spawner } = parts;
  const { name } = settings;
  if (child.exitStatus !== null) await killGroup(child);
  else await stopAndTell(child, settings, parts);
  spawner.release(child);
  // What a one-shot has left running is wanted; other daemons hold what the next life wants to listen on.
  if (settings.kind === 'oneshot') return;
  await sweepStrays(() => listListeningStrays({ processName: name, spawner }), settings, spawner.hurry);
}

/** The lines of a stop that are looked at; what a process has to say of it, it says first. */
const MOST_LINES = 200;

async function stopAndTell(child: Child, settings: ProcessSettings, { spawner, log, output }: EndParts): Promise<void> {
  const { name, stopSignal } = settings;
  const said: string[] = [];
  const stopListening = output.onLine((line) => said.length < MOST_LINES && said.push(line));
  await runStopSequence(child, settings, spawner.hurry, () => {
    if (spawner.hurry.aborted) return;
    const survivors = listSurvivors(child.group.id, stopSignal);
    const diagnosis = diagnoseUnstopped({ stopSignal, survivors, said });
    const message = `process ${name} was killed: it did not stop within its grace period after ${stopSignal}`;
    log.warn(
      { event: 'killed', process: name, stopSignal, ...diagnosis },
      `${message}. ${diagnosis.cause} ${diagnosis.cure}`,
    );
  });
  stopListening();
}
