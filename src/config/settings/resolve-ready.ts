import type { ReadinessProbeSettings, StatusRange, UpstreamAddress, UpstreamTlsSettings } from '../../core/settings.ts';
import type { ProbeConfig, ProcessConfig } from '../schema/schema-process.ts';

/** What the probes of one process are resolved with. */
export interface ProbeContext {
  /** Where the process listens; null if the config does not say. */
  readonly address: UpstreamAddress | null;
  /** True if the address is the config's own word, and not 127.0.0.1 for want of another. */
  readonly isHostGiven: boolean;
  readonly isUpstream: boolean;
  /** null: it does not speak TLS. */
  readonly tls: Pick<UpstreamTlsSettings, 'serverName'> | null;
  readonly toPath: (path: string) => string;
}

/** LWA's rule, which suits legacy apps: anything below 500 is an app that works, a 404 or a redirect to /login too. */
const DEFAULT_STATUSES: readonly StatusRange[] = [{ from: 100, to: 499 }];

/** The probes of a process; those of the upstream default to its address. */
export function resolveProbes(ready: ProcessConfig['ready'], context: ProbeContext): ReadinessProbeSettings[] {
  if (ready === 'none') return [];
  if (ready !== undefined) return toList(ready).map((probe) => resolveProbe(probe, context));
  if (!context.isUpstream || context.address === null) return [];
  const { address } = context;
  if (address.kind === 'unix') return [{ kind: 'unix', path: address.path }];
  return [{ kind: 'tcp', host: context.isHostGiven ? address.host : null, port: address.port }];
}

/** The strictest deadline of the probes: all of them must succeed, each within its own. */
export function resolveReadyDeadline(ready: ProcessConfig['ready'], defaultMs: number): number {
  if (ready === undefined || ready === 'none') return defaultMs;
  return Math.min(...toList(ready).map((probe) => probe.deadline ?? defaultMs));
}

function toList(ready: ProbeConfig | ProbeConfig[]): ProbeConfig[] {
  return Array.isArray(ready) ? ready : [ready];
}

function resolveProbe(probe: ProbeConfig, context: ProbeContext): ReadinessProbeSettings {
  if (probe.tcp !== undefined) return { kind: 'tcp', host: findProbeHost(probe.tcp, context), port: probe.tcp };
  if (probe.unix !== undefined) return { kind: 'unix', path: context.toPath(probe.unix) };
  if (probe.log !== undefined) return { kind: 'log', pattern: new RegExp(probe.log) };
  if (probe.exec !== undefined) {
    const [file = '', ...args] = toWords(probe.exec);
    return { kind: 'exec', file, args };
  }
  if (probe.http === undefined || context.address === null)
    throw new Error('BUG: a probe without a kind or an address was let through');
  const headers = Object.entries(probe.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return {
    kind: 'http',
    address: context.address,
    tls: context.tls,
    path: probe.http,
    statuses: probe.status === undefined ? DEFAULT_STATUSES : parseStatuses(String(probe.status)),
    headers: Object.fromEntries(headers),
  };
}

function findProbeHost(port: number, context: ProbeContext): string | null {
  const { address } = context;
  return context.isHostGiven && address?.kind === 'tcp' && address.port === port ? address.host : null;
}

/** The words of a command whose line has been cut already. */
export function toWords(command: ProcessConfig['command']): string[] {
  return Array.isArray(command) ? command.map(String) : [command];
}

function parseStatuses(text: string): StatusRange[] {
  return text.split(',').map((range) => {
    const [from = '', to = from] = range.trim().split('-');
    return { from: Number(from), to: Number(to) };
  });
}
