import { findLongestGraceMs } from '../core/dependency-order.ts';
import { formatDuration } from '../core/duration.ts';
import { HOOK_KEYS, type LifecycleHook } from '../core/lifecycle-hook.ts';
import type { Settings } from '../core/settings.ts';
import { formatSize } from '../core/size.ts';
import { OWN_STOP_MS, type Platform, type PlatformLimits } from './platform.ts';

/** Says where a config goes beyond what its platform allows, a sentence each; the settings hold all the same. */
export function describeExceededLimits(settings: Settings, { title, limits }: Platform): string[] {
  return [
    describeHost(settings, title, limits.needsAllAddresses),
    describeStart(settings, title, limits.startMs),
    describeIdle(settings, title, limits.connectionIdleMs),
    describeBody(settings, title, limits.bodyBytes),
    describeHead(settings, title, limits.requestHeadBytes),
    describeStop(settings, title, limits.stopMs),
    ...describeHooks(settings, title, limits.hookMs),
  ].filter((warning) => warning !== null);
}

function describeHost({ listen }: Settings, title: string, needsAllAddresses: boolean): string | null {
  const isLoopback = listen.host === 'localhost' || listen.host === '::1' || listen.host.startsWith('127.');
  if (!needsAllAddresses || !isLoopback) return null;
  return `listen.host is ${listen.host}: ${title} reaches berth only on 0.0.0.0`;
}

function describeStart({ startup }: Settings, title: string, mostMs: number | null): string | null {
  // With the port open at once the platform has nothing to wait for.
  if (mostMs === null || startup.listen === 'at-once' || startup.deadlineMs <= mostMs) return null;
  return `startup.deadline is ${formatDuration(startup.deadlineMs)}, and ${title} gives up on a port that is not open after ${formatDuration(mostMs)}: set startup.listen to at-once`;
}

function describeIdle({ proxy }: Settings, title: string, leastMs: number | null): string | null {
  const { idleMs } = proxy.clientTimeouts;
  if (leastMs === null || idleMs === 0 || idleMs >= leastMs) return null;
  return `proxy.clientTimeouts.idle is ${formatDuration(idleMs)}: ${title} uses connections again for ${formatDuration(leastMs)}, and a request on one that was just closed fails; set it to 0s`;
}

function describeBody({ proxy }: Settings, title: string, mostBytes: number | null): string | null {
  const { bodyBytes } = proxy.limits;
  if (mostBytes === null || bodyBytes <= mostBytes) return null;
  return `proxy.limits.body is ${formatSize(bodyBytes)}, and ${title} refuses bodies over ${formatSize(mostBytes)} itself`;
}

function describeHead({ proxy }: Settings, title: string, mostBytes: number | null): string | null {
  const { headBytes } = proxy.limits;
  if (mostBytes === null || headBytes >= mostBytes) return null;
  return `proxy.limits.head is ${formatSize(headBytes)}, and ${title} lets heads of ${formatSize(mostBytes)} through, to which it adds fields of its own`;
}

function describeHooks({ hooks }: Settings, title: string, mostMs: PlatformLimits['hookMs']): string[] {
  return Object.entries(mostMs).flatMap(([name, ms]) => {
    const hook = name as LifecycleHook;
    const answer = hooks.answers[hook];
    if (typeof answer === 'string' || answer.timeoutMs <= ms) return [];
    return `hooks.${HOOK_KEYS[hook]}: timeout is ${formatDuration(answer.timeoutMs)}, and ${title} gives it ${formatDuration(ms)} at most`;
  });
}

function describeStop({ stop, processes }: Settings, title: string, mostMs: number | null): string | null {
  const graceMs = findLongestGraceMs(processes);
  const wholeMs = stop.drainMs + graceMs + OWN_STOP_MS;
  if (mostMs === null || wholeMs <= mostMs) return null;
  const isChain = processes.every(({ gracePeriodMs }) => gracePeriodMs < graceMs);
  const grace = isChain ? 'the gracePeriods of processes that end one after the other' : 'gracePeriod';
  return `stop.drain (${formatDuration(stop.drainMs)}) and ${grace} (${formatDuration(graceMs)}) come to ${formatDuration(wholeMs)} with what berth itself needs, and ${title} kills an instance ${formatDuration(mostMs)} after it has told it to end: what is left then is cut`;
}
