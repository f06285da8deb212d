import { lstatSync, unlinkSync } from 'node:fs';
import type { ProcessSettings, UpstreamAddress } from '../../core/settings.ts';
import { isRefused } from '../probe/connection.ts';

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

function listSocketPaths(settings: ProcessSettings, upstream: UpstreamAddress | null): Set<string> {
  const probed = settings.ready.flatMap((probe) => (probe.kind === 'unix' ? [probe.path] : []));
  return new Set(upstream?.kind === 'unix' ? [...probed, upstream.path] : probed);
}
