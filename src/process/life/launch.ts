import { formatDuration } from '../../core/duration.ts';
import type { Log } from '../../core/log.ts';
import type { ProcessSettings, ReadinessProbeSettings, UpstreamAddress } from '../../core/settings.ts';
import { describeTimeline, listMoments, type Timeline, toElapsedMs } from '../../core/timeline.ts';
import { Failure } from '../../failures/failure.ts';
import type { ChildOutput } from '../../logging/child-output.ts';
import type { Child } from '../group/child.ts';
import type { Spawner } from '../group/spawner.ts';
import { removeStaleSockets } from '../group/stale-socket.ts';
import type { ClaimedPort, PortOwnership } from '../inspection/port-ownership.ts';
import { findCommandFault } from '../preflight/command-check.ts';
import { toCommandFailure } from '../preflight/command-fault.ts';
import { createProbe, type ReadinessProbe } from '../probe/probe.ts';
import { type ReadinessOutcome, waitUntilReady } from '../probe/readiness.ts';
import { createStartWatch, type StartWatch } from '../probe/start-watch.ts';
import { toEarlyEndFailure } from '../verdict/end-failure.ts';
import { describeSlowStart, type LateChild, listExpected, toLateFailure } from '../verdict/late-failure.ts';

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
  /** Where the calls go, if it is this process that answers them; else null. */
  readonly upstream: UpstreamAddress | null;
}

type Launch = (deadlineMs: number, stopped: AbortSignal) => Promise<LaunchResult>;

/** Creates the launch of one process: command sound → ports and sockets free → spawn → ready. It rejects for no failure of the app. */
export function createLaunch(settings: ProcessSettings, parts: LaunchParts): Launch {
  const ports = listClaimedPorts(settings, parts.upstream);
  let isFirst = true;

  return async (deadlineMs, stopped) => {
    const fault = isFirst ? findCommandFault(settings.command) : null;
    isFirst = false;
    if (fault !== null) {
      return { kind: 'failed', child: null, failure: toCommandFailure(settings.name, settings.command, fault) };
    }
    const claimFailure = await parts.ownership.claim(ports, stopped);
    if (stopped.aborted) return { kind: 'stopped', child: null };
    if (claimFailure !== null) return { kind: 'failed', child: null, failure: claimFailure };
    await removeStaleSockets(settings, parts.upstream);
    // Before the spawn, so that no line of output is missed.
    const watch = createStartWatch(parts.output);
    const { onConnect } = watch;
    const context = { ...parts, processName: settings.name, command: settings.command, onConnect };
    const probes =
      settings.kind === 'oneshot' ? [NEVER_READY] : settings.ready.map((probe) => createProbe(probe, context));
    try {
      return await spawnAndWait({ settings, parts, probes, watch, ports }, deadlineMs, stopped);
    } catch (error) {
      if (error instanceof Failure) return { kind: 'failed', child: null, failure: error };
      throw error;
    } finally {
      watch.close();
      for (const probe of probes) probe.close();
    }
  };
}

/** One launch under way. */
interface Start {
  readonly settings: ProcessSettings;
  readonly parts: LaunchParts;
  readonly probes: readonly ReadinessProbe[];
  readonly watch: StartWatch;
  readonly ports: readonly ClaimedPort[];
}

async function spawnAndWait(start: Start, deadlineMs: number, stopped: AbortSignal): Promise<LaunchResult> {
  const { settings, parts, watch } = start;
  const { stdoutFd: stdout, stderrFd: stderr } = parts.output;
  const child = await parts.spawner.spawn(settings.name, settings.command, { stdout, stderr });
  const [port] = start.ports;
  if (port !== undefined && !settings.ready.some(isConnecting)) watch.followPort(port.port);
  const late = toLateChild(start, child);
  const onDelay = (reason: string, elapsedMs: number): void => logDelay(late, parts.log, reason, elapsedMs);
  const outcome = await waitUntilReady(start.probes, child, { deadlineMs, signal: stopped, onDelay });
  if (isReached(settings.kind, outcome)) {
    child.lookAtMemory();
    logReady(settings, parts.log, child, watch.toTimeline(child.spawnedAtMs, 'ready'));
    return { kind: 'ready', child, foundHost: findHost(outcome) };
  }
  if (outcome.kind === 'aborted') return { kind: 'stopped', child };
  return { kind: 'failed', child, failure: toFailure(start, child, outcome) };
}

/** The TCP ports that must be free for a process. A one-shot is ready when it has ended, whatever it does with ports. */
export function listClaimedPorts(settings: ProcessSettings, upstream: UpstreamAddress | null): ClaimedPort[] {
  if (settings.kind === 'oneshot') return [];
  const own = upstream?.kind === 'tcp' ? [upstream] : [];
  return [...settings.ready.flatMap(toClaimedPorts), ...own];
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

function toLateChild({ settings, parts }: Start, child: Child): LateChild {
  const expected = settings.kind === 'oneshot' ? [] : listExpected(settings.ready, parts.upstream);
  const awaited = settings.kind === 'oneshot' ? 'end' : settings.ready.some(isConnecting) ? 'listener' : 'sign';
  return { processName: settings.name, child, spawner: parts.spawner, expected, awaited };
}

function logDelay(late: LateChild, log: Log, reason: string, elapsedMs: number): void {
  const { processName } = late;
  const seen = describeSlowStart(late);
  const whole = seen === null ? reason : `${reason}; ${seen}`;
  const message = `process ${processName} is still not ready after ${formatDuration(elapsedMs)}: ${whole}`;
  log.warn(
    { event: 'not-ready', process: processName, elapsedMs, reason, ...(seen === null ? {} : { seen }) },
    message,
  );
}

function logReady({ kind, name }: ProcessSettings, log: Log, child: Child, timeline: Timeline): void {
  const fields = {
    event: kind === 'oneshot' ? 'done' : 'process-ready',
    process: name,
    childPid: child.group.id,
    firstOutputMs: toElapsedMs(timeline, timeline.firstOutputAtMs),
    portBoundMs: toElapsedMs(timeline, timeline.portBoundAtMs),
    readyMs: toElapsedMs(timeline, timeline.readyAtMs),
  };
  log.info(fields, `process ${name}: ${describeTimeline(timeline)}`);
}

function toFailure(start: Start, child: Child, outcome: ReadinessOutcome): Failure {
  const { settings, parts, ports } = start;
  const timeline = listMoments(
    start.watch.toTimeline(child.spawnedAtMs, outcome.kind === 'late' ? 'given up' : 'ended'),
  );
  switch (outcome.kind) {
    case 'exited': {
      const { spawner, output } = parts;
      const end = { settings, child, status: outcome.status, spawner, output, ports: ports.map(({ port }) => port) };
      return toEarlyEndFailure(end, timeline);
    }
    case 'late':
      return toLateFailure(toLateChild(start, child), outcome.missing, timeline);
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

function isConnecting({ kind }: ReadinessProbeSettings): boolean {
  return kind === 'tcp' || kind === 'http' || kind === 'unix';
}

function toClaimedPorts(probe: ReadinessProbeSettings): ClaimedPort[] {
  if (probe.kind === 'tcp') return [{ host: probe.host ?? '127.0.0.1', port: probe.port }];
  return probe.kind === 'http' && probe.address.kind === 'tcp' ? [probe.address] : [];
}
