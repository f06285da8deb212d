import type { LiveSettings, ReadinessProbeSettings } from '../../core/settings.ts';
import { diagnoseHung } from '../../failures/diagnosis/hung.ts';
import { Failure } from '../../failures/failure.ts';
import { recogniseSymptom } from '../../failures/recogniser.ts';
import { unlessLate } from '../bounded-wait.ts';
import type { Child } from '../group/child.ts';
import { type ProcessorUse, readProcessorUse } from '../inspection/processor-time.ts';
import { CONNECT_LIMIT_MS, isRefused } from '../probe/connection.ts';
import { waitUntilHung } from '../probe/live-watch.ts';
import { createProbe } from '../probe/probe.ts';
import { listExpected } from '../verdict/late-failure.ts';
import { waitForEnd } from './daemon-watch.ts';
import type { LaunchParts } from './launch.ts';

/** What is watched. */
export interface LiveChild {
  readonly child: Child;
  /** Answers of the app to calls so far; always 0 for a process that answers none. */
  countAnswers(): number;
}

/**
 * Resolves when the child of a process that is ready has ended, or with the stop; with a failure when the child runs on, but
 * has lost a daemon that its start had made, or has hung.
 */
export async function waitForLoss(parts: LaunchParts, live: LiveChild, stopped: AbortSignal): Promise<Failure | null> {
  const { settings } = parts;
  const ended = waitForEnd(parts, live.child, stopped);
  if (settings.live === undefined) return ended;
  const watch = new AbortController();
  const lost = await Promise.race([ended, waitForHang(parts, settings.live, live, watch.signal)]);
  watch.abort();
  return lost;
}

/**
 * Watches a process that is ready by its live probe. Resolves with APP_HUNG once that has failed too often, or with null
 * when the signal aborts.
 */
async function waitForHang(
  parts: LaunchParts,
  live: LiveSettings,
  { child, countAnswers }: LiveChild,
  signal: AbortSignal,
): Promise<Failure | null> {
  const { settings, output, log } = parts;
  const context = { ...parts, processName: settings.name, command: settings.command, limitMs: LONGEST_LIMIT_MS };
  const probe = createProbe(live.probe, { ...context, onConnect: () => {} });
  let since = look(child);
  let wantsProcessor = false;
  // What takes in a probe wants one for a moment, too: it has to be so at every look.
  const onFailure = (failed: number): void => {
    const seen = look(child);
    wantsProcessor = seen.isRunnable && (failed === 1 || wantsProcessor);
    if (failed === 1) since = seen;
  };
  let isTold = false;
  const onImpossible = ({ message }: Failure): void => {
    if (!isTold)
      log.error({ event: 'not-watched', process: settings.name }, `its live probe cannot be made: ${message}`);
    isTold = true;
  };
  const missing = await waitUntilHung(probe, live, { signal, countAnswers, onFailure, onImpossible });
  if (missing === null || child.exitStatus !== null) return null;
  const now = look(child);
  const seen = {
    missing: missing.reason,
    usedMs: now.usedMs - since.usedMs,
    elapsedMs: now.atMs - since.atMs,
    isRunnable: wantsProcessor && now.isRunnable,
    isRefused: await hasNoListener(parts, live.probe),
    hasAnswered: missing.answer !== undefined,
  };
  const diagnosis = recogniseSymptom(output.lifeTail) ?? diagnoseHung(seen);
  const details = { process: settings.name, count: live.failures, probe: missing.reason };
  return new Failure('APP_HUNG', details, { diagnosis });
}

// The first of the addresses that are tried refuses as well where another one has a listener.
async function hasNoListener({ ownership }: LaunchParts, probe: ReadinessProbeSettings): Promise<boolean> {
  const address = listExpected([probe], null)[0]?.address;
  if (address === undefined || (address.kind === 'tcp' && ownership.findOwnHost(address.port) !== null)) return false;
  return (await unlessLate(isRefused(address), CONNECT_LIMIT_MS)) ?? false;
}

/** The watch has a limit of its own, in time that the machine ran. */
const LONGEST_LIMIT_MS = 2_147_483_647;

function look({ group }: Child): ProcessorUse & { readonly atMs: number } {
  return { ...readProcessorUse(group.id), atMs: performance.now() };
}
