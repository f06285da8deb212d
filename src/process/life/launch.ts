import type { Log } from '../../core/log.ts';
import type { ChosenPort } from '../../core/port-rule.ts';
import type { ProcessSettings, ReadinessProbeSettings, UpstreamAddress } from '../../core/settings.ts';
import { listMoments } from '../../core/timeline.ts';
import { findDescriptorFailure } from '../../failures/descriptor-limit.ts';
import { TOP_PLACES } from '../../failures/diagnosis/setting-place.ts';
import { Failure } from '../../failures/failure.ts';
import { readRecogniser, UNREAD } from '../../failures/recogniser.ts';
import type { ChildOutput } from '../../logging/child-output.ts';
import type { Child } from '../group/child.ts';
import type { Spawner } from '../group/spawner.ts';
import type { PortOwnership } from '../inspection/port-ownership.ts';
import { findCommandFault } from '../preflight/command-check.ts';
import { createProbe } from '../probe/probe.ts';
import { type ReadinessOutcome, waitUntilReady } from '../probe/readiness.ts';
import { type ReadinessProbe, toNotReady } from '../probe/readiness-probe.ts';
import { LOOPBACK_HOSTS } from '../probe/socket-probe.ts';
import { StartWatch } from '../probe/start-watch.ts';
import { toCommandFailure } from '../verdict/command-failure.ts';
import { toEarlyEndFailure } from '../verdict/end-failure.ts';
import { type LateChild, listExpected, toLateFailure } from '../verdict/late-failure.ts';
import { listClaimedPorts, removeStaleSockets } from './claim.ts';
import type { Deadline } from './deadline.ts';
import { waitForGoneServer } from './gone-server.ts';
import { waitForStandstill } from './standstill.ts';
import { logDelay, logFoundHost, logReady } from './start-report.ts';

/**
 * How a launch went. `ready`: the child serves, or the one-shot has ended well; `foundHost` is the loopback address on
 * which a probe found it, where there was a choice. `child` in the other two may still run, and so may its group.
 */
export type LaunchResult =
  | { readonly kind: 'ready'; readonly child: Child; readonly foundHost: string | null }
  | { readonly kind: 'failed'; readonly child: Child | null; readonly failure: Failure }
  | { readonly kind: 'stopped'; readonly child: Child | null };

/** What is launched, and with what. */
export interface LaunchParts {
  readonly settings: ProcessSettings;
  readonly spawner: Spawner;
  readonly ownership: PortOwnership;
  readonly output: ChildOutput;
  readonly log: Log;
  /** Where the calls go, if it is this process that answers them; else null. */
  readonly upstream: UpstreamAddress | null;
  /** berth's own. */
  readonly ownPort: ChosenPort;
}

/** One launch of several. */
export interface Attempt {
  readonly deadline: Deadline;
  readonly stopped: AbortSignal;
  /** Only then the command is looked at. */
  readonly isFirst: boolean;
}

/** After the spawn: most apps take longer to start, and one that does not has its first call answered first. */
const RECOGNISER_AFTER_MS = 100;

/** What a launch needs besides the child's own: files that are looked at, connections of its probes. */
const LAUNCH_DESCRIPTORS = 10;

/** Launches a process: command sound → ports and sockets free → spawn → ready. Rejects for no failure of the app. */
export async function launch(parts: LaunchParts, attempt: Attempt): Promise<LaunchResult> {
  const { settings, upstream, ownership } = parts;
  // Else a file that cannot be looked at, or a connection that cannot be made, would be laid on the app.
  const task = `Process ${settings.name} could not be started`;
  const want = findDescriptorFailure(LAUNCH_DESCRIPTORS, task, { process: settings.name });
  if (want !== null) return { kind: 'failed', child: null, failure: want };
  const fault = attempt.isFirst ? findCommandFault(settings.command) : null;
  if (fault !== null) {
    return { kind: 'failed', child: null, failure: toCommandFailure(settings.name, settings.command, fault) };
  }
  const claimFailure = await ownership.claim(listClaimedPorts(settings, upstream), attempt.stopped).catch(toFailure);
  if (attempt.stopped.aborted) return { kind: 'stopped', child: null };
  if (claimFailure !== null) return { kind: 'failed', child: null, failure: claimFailure };
  await removeStaleSockets(settings, upstream);
  const start = new Start(parts, attempt);
  try {
    return await start.run();
  } catch (error) {
    if (error instanceof Failure) return { kind: 'failed', child: null, failure: error };
    throw error;
  } finally {
    start.close();
  }
}

/** What of a launch begins with the spawn; made before it, so that no line of output is missed. */
class Start {
  readonly #parts: LaunchParts;
  readonly #attempt: Attempt;
  readonly #watch: StartWatch;
  readonly #probes: readonly ReadinessProbe[];

  constructor(parts: LaunchParts, attempt: Attempt) {
    const { settings, output } = parts;
    this.#parts = parts;
    this.#attempt = attempt;
    this.#watch = new StartWatch(output);
    const onConnect = (): void => this.#watch.noteConnect();
    const context = { ...parts, processName: settings.name, command: settings.command, onConnect };
    this.#probes =
      settings.kind === 'oneshot' ? [NEVER_READY] : settings.ready.map((probe) => createProbe(probe, context));
  }

