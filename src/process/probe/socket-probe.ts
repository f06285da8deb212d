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

const ATTEMPTS_AT_FIRST = 4;

/** Both loopback addresses: `localhost` is `::1` alone for many a server. */
export const LOOPBACK_HOSTS: readonly string[] = ['127.0.0.1', '::1'];

/** Ready when the port accepts a connection and its listener is one of ours. */
export class TcpProbe implements ReadinessProbe {
  readonly intervalMs = SOCKET_INTERVAL_MS;
  readonly firstReason: string;
  readonly #port: number;
  readonly #context: Pick<ProbeContext, 'ownership' | 'onConnect'>;
  readonly #search: HostSearch;

  constructor(
    { host, port }: { readonly host: string | null; readonly port: number },
    context: Pick<ProbeContext, 'ownership' | 'onConnect' | 'limitMs'>,
  ) {
    this.firstReason = `nothing has answered on port ${port} yet`;
    this.#port = port;
    this.#context = context;
    this.#search = new HostSearch(host === null ? LOOPBACK_HOSTS : [host], port, context);
  }

  attempt(signal: AbortSignal): Promise<ProbeResult> {
    return this.#search.run((host) => this.#attemptAt(host, signal));
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

/** The addresses tried for a host: both of the loopback interface for its usual names. */
export function toHosts(host: string): readonly string[] {
  return host === '127.0.0.1' || host === 'localhost' ? LOOPBACK_HOSTS : [host];
}

/**
 * Where an app is looked for. The first attempts of a start come a millisecond apart, and go to the first host alone: for `::1` Node.js
 * makes a regular expression of four milliseconds, and a search takes one, for all sockets of the system are read.
 */
export class HostSearch {
  readonly #hosts: readonly string[];
  readonly #findOther: () => string | null;
  #briefAttempts: number;

  constructor(
    hosts: readonly string[],
    port: number,
    { ownership, limitMs }: Pick<ProbeContext, 'ownership' | 'limitMs'>,
  ) {
    this.#hosts = hosts;
    this.#findOther = () => ownership.findOwnHost(port);
    this.#briefAttempts = limitMs === undefined ? ATTEMPTS_AT_FIRST : 0;
  }

  /**
   * Tries the hosts in turn, and where there is a choice at all also the one on which the app is found to listen; ready with the
   * first that has nothing against it, else the first host's result.
   */
  async run(attempt: (host: string) => Promise<NotReady | null>): Promise<ProbeResult> {
    const [first = 'localhost', ...rest] = this.#hosts;
    const result = await attempt(first);
    if (result === null) return { kind: 'ready', host: first };
    if (rest.length === 0 || this.#briefAttempts-- > 0) return result;
    for (const host of rest) if ((await attempt(host)) === null) return { kind: 'ready', host };
    const other = this.#findOther();
    return other !== null && (await attempt(other)) === null ? { kind: 'ready', host: other } : result;
  }
}
