import { describeExitStatus } from '../../core/exit-status.ts';
import type { CommandSettings } from '../../core/settings.ts';
import type { Spawner } from '../group/spawner.ts';
import { unlessAborted, unlessLate } from '../pause.ts';
import type { ReadinessProbe } from './probe.ts';

/** The process a check belongs to; the check runs in its working directory with its environment. */
export interface ExecProbeContext {
  readonly processName: string;
  readonly command: CommandSettings;
  readonly spawner: Spawner;
}

/** Starting a program is dear, and checks like `mysqladmin ping` load much before they answer. */
const INTERVAL_MS = 50;
const LIMIT_MS = 5_000;

/** Ready when the check exits with code 0. A check that cannot be started at all rejects with its Failure. */
export function createExecProbe(
  check: { readonly file: string; readonly args: readonly string[] },
  context: ExecProbeContext,
): ReadinessProbe {
  const command = { ...context.command, ...check };
  return {
    firstReason: `the check ${check.file} has not ended yet`,
    intervalMs: INTERVAL_MS,
    async attempt(signal) {
      const stdio = { stdout: 'ignore', stderr: 'ignore' } as const;
      const child = await context.spawner.spawn(`${context.processName} (readiness check)`, command, stdio);
      const status = await unlessLate(unlessAborted(child.exited, signal), LIMIT_MS);
      child.group.signal('SIGKILL');
      await child.exited;
      context.spawner.release(child);
      if (status?.kind === 'code' && status.code === 0) return { kind: 'ready', host: null };
      const ending = status === null ? 'did not end in time' : describeExitStatus(status);
      return { kind: 'not-ready', reason: `the check ${check.file} ${ending}` };
    },
    close() {},
  };
}
