import { lstatSync, unlinkSync } from 'node:fs';
import type { ProcessSettings, ReadinessProbeSettings, UpstreamAddress } from '../../core/settings.ts';
import type { ClaimedPort } from '../inspection/port-ownership.ts';
import { isRefused } from '../probe/connection.ts';

/** The TCP ports that must be free for a process, each once. A one-shot is ready when it has ended, whatever it does with ports. */
export function listClaimedPorts(settings: ProcessSettings, upstream: UpstreamAddress | null): ClaimedPort[] {
  if (settings.kind === 'oneshot') return [];
  const own = upstream?.kind === 'tcp' ? [upstream] : [];
  const claimed = [...settings.ready.flatMap(toClaimedPorts), ...own];
  return [...new Map(claimed.map(({ host, port }) => [`${host} ${port}`, { host, port }])).values()];
}

/**
 * Removes the unix sockets that a process is to bind and that nobody listens on: what a killed server leaves behind, and
 * what keeps the next one from starting (unix(7): a path that exists cannot be bound). Whatever else stands there stays,
 * a socket that somebody serves first of all. Never rejects.
 */
export async function removeStaleSockets(settings: ProcessSettings, upstream: UpstreamAddress | null): Promise<void> {
  for (const path of listSocketPaths(settings, upstream)) {
    try {
      if (lstatSync(path).isSocket() && (await isRefused({ kind: 'unix', path }))) unlinkSync(path);
    } catch {
      // Not there, or not ours to look at or to remove: the server itself will say so.
    }
  }
}

function toClaimedPorts(probe: ReadinessProbeSettings): ClaimedPort[] {
  if (probe.kind === 'tcp') return [{ host: probe.host ?? '127.0.0.1', port: probe.port }];
  return probe.kind === 'http' && probe.address.kind === 'tcp' ? [probe.address] : [];
}

function listSocketPaths(settings: ProcessSettings, upstream: UpstreamAddress | null): Set<string> {
  const probed = settings.ready.flatMap((probe) => (probe.kind === 'unix' ? [probe.path] : []));
  return new Set(upstream?.kind === 'unix' ? [...probed, upstream.path] : probed);
}
