import type { ExitStatus } from '../../core/exit-status.ts';
import { Failure } from '../../failures/failure.ts';
import { pause, unlessAborted } from '../bounded-wait.ts';
import type { Child } from '../group/child.ts';
import {
  describeMissing,
  type NotReady,
  type ProbeResult,
  type ReadinessProbe,
  toNotReady,
} from './readiness-probe.ts';

/**
 * What came first. `impossible`: a probe that cannot be run at all. `wasHopeless`: the time is not over, but no more of it
 * would help.
 */
export type ReadinessOutcome =
  | { readonly kind: 'ready'; readonly hosts: ReadonlyMap<ReadinessProbe, string | null> }
  | { readonly kind: 'exited'; readonly status: ExitStatus }
  | { readonly kind: 'late'; readonly missing: readonly NotReady[]; readonly wasHopeless: boolean }
  | { readonly kind: 'impossible'; readonly failure: Failure }
  | { readonly kind: 'aborted' };

export interface ReadinessOptions {
  /** On the clock of performance.now(); Infinity for none. It may move on meanwhile. */
  readonly deadline: { readonly atMs: number };
  readonly signal: AbortSignal;
  /** Called now and then with what is still missing, so that a long start does not look like a hang. */
  onDelay(reason: string, elapsedMs: number): void;
  /** Resolves with true if it has become clear that the child will not get ready by itself. */
  isHopeless(signal: AbortSignal): Promise<boolean>;
}

const LONGEST_INTERVAL_MS = 250;
/** Fast at first, for an app that is there in a few milliseconds; then by a share of the time that has passed. */
const EARLY_MS = 10;
const EARLY_GROWTH = 1.5;
const GROWTH = 1.15;

/** When a start is reported as slow, after the spawn; then every minute. */
const REPORTS_AFTER_MS = [2_000, 10_000, 30_000, 60_000];

/** setTimeout's own limit: a longer wait would fire at once. */
const LONGEST_WAIT_MS = 2_147_483_647;

/**
 * Repeats the probes until each has succeeded once, and loses to whichever comes first: child exit, deadline or abort.
 * The outcome names the winner, so "exited with code 3 before it was ready" is never reported as a timeout.
 */
export async function waitUntilReady(
  probes: readonly ReadinessProbe[],
  child: Child,
  options: ReadinessOptions,
): Promise<ReadinessOutcome> {
  const ended = new AbortController();
  const missing = new Map(probes.map((probe) => [probe, toNotReady(probe.firstReason)]));
  void reportDelays(child, ended.signal, (elapsedMs) =>
    options.onDelay(describeMissing(listMissing(missing)), elapsedMs),
  );
  try {
    const first = await unlessAborted(
      Promise.race([
        child.exited.then((status): ReadinessOutcome => ({ kind: 'exited', status })),
        waitForDeadline(options.deadline, ended.signal).then(
          (): ReadinessOutcome => ({ kind: 'late', missing: listMissing(missing), wasHopeless: false }),
        ),
        untilHopeless(options, ended.signal).then(
          (): ReadinessOutcome => ({ kind: 'late', missing: listMissing(missing), wasHopeless: true }),
        ),
        runProbes(probes, missing, ended.signal),
      ]),
      options.signal,
    );
    if (first === null) return { kind: 'aborted' };
    return child.exitStatus === null ? first : { kind: 'exited', status: child.exitStatus };
  } finally {
    ended.abort();
  }
}

async function untilHopeless({ isHopeless }: ReadinessOptions, signal: AbortSignal): Promise<void> {
  if (!(await isHopeless(signal))) await new Promise(() => {});
}

// An attempt that has got further than the last one says more, if that one was not answered.
function listMissing(missing: ReadonlyMap<ReadinessProbe, NotReady>): NotReady[] {
  return [...missing].map(([{ pendingReason = null }, last]) =>
    last.answer === undefined && pendingReason !== null ? toNotReady(pendingReason) : last,
  );
}

async function runProbes(
  probes: readonly ReadinessProbe[],
  missing: Map<ReadinessProbe, NotReady>,
  signal: AbortSignal,
): Promise<ReadinessOutcome> {
  try {
    const results = await Promise.all(probes.map((probe) => repeatProbe(probe, missing, signal)));
    return { kind: 'ready', hosts: new Map(probes.map((probe, i) => [probe, results[i] ?? null])) };
  } catch (error) {
    if (error instanceof Failure) return { kind: 'impossible', failure: error };
    throw error;
  }
}

async function repeatProbe(
  probe: ReadinessProbe,
  missing: Map<ReadinessProbe, NotReady>,
  signal: AbortSignal,
): Promise<string | null> {
  let intervalMs = probe.intervalMs;
  while (!signal.aborted) {
    const result = await attempt(probe, signal);
    if (result.kind === 'ready') {
      missing.delete(probe);
      return result.host;
    }
    if (!signal.aborted) missing.set(probe, result);
    await pause(intervalMs, signal);
    intervalMs = Math.min(intervalMs * (intervalMs < EARLY_MS ? EARLY_GROWTH : GROWTH), LONGEST_INTERVAL_MS);
  }
  return null;
}

// berth itself may lack descriptors for a moment.
async function attempt(probe: ReadinessProbe, signal: AbortSignal): Promise<ProbeResult> {
  try {
    return await probe.attempt(signal);
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'DESCRIPTORS_EXHAUSTED') throw error;
    return { ...toNotReady(error.message), want: error };
  }
}

async function waitForDeadline(deadline: ReadinessOptions['deadline'], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const leftMs = deadline.atMs - performance.now();
    if (leftMs <= 0) return;
    await pause(Math.min(Math.ceil(leftMs), LONGEST_WAIT_MS), signal);
  }
}

async function reportDelays(child: Child, signal: AbortSignal, report: (elapsedMs: number) => void): Promise<void> {
  const times = [...REPORTS_AFTER_MS];
  for (let nextMs = times.shift()!; !signal.aborted; nextMs = times.shift() ?? nextMs + 60_000) {
    await waitForDeadline({ atMs: child.spawnedAtMs + nextMs }, signal);
    if (!signal.aborted) report(nextMs);
  }
}
