import { tryConnect } from './connection.ts';
import type { NotReady, ProbeContext, ProbeResult, ReadinessProbe } from './probe.ts';

/** Quick at first, because most apps listen within moments; see `readiness.ts` for the growth. */
export const SOCKET_INTERVAL_MS = 10;

/** Both loopback addresses: `localhost` is `::1` alone for many a server. */
export const LOOPBACK_HOSTS = ['127.0.0.1', '::1'] as const;

/** Ready when the port accepts a connection and its listener is one of ours. */
export function createTcpProbe(
  settings: { readonly host: string | null; readonly port: number },
  { ownership, onConnect }: Pick<ProbeContext, 'ownership' | 'onConnect'>,
): ReadinessProbe {
  const hosts = settings.host === null ? LOOPBACK_HOSTS : [settings.host];
  return {
    firstReason: `nothing has answered on port ${settings.port} yet`,
    intervalMs: SOCKET_INTERVAL_MS,
    attempt: (signal) =>
      tryHosts(hosts, async (host) => {
        const reason = await tryConnect({ kind: 'tcp', host, port: settings.port }, signal);
        if (reason !== null) return toNotReady(reason);
        const stranger = ownership.describeStranger(host, settings.port);
        if (stranger !== null) return toNotReady(stranger);
        onConnect();
        return null;
      }),
    close() {},
  };
}

/** Ready when the socket accepts a connection; a socket file alone proves nothing. */
export function createUnixProbe(path: string, { onConnect }: Pick<ProbeContext, 'onConnect'>): ReadinessProbe {
  return {
    firstReason: `nothing has answered at ${path} yet`,
    intervalMs: SOCKET_INTERVAL_MS,
    async attempt(signal) {
      const reason = await tryConnect({ kind: 'unix', path }, signal);
      if (reason !== null) return toNotReady(reason);
      onConnect();
      return { kind: 'ready', host: null };
    },
    close() {},
  };
}

/** Tries the hosts in turn; ready with the first that has nothing against it, else the first host's result. */
export async function tryHosts(
  hosts: readonly string[],
  attempt: (host: string) => Promise<NotReady | null>,
): Promise<ProbeResult> {
  let first: NotReady | null = null;
  for (const host of hosts) {
    const result = await attempt(host);
    if (result === null) return { kind: 'ready', host };
    first ??= result;
  }
  return first ?? toNotReady('there is no address to try');
}

/** The result of an attempt that failed for this reason. */
export function toNotReady(reason: string): NotReady {
  return { kind: 'not-ready', reason };
}