  async run(): Promise<LaunchResult> {
    const { settings, spawner, output, log } = this.#parts;
    const { stdoutFd: stdout, stderrFd: stderr } = output;
    const child = await spawner.spawn(settings.name, settings.command, {
      stdin: settings.stdin ?? 'watched',
      stdout,
      stderr,
    });
    setTimeout(() => this.#readRecogniser(), RECOGNISER_AFTER_MS).unref();
    this.#followPort();
    const late = this.#toLateChild(child);
    const outcome = await waitUntilReady(this.#probes, child, {
      deadline: this.#attempt.deadline,
      signal: this.#attempt.stopped,
      onDelay: (reason, elapsedMs) => logDelay(log, late, { reason, elapsedMs }),
      isHopeless: async (signal) =>
        Promise.race([
          waitForGoneServer(late, output, signal),
          ...(late.awaited === 'listener' ? [waitForStandstill(late, output, signal)] : []),
        ]),
    });
    if (isReached(settings.kind, outcome)) {
      child.lookAtMemory();
      logReady(log, settings, child.group.id, this.#watch.toTimeline(child.spawnedAtMs, 'ready'));
      return { kind: 'ready', child, foundHost: this.#findHost(outcome) };
    }
    if (outcome.kind === 'aborted') return { kind: 'stopped', child };
    return { kind: 'failed', child, failure: await this.#toFailure(child, outcome) };
  }

  close(): void {
    this.#watch.close();
    for (const probe of this.#probes) probe.close?.();
  }

  async #readRecogniser(): Promise<void> {
    if ((await readRecogniser()) || !this.#attempt.isFirst) return;
    this.#parts.log.warn({ event: 'warning' }, `causes are not looked for in what the app says: ${UNREAD}`);
  }

  // Where a probe connects, it sees the port by itself.
  #followPort(): void {
    const { settings, upstream } = this.#parts;
    const [claimed] = listClaimedPorts(settings, upstream);
    if (claimed !== undefined && !settings.ready.some(isConnecting)) void this.#watch.followPort(claimed.port);
  }

  // A line of output says nothing of an address.
  #findHost(outcome: ReadinessOutcome): string | null {
    const { settings, upstream, ownership, log } = this.#parts;
    if (upstream?.kind !== 'tcp') return null;
    const isLooked = settings.ready.some(isConnecting) || !LOOPBACK_HOSTS.includes(upstream.host);
    const host = isLooked ? findProbedHost(outcome) : ownership.findOwnHost(upstream.port);
    const isElsewhere = host !== null && !LOOPBACK_HOSTS.includes(host);
    if (isElsewhere && this.#attempt.isFirst) void logFoundHost(log, settings, { ...upstream, host });
    return host;
  }

  #toLateChild(child: Child): LateChild {
    const { settings, spawner, upstream, ownPort } = this.#parts;
    const isOneshot = settings.kind === 'oneshot';
    const expected = isOneshot ? [] : listExpected(settings.ready, upstream);
    const awaited = isOneshot ? 'end' : settings.ready.some(isConnecting) ? 'listener' : 'sign';
    const places = settings.keys ?? TOP_PLACES;
    return { processName: settings.name, child, spawner, expected, awaited, ownPort, places };
  }

  async #toFailure(child: Child, outcome: ReadinessOutcome): Promise<Failure> {
    const { settings, spawner, output, upstream } = this.#parts;
    const lastMoment = outcome.kind === 'late' ? 'given up' : 'ended';
    const timeline = listMoments(this.#watch.toTimeline(child.spawnedAtMs, lastMoment));
    switch (outcome.kind) {
      case 'exited': {
        const ports = listClaimedPorts(settings, upstream).map(({ port }) => port);
        return toEarlyEndFailure({ settings, child, status: outcome.status, spawner, ports, output }, timeline);
      }
      case 'late': {
        const { missing, wasHopeless } = outcome;
        const limitMs = wasHopeless ? toWholeSeconds(child) : this.#attempt.deadline.setMs;
        return toLateFailure(this.#toLateChild(child), { missing, limitMs, timeline });
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
}

function toWholeSeconds({ spawnedAtMs }: Child): number {
  return Math.round((performance.now() - spawnedAtMs) / 1_000) * 1_000;
}

const NEVER_READY: ReadinessProbe = {
  firstReason: 'it has not ended yet',
  intervalMs: 1_000,
  attempt: async () => toNotReady('it has not ended yet'),
};

function isReached(kind: ProcessSettings['kind'], outcome: ReadinessOutcome): boolean {
  if (kind !== 'oneshot') return outcome.kind === 'ready';
  return outcome.kind === 'exited' && outcome.status.kind === 'code' && outcome.status.code === 0;
}

function findProbedHost(outcome: ReadinessOutcome): string | null {
  if (outcome.kind !== 'ready') return null;
  return [...outcome.hosts.values()].find((host) => host !== null) ?? null;
}

function isConnecting({ kind }: ReadinessProbeSettings): boolean {
  return kind === 'tcp' || kind === 'http' || kind === 'unix';
}

function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  throw error;
}
