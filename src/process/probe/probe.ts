import type { ReadinessProbeSettings } from '../../core/settings.ts';
import type { HttpAnswer } from '../../failures/diagnosis/http-answer.ts';
import type { ChildOutput } from '../../logging/child-output.ts';
import type { PortOwnership } from '../inspection/port-ownership.ts';
import { createExecProbe, type ExecProbeContext } from './exec-probe.ts';
import { createHttpProbe } from './http-probe.ts';
import { createLogProbe } from './log-probe.ts';
import { createTcpProbe, createUnixProbe } from './socket-probe.ts';

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
  close(): void;
}

/** `host`: the address of this machine that answered, where the probe tried more than one. */
export type ProbeResult = { readonly kind: 'ready'; readonly host: string | null } | NotReady;

/** What is missing, as a phrase, and the answer that was not the right one, if there was any. */
export interface NotReady {
  readonly kind: 'not-ready';
  readonly reason: string;
  readonly answer?: HttpAnswer;
}

/** What probes need besides their settings. */
export interface ProbeContext extends ExecProbeContext {
  readonly output: ChildOutput;
  readonly ownership: PortOwnership;
  /** Called when a connection to the process was accepted, whatever came of it. */
  onConnect(): void;
}

/** Creates a probe. A log probe listens from now on, so it is made before the child is spawned. */
export function createProbe(settings: ReadinessProbeSettings, context: ProbeContext): ReadinessProbe {
  switch (settings.kind) {
    case 'tcp':
      return createTcpProbe(settings, context);
    case 'http':
      return createHttpProbe(settings, context);
    case 'unix':
      return createUnixProbe(settings.path, context);
    case 'log':
      return createLogProbe(settings.pattern, context.output);
    case 'exec':
      return createExecProbe(settings, context);
    default:
      throw new Error(`BUG: unknown probe ${(settings satisfies never as ReadinessProbeSettings).kind}`);
  }
}
