import type {
  LiveSettings,
  ReadinessProbeSettings,
  UpstreamAddress,
  UpstreamTlsSettings,
} from '../../core/settings.ts';
import { parseStatusRanges, type StatusRange } from '../../core/status-range.ts';
import type { LiveConfig, ProbeConfig } from '../schema/schema-probe.ts';
import type { ProcessConfig } from '../schema/schema-process.ts';

/** What the probes of a process ask. */
export interface ProbeTarget {
  /** Where the process listens; null if the config does not say. */
  readonly address: UpstreamAddress | null;
  /** True if the address is the config's own word, and not 127.0.0.1 for want of another. */
  readonly isHostGiven: boolean;
  readonly isUpstream: boolean;
  /** null: it does not speak TLS. */
  readonly tls: Pick<UpstreamTlsSettings, 'serverName'> | null;
  readonly isLenient: boolean;
}

/** LWA's rule, which suits legacy apps: anything below 500 is an app that works, a 404 or a redirect to /login too. */
const DEFAULT_STATUSES: readonly StatusRange[] = [{ from: 100, to: 499 }];

/** The probes of a process; those of the upstream default to its address. */
export function resolveProbes(
  ready: ProcessConfig['ready'],
  target: ProbeTarget,
  toPath: (path: string) => string,
): ReadinessProbeSettings[] {
  if (ready !== undefined) return ready.map((probe) => resolveProbe(probe, target, toPath));
  const { address } = target;
  if (!target.isUpstream || address === null) return [];
  if (address.kind === 'unix') return [{ kind: 'unix', path: address.path }];
  return [{ kind: 'tcp', host: target.isHostGiven ? address.host : null, port: address.port }];
}

/** The strictest deadline of the probes: all of them must succeed, each within its own. */
export function resolveReadyDeadline(ready: ProcessConfig['ready'], defaultMs: number): number {
  return Math.min(defaultMs, ...(ready ?? []).map((probe) => probe.deadline ?? defaultMs));
}

/** How a process is watched once it is ready; null if only its exit counts. */
export function resolveLive(
  live: LiveConfig | undefined,
  target: ProbeTarget,
  toPath: (path: string) => string,
): LiveSettings | null {
  if (live === undefined) return null;
  const { every, timeout, failures, ...probe } = live;
  return { probe: resolveProbe(probe, target, toPath), everyMs: every, timeoutMs: timeout, failures };
}

function resolveProbe(
  probe: Omit<ProbeConfig, 'deadline'>,
  target: ProbeTarget,
  toPath: (path: string) => string,
): ReadinessProbeSettings {
  if (probe.tcp !== undefined) return { kind: 'tcp', host: findHost(probe.tcp, target), port: probe.tcp };
  if (probe.unix !== undefined) return { kind: 'unix', path: toPath(probe.unix) };
  if (probe.log !== undefined) return { kind: 'log', pattern: new RegExp(probe.log) };
  if (probe.exec !== undefined) {
    const [file = '', ...args] = probe.exec;
    return { kind: 'exec', file, args };
  }
  const { address, tls, isLenient } = target;
  if (probe.http === undefined || address === null)
    throw new Error('BUG: a probe without a kind or an address was let through');
  const headers = Object.entries(probe.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return {
    kind: 'http',
    address,
    tls: tls === null ? null : { serverName: tls.serverName },
    isLenient,
    path: probe.http,
    statuses: probe.status === undefined ? DEFAULT_STATUSES : parseStatusRanges(String(probe.status)),
    headers: Object.fromEntries(headers),
  };
}

function findHost(port: number, { address, isHostGiven }: ProbeTarget): string | null {
  return isHostGiven && address?.kind === 'tcp' && address.port === port ? address.host : null;
}
