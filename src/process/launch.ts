import { formatDuration } from '../core/duration.ts';
import { describeExitStatus } from '../core/exit-status.ts';
import type { Log } from '../core/log.ts';
import type { ProcessSettings, ReadinessProbeSettings } from '../core/settings.ts';
import { describeTimeline, type Timeline, toElapsedMs } from '../core/timeline.ts';
import { Failure } from '../failures/failure.ts';
import type { ChildOutput } from '../logging/child-output.ts';
import type { Child } from './child.ts';
import type { ClaimedPort, PortOwnership } from './port-ownership.ts';
import { createProbe, type ReadinessProbe } from './probe.ts';
import { type ReadinessOutcome, waitUntilReady } from './readiness.ts';
import type { Spawner } from './spawner.ts';
import { killGroup } from './stop-sequence.ts';

/** A child that is ready, or a one-shot that has ended well. */
export interface Launched {
  readonly child: Child;
  /** The loopback address on which a probe found it, where there was a choice. */
  readonly foundHost: string | null;
}

interface LaunchParts {
  readonly spawner: Spawner;
  readonly ownership: PortOwnership;
  readonly output: ChildOutput;
  readonly log: Log;
}

type Launch = (deadlineMs: number, stopped: AbortSignal) => Promise<Launched | Failure>;

/**
 * Creates the launch of one process: ports free → spawn → probes until ready. It resolves with the failure if that does
 * not come about; nothing of the child is left then.
 */
export function createLaunch(settings: ProcessSettings, parts: LaunchParts): Launch {
  const { spawner, output, log, ownership } = parts;
  const { name, command } = settings;

  return async (deadlineMs, stopped) => {
    const claimFailure = await ownership.claim(listPorts(settings.ready), stopped);
    if (claimFailure !== null) return claimFailure;
    const context = { processName: name, command, spawner, output, ownership };
    const probes = settings.ready.map((probe) => createProbe(probe, context));
    let firstOutputAtMs: number | null = null;
    const stopListening = output.onLine(() => {
      firstOutputAtMs = performance.now();
      stopListening();
    });
    try {
      const child = await spawner.spawn(name, command, { stdout: output.stdoutFd, stderr: output.stderrFd });
      const outcome = await waitForOutcome(probes, child, deadlineMs, stopped);
      if (isGood(outcome)) {
        logReady({ spawnedAtMs: child.spawnedAtMs, firstOutputAtMs, readyAtMs: performance.now() }, child);
        return { child, foundHost: findHost(outcome) };
      }
      await killGroup(child);
      spawner.release(child);
      return toFailure(outcome, performance.now() - child.spawnedAtMs);
    } catch (error) {
      if (error instanceof Failure) return error;
      throw error;
    } finally {
      stopListening();
      for (const probe of probes) probe.close();
    }
  };

  async function waitForOutcome(
    probes: readonly ReadinessProbe[],
    child: Child,
    deadlineMs: number,
    signal: AbortSignal,
  ): Promise<ReadinessOutcome> {
    // A one-shot is ready when it has ended, so it gets a probe that never answers and only its exit can win.
    const waited = settings.kind === 'oneshot' ? [NEVER_READY] : probes;
    const onDelay = (reason: string, elapsedMs: number): void => {
      log.warn({ process: name, elapsedMs }, `process ${name} is not ready after ${formatDuration(elapsedMs)}: ${reason}`);
    };
    return waitUntilReady(waited, child, { deadlineMs, signal, onDelay });
  }

  function isGood(outcome: ReadinessOutcome): boolean {
    if (settings.kind !== 'oneshot') return outcome.kind === 'ready';
    return outcome.kind === 'exited' && outcome.status.kind === 'code' && outcome.status.code === 0;
  }

  function logReady(timeline: Timeline, child: Child): void {
    const event = settings.kind === 'oneshot' ? 'done' : 'process-ready';
    const fields = {
      firstOutputMs: toElapsedMs(timeline, timeline.firstOutputAtMs),
      readyMs: toElapsedMs(timeline, timeline.readyAtMs),
    };
    log.info({ event, process: name, childPid: child.group.id, ...fields }, `process ${name}: ${describeTimeline(timeline)}`);
  }

  function toFailure(outcome: ReadinessOutcome, elapsedMs: number): Failure {
    const line = [command.file, ...command.args].join(' ');
    switch (outcome.kind) {
      case 'exited':
        return new Failure('APP_EXITED_BEFORE_READY', {
          process: name,
          status: describeExitStatus(outcome.status),
          command: line,
        });
      case 'late': {
        const deadline = formatDuration(Math.round(elapsedMs / 100) * 100);
        return new Failure('APP_NOT_READY_IN_TIME', { process: name, deadline, probe: outcome.reason });
      }
      case 'impossible':
        return outcome.failure;
      case 'aborted':
      case 'ready':
        return new Failure('DRAINING');
      default:
        throw new Error(`BUG: unknown outcome ${JSON.stringify(outcome satisfies never)}`);
    }
  }
}

const NEVER_READY: ReadinessProbe = {
  intervalMs: 1_000,
  attempt: async () => ({ kind: 'not-ready', reason: 'it has not ended yet' }),
  close: () => {},
};

function findHost(outcome: ReadinessOutcome): string | null {
  if (outcome.kind !== 'ready') return null;
  return [...outcome.hosts.values()].find((host) => host !== null) ?? null;
}

function listPorts(probes: readonly ReadinessProbeSettings[]): ClaimedPort[] {
  return probes.flatMap((probe) => {
    if (probe.kind === 'tcp') return [{ host: probe.host ?? '127.0.0.1', port: probe.port }];
    if (probe.kind === 'http' && probe.address.kind === 'tcp') return [probe.address];
    return [];
  });
}
