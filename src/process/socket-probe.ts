import { tryConnect } from './connection.ts';
import type { PortOwnership } from './port-ownership.ts';
import type { ProbeResult, ReadinessProbe } from './probe.ts';

/** Quick at first, because most apps listen within moments; see `readiness.ts` for the growth. */
export const SOCKET_INTERVAL_MS = 10;

/** Both loopback addresses: `localhost` is `::1` alone for many a server. */
export const LOOPBACK_HOSTS = ['127.0.0.1', '::1'] as const;

/** Ready when the port accepts a connection and its listener is one of ours. */
export function createTcpProbe(
  settings: { readonly host: string | null; readonly port: number },
  ownership: PortOwnership,
): ReadinessProbe {
  const hosts = settings.host === null ? LOOPBACK_HOSTS : [settings.host];
  return {
    firstReason: `nothing has answered on port ${settings.port} yet`,
    intervalMs: SOCKET_INTERVAL_MS,
    attempt: (signal) =>
      tryHosts(hosts, async (host) => {
        const reason = await tryConnect({ kind: 'tcp', host, port: settings.port }, signal);
        return reason ?? ownership.describeStranger(host, settings.port);
      }),
    close() {},
  };
}

/** Ready when the socket accepts a connection; a socket file alone proves nothing. */
export function createUnixProbe(path: string): ReadinessProbe {
  return {
    firstReason: `nothing has answered at ${path} yet`,
    intervalMs: SOCKET_INTERVAL_MS,
    async attempt(signal) {
      const reason = await tryConnect({ kind: 'unix', path }, signal);
      return reason === null ? { kind: 'ready', host: null } : { kind: 'not-ready', reason };
    },
    close() {},
  };
}

/** Tries the hosts in turn; ready with the first that gives no reason against it, else with the first host's reason. */
export async function tryHosts(
  hosts: readonly string[],
  attempt: (host: string) => Promise<string | null>,
): Promise<ProbeResult> {
  let firstReason: string | null = null;
  for (const host of hosts) {
    const reason = await attempt(host);
    if (reason === null) return { kind: 'ready', host };
    firstReason ??= reason;
  }
  return { kind: 'not-ready', reason: firstReason ?? 'there is no address to try' };
}
