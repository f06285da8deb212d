import { formatDuration } from '../core/duration.ts';
import type { PlatformSettings, Settings } from '../core/settings.ts';
import { formatSize } from '../core/size.ts';

/** What a platform allows, as far as a config can run into it. null: no such limit is known. */
interface PlatformLimits {
  readonly title: string;
  /** How long the platform waits for the port to open. */
  readonly startMs: number | null;
  /** The platform keeps idle connections for this long; a server that closes them earlier loses requests. */
  readonly connectionIdleMs: number | null;
  readonly bodyBytes: number | null;
  /** The platform reaches the port from outside the instance. */
  readonly needsAllAddresses: boolean;
}

const LIMITS: Readonly<Record<PlatformSettings['name'], PlatformLimits>> = {
  // Custom runtime, "principles" and "limits": start within 120 s, idle timeouts off or at least 15 min, 0.0.0.0, 32 MB.
  fc: {
    title: 'Function Compute',
    startMs: 120_000,
    connectionIdleMs: 15 * 60_000,
    bodyBytes: 32 * 1024 ** 2,
    needsAllAddresses: true,
  },
  // Cloud Run's container contract: start within 240 s, 0.0.0.0, 32 MiB over HTTP/1.
  knative: {
    title: 'Cloud Run',
    startMs: 240_000,
    connectionIdleMs: null,
    bodyBytes: 32 * 1024 ** 2,
    needsAllAddresses: true,
  },
  generic: { title: '', startMs: null, connectionIdleMs: null, bodyBytes: null, needsAllAddresses: false },
};

/** Says where a config goes beyond what its platform allows, a sentence each; the settings hold all the same. */
export function describeExceededLimits(settings: Settings): string[] {
  const { listen, startup, proxy, platform } = settings;
  const limits = LIMITS[platform.name];
  const { title, startMs, connectionIdleMs, bodyBytes } = limits;
  const warnings: string[] = [];
  if (limits.needsAllAddresses && isLoopback(listen.host)) {
    warnings.push(`listen.host is ${listen.host}: ${title} reaches berth only on 0.0.0.0`);
  }
  // With the port open at once the platform has nothing to wait for.
  if (startMs !== null && startup.listen === 'when-ready' && startup.deadlineMs > startMs) {
    const limit = formatDuration(startMs);
    warnings.push(
      `startup.deadline is ${formatDuration(startup.deadlineMs)}, and ${title} gives up on a port that is not open after ${limit}: set startup.listen to at-once`,
    );
  }
  const { idleMs } = proxy.clientTimeouts;
  if (connectionIdleMs !== null && idleMs !== 0 && idleMs < connectionIdleMs) {
    warnings.push(
      `proxy.clientTimeouts.idle is ${formatDuration(idleMs)}: ${title} uses connections again for ${formatDuration(connectionIdleMs)}, and a request on one that was just closed fails; set it to 0s`,
    );
  }
  if (bodyBytes !== null && proxy.limits.bodyBytes > bodyBytes) {
    const limit = formatSize(bodyBytes);
    warnings.push(
      `proxy.limits.body is ${formatSize(proxy.limits.bodyBytes)}, and ${title} refuses bodies over ${limit} itself`,
    );
  }
  return warnings;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
