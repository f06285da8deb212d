import { tryConnect } from './connection.ts';
import {
  type NotReady,
  type ProbeContext,
  type ProbeResult,
  type ReadinessProbe,
  toNotReady,
} from './readiness-probe.ts';

/** Quick at first, because most apps listen within moments; see `readiness.ts` for the growth. */
export const SOCKET_INTERVAL_MS = 1;

const ATTEMPTS_WITHOUT = 4;

/** Both loopback addresses: `localhost` is `::1` alone for many a server. */
export const LOOPBACK_HOSTS: readonly string[] = ['127.0.0.1', '::1'];

/** Ready when the port accepts a connection and its listener is one of ours. */
export class TcpProbe implements ReadinessProbe {
  readonly intervalMs = SOCKET_INTERVAL_MS;
  readonly firstReason: string;
  readonly #port: number;
  readonly #hosts: readonly string[];
  readonly #context: Pick<ProbeContext, 'ownership' | 'onConnect'>;
  readonly #findOther: () => string | null;

  constructor(
    { host, port }: { readonly host: string | null; readonly port: number },
    context: Pick<ProbeContext, 'ownership' | 'onConnect'>,
  ) {
    this.firstReason = `nothing has answered on port ${port} yet`;
    this.#port = port;
    this.#hosts = host === null ? LOOPBACK_HOSTS : [host];
    this.#context = context;
    this.#findOther = notAtFirst(() => context.ownership.findOwnHost(port));
  }

  attempt(signal: AbortSignal): Promise<ProbeResult> {
    return tryHosts(this.#hosts, this.#findOther, (host) => this.#attemptAt(host, signal));
  }

  async #attemptAt(host: string, signal: AbortSignal): Promise<NotReady | null> {
    const { ownership, onConnect } = this.#context;
    const reason = await tryConnect({ kind: 'tcp', host, port: this.#port }, signal);
    if (reason !== null) return toNotReady(reason);
    const stranger = ownership.describeStranger(host, this.#port);
    if (stranger !== null) return toNotReady(stranger);
    onConnect();
    return null;
  }
}

/** Ready when the socket accepts a connection; a socket file alone proves nothing. */
export class UnixProbe implements ReadinessProbe {
  readonly intervalMs = SOCKET_INTERVAL_MS;
  readonly firstReason: string;
  readonly #path: string;
  readonly #onConnect: () => void;

  constructor(path: string, { onConnect }: Pick<ProbeContext, 'onConnect'>) {
    this.firstReason = `nothing has answered at ${path} yet`;
    this.#path = path;
    this.#onConnect = onConnect;
  }

  async attempt(signal: AbortSignal): Promise<ProbeResult> {
    const reason = await tryConnect({ kind: 'unix', path: this.#path }, signal);
    if (reason !== null) return toNotReady(reason);
    this.#onConnect();
    return { kind: 'ready', host: null };
  }
}

/**
 * The same search, but none for the first attempts: they come a millisecond apart, and it takes one, for all sockets of the
 * system are read.
 */
export function notAtFirst(find: () => string | null): () => string | null {
  let attempts = 0;
  return () => (++attempts <= ATTEMPTS_WITHOUT ? null : find());
}

/** The addresses tried for a host: both of the loopback interface for its usual names. */
export function toHosts(host: string): readonly string[] {
  return host === '127.0.0.1' || host === 'localhost' ? LOOPBACK_HOSTS : [host];
}

/**
 * Tries the hosts in turn, and where there is a choice at all also another one that is known by then; ready with the first
 * that has nothing against it, else the first host's result.
 */
export async function tryHosts(
  hosts: readonly string[],
  findOther: () => string | null,
  attempt: (host: string) => Promise<NotReady | null>,
): Promise<ProbeResult> {
  let first: NotReady | null = null;
  for (const host of hosts) {
    const result = await attempt(host);
    if (result === null) return { kind: 'ready', host };
    first ??= result;
  }
  const other = hosts.length > 1 ? findOther() : null;
  if (other !== null && (await attempt(other)) === null) return { kind: 'ready', host: other };
  return first ?? toNotReady('there is no address to try');
}
