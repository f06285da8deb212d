import type { CommandSettings } from '../../core/settings.ts';
import type { HttpAnswer } from '../../failures/diagnosis/http-answer.ts';
import type { Failure } from '../../failures/failure.ts';
import type { ChildOutput } from '../../logging/child-output.ts';
import type { Spawner } from '../group/spawner.ts';
import type { PortOwnership } from '../inspection/port-ownership.ts';

/** One way to learn if a process is ready. */
export interface ReadinessProbe {
  /** Tries once, within a limit of its own. Rejects with a Failure only if it can never succeed. */
  attempt(signal: AbortSignal): Promise<ProbeResult>;
  /** What is missing while the first attempt is under way, as a phrase. */
  readonly firstReason: string;
  /** What the attempt under way has come to wait for, where that is news; as a phrase. */
  readonly pendingReason?: string | null;
  /** The shortest time between two attempts. */
  readonly intervalMs: number;
  close?(): void;
}

/** `host`: the address of this machine that answered, where the probe tried more than one. */
export type ProbeResult = { readonly kind: 'ready'; readonly host: string | null } | NotReady;

/** What is missing, as a phrase, and the answer that was not the right one, if there was any. */
export interface NotReady {
  readonly kind: 'not-ready';
  readonly reason: string;
  readonly answer?: HttpAnswer;
  /** berth could not even ask, which says nothing of the process. */
  readonly want?: Failure;
}

/** What probes need besides their settings. */
export interface ProbeContext {
  readonly processName: string;
  /** A check runs in the working directory of the process, with its environment. */
  readonly command: CommandSettings;
  readonly spawner: Spawner;
  readonly output: ChildOutput;
  readonly ownership: PortOwnership;
  /** How long one attempt may take; absent: as the probe sees fit for a start. */
  readonly limitMs?: number;
  /** Called when a connection to the process was accepted, whatever came of it. */
  onConnect(): void;
}

/** The result of an attempt that failed for this reason. */
export function toNotReady(reason: string): NotReady {
  return { kind: 'not-ready', reason };
}

/** What is missing, as one phrase. */
export function describeMissing(missing: readonly NotReady[]): string {
  return missing.map(({ reason }) => reason).join('; ');
}
