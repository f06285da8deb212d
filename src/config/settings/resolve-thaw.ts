import type { ProcessSettings, ThawSettings, UpstreamSettings } from '../../core/settings.ts';
import type { ThawConfig } from '../schema/schema-thaw.ts';

/** What the app is told of a thaw; a command is run as the process that answers calls is. */
export function resolveThaw(
  { exec, http, timeout }: ThawConfig,
  upstream: UpstreamSettings,
  processes: readonly ProcessSettings[],
): ThawSettings {
  const app = processes.find(({ name }) => name === upstream.processName);
  if (exec !== undefined && app !== undefined) {
    const [file = '', ...args] = exec;
    return { notice: { kind: 'command', command: { ...app.command, file, args } }, timeoutMs: timeout };
  }
  if (http === undefined) throw new Error('BUG: a thaw without a kind was let through');
  const { address, tls, isLenient } = upstream;
  const probe = {
    kind: 'http',
    address,
    tls: tls === null ? null : { serverName: tls.serverName },
    isLenient,
    path: http,
    statuses: [{ from: 200, to: 399 }],
    headers: {},
  } as const;
  return { notice: probe, timeoutMs: timeout };
}
