import { formatDuration } from '../core/duration.ts';
import { describeExitStatus } from '../core/exit-status.ts';
import type { Log } from '../core/log.ts';
import type { ProcessSettings, ReadinessProbeSettings } from '../core/settings.ts';
import { describeTimeline, toElapsedMs } from '../core/timeline.ts';
import { Failure } from '../failures/failure.ts';
import type { ChildOutput } from '../logging/child-output.ts';
import type { Child } from './child.ts';
import type { ClaimedPort, PortOwnership } from './port-ownership.ts';
import { createProbe, type ReadinessProbe } from './probe.ts';
import { type ReadinessOutcome, waitUntilReady } from './readiness.ts';
import type { Spawner } from './spawner.ts';

/**
 * How a launch went. `ready`: the child serves, or the one-shot has ended well; `foundHost` is the loopback address on
 * which a probe found it, where there was a choice. `child` in the other two may still run, and so may its group.
 */
export type LaunchResult =
  | { readonly kind: 'ready'; readonly child: Child; readonly foundHost: string | null }
  | { readonly kind: 'failed'; readonly child: Child | null; readonly failure: Failure }
  | { readonly kind: 'stopped'; readonly child: Child | null };

interface LaunchParts {
  readonly spawner: Spawner;
  readonly ownership: PortOwnership;
  readonly output: ChildOutput;
  readonly log: Log;
  /** Ports it must be able to listen on besides those its probes name. */
  readonly ports: readonly ClaimedPort[];
}

type Launch = (deadlineMs: number, stopped: AbortSignal) => Promise<LaunchResult>;

/** Creates the launch of one process: ports free → spawn → probes until ready. It rejects for no failure of the app. */
export function createLaunch(settings: ProcessSettings, parts: LaunchParts): Launch {
  const { spawner, output, ownership } = parts;
  const { name, command } = settings;
  const context = { processName: name, command, spawner, output, ownership };
  // A one-shot is ready when it has ended, whatever it does with ports meanwhile.
  const ports = settings.kind === 'oneshot' ? [] : [...listPorts(settings.ready), ...parts.ports];

  return async (deadlineMs, stopped) => {
    const claimFailure = await ownership.claim(ports, stopped);
    if (stopped.aborted) return { kind: 'stopped', child: null };
    if (claimFailure !== null) return { kind: 'failed', child: null, failure: claimFailure };
    // Before the spawn, so that no line of output is missed.
    const probes =
      settings.kind === 'oneshot' ? [NEVER_READY] : settings.ready.map((probe) => createProbe(probe, context));
    const firstOutput = noteFirstOutput(output);
    try {
      const child = await spawner.spawn(name, command, { stdout: output.stdoutFd, stderr: output.stderrFd });
      const onDelay = (reason: string, elapsedMs: number): void => logDelay(name, parts.log, reason, elapsedMs);
      const outcome = await waitUntilReady(probes, child, { deadlineMs, signal: stopped, onDelay });
      if (isReached(settings.kind, outcome)) {
        logReady(settings, parts.log, child, firstOutput.atMs);
        return { kind: 'ready', child, foundHost: findHost(outcome) };
      }
      if (outcome.kind === 'aborted') return { kind: 'stopped', child };
      return { kind: 'failed', child, failure: toFailure(settings, outcome, performance.now() - child.spawnedAtMs) };
    } catch (error) {
      if (error instanceof Failure) return { kind: 'failed', child: null, failure: error };
      throw error;
    } finally {
      firstOutput.forget();
      for (const probe of probes) probe.close();
    }
  };
}

const NEVER_READY: ReadinessProbe = {
  firstReason: 'it has not ended yet',
  intervalMs: 1_000,
  attempt: async () => ({ kind: 'not-ready', reason: 'it has not ended yet' }),
  close: () => {},
};

function isReached(kind: ProcessSettings['kind'], outcome: ReadinessOutcome): boolean {
  if (kind !== 'oneshot') return outcome.kind === 'ready';
  return outcome.kind === 'exited' && outcome.status.kind === 'code' && outcome.status.code === 0;
}

function noteFirstOutput(output: ChildOutput): { readonly atMs: number | null; forget(): void } {
  let atMs: number | null = null;
  const forget = output.onLine(() => {
    atMs ??= performance.now();
  });
  return {
    get atMs() {
      return atMs;
    },
    forget,
  };
}

function logDelay(name: string, log: Log, reason: string, elapsedMs: number): void {
  const message = `process ${name} is still not ready after ${formatDuration(elapsedMs)}: ${reason}`;
  log.warn({ event: 'not-ready', process: name, elapsedMs, reason }, message);
}

function logReady({ kind, name }: ProcessSettings, log: Log, child: Child, firstOutputAtMs: number | null): void {
  const timeline = { spawnedAtMs: child.spawnedAtMs, firstOutputAtMs, readyAtMs: performance.now() };
  const fields = {
    event: kind === 'oneshot' ? 'done' : 'process-ready',
    process: name,
    childPid: child.group.id,
    firstOutputMs: toElapsedMs(timeline, timeline.firstOutputAtMs),
    readyMs: toElapsedMs(timeline, timeline.readyAtMs),
  };
  log.info(fields, `process ${name}: ${describeTimeline(timeline)}`);
}

function toFailure(settings: ProcessSettings, outcome: ReadinessOutcome, elapsedMs: number): Failure {
  const { name, command } = settings;
  switch (outcome.kind) {
    case 'exited': {
      const status = describeExitStatus(outcome.status);
      const line = [command.file, ...command.args].join(' ');
      return new Failure('APP_EXITED_BEFORE_READY', { process: name, status, command: line });
    }
    case 'late': {
      const deadline = formatDuration(Math.max(100, Math.round(elapsedMs / 100) * 100));
      return new Failure('APP_NOT_READY_IN_TIME', { process: name, deadline, probe: outcome.reason });
    }
    case 'impossible':
      return outcome.failure;
    case 'aborted':
    case 'ready':
      throw new Error(`BUG: ${outcome.kind} is no failure`);
    default:
      throw new Error(`BUG: unknown outcome ${JSON.stringify(outcome satisfies never)}`);
  }
}

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
