import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { describeAddress } from '../../core/address.ts';
import type { ReadinessProbeSettings, StatusRange, UpstreamAddress } from '../../core/settings.ts';
import { describeConnectError } from './connection.ts';
import type { NotReady, ProbeContext, ReadinessProbe } from './probe.ts';
import { LOOPBACK_HOSTS, SOCKET_INTERVAL_MS, toNotReady, tryHosts } from './socket-probe.ts';

type HttpProbeSettings = Extract<ReadinessProbeSettings, { kind: 'http' }>;

const FIRST_LIMIT_MS = 2_000;
const LONGEST_LIMIT_MS = 10_000;

/**
 * Ready when a GET is answered with one of the statuses. Each attempt that runs out of time gets the next one twice as
 * long, up to ten seconds: the first page of a cold app can take longer than any page after it.
 */
export function createHttpProbe(
  settings: HttpProbeSettings,
  { ownership, onConnect }: Pick<ProbeContext, 'ownership' | 'onConnect'>,
): ReadinessProbe {
  let limitMs = FIRST_LIMIT_MS;
  let pendingReason: string | null = null;
  const { address } = settings;
  const unanswered = `GET ${settings.path} has not been answered yet`;

  function noteConnect(): void {
    pendingReason = unanswered;
    onConnect();
  }

  async function attemptAt(target: UpstreamAddress, signal: AbortSignal): Promise<NotReady | null> {
    const result = await request(target, settings, { limitMs, signal, onConnect: noteConnect });
    pendingReason = null;
    if (result === TIMED_OUT) {
      limitMs = Math.min(limitMs * 2, LONGEST_LIMIT_MS);
      return toNotReady(`no answer to GET ${settings.path} from ${describeAddress(target)} in time`);
    }
    if (result !== null || target.kind === 'unix') return result;
    const stranger = ownership.describeStranger(target.host, target.port);
    return stranger === null ? null : toNotReady(stranger);
  }

  return {
    firstReason: unanswered,
    get pendingReason() {
      return pendingReason;
    },
    intervalMs: SOCKET_INTERVAL_MS,
    async attempt(signal) {
      if (address.kind === 'tcp')
        return tryHosts(toHosts(address.host), (host) => attemptAt({ ...address, host }, signal));
      return (await attemptAt(address, signal)) ?? { kind: 'ready', host: null };
    },
    close() {},
  };
}

const TIMED_OUT = 'timed-out';

/** The addresses tried for a host: both of the loopback interface for its usual names. */
export function toHosts(host: string): readonly string[] {
  return host === '127.0.0.1' || host === 'localhost' ? LOOPBACK_HOSTS : [host];
}

async function request(
  address: UpstreamAddress,
  settings: HttpProbeSettings,
  { limitMs, signal, onConnect }: { readonly limitMs: number; readonly signal: AbortSignal; onConnect(): void },
): Promise<NotReady | typeof TIMED_OUT | null> {
  const http = await import('node:http');
  return new Promise((resolve) => {
    const target = address.kind === 'unix' ? { socketPath: address.path } : { host: address.host, port: address.port };
    const options: RequestOptions = {
      ...target,
      path: settings.path,
      agent: false,
      headers: toHeaders(settings.headers),
    };
    let req: ClientRequest | null = null;
    const settle = (result: NotReady | typeof TIMED_OUT | null): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      req?.destroy();
      resolve(result);
    };
    const onAbort = (): void => settle(toNotReady('the probe was given up'));
    const timer = setTimeout(() => settle(TIMED_OUT), limitMs);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      req = http.get(options);
    } catch (error) {
      settle(toNotReady(`the probe cannot be sent: ${(error as Error).message}`));
      return;
    }
    req.once('socket', (socket) => socket.once('connect', onConnect));
    req.on('error', (error) => settle(toNotReady(describeHttpError(error, address))));
    req.once('response', (res) => settle(judgeResponse(res, settings)));
    req.once('upgrade', (res) => settle(judgeResponse(res, settings)));
  });
}

function toHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return { 'user-agent': 'berth-probe', ...Object.fromEntries(own) };
}

/** Name and password in a URL (RFC 3986 section 3.2.1), which no log may show. */
const USER_INFO = /\/\/[^/?#@]*@/;

function judgeResponse(res: IncomingMessage, settings: HttpProbeSettings): NotReady | null {
  const status = res.statusCode ?? 0;
  if (settings.statuses.some(({ from, to }) => status >= from && status <= to)) return null;
  const location = res.headers.location?.replace(USER_INFO, '//***@') ?? null;
  const where = location === null ? '' : ` (Location: ${location})`;
  const reason = `GET ${settings.path} was answered ${status}${where}, expected ${describeRanges(settings.statuses)}`;
  return { ...toNotReady(reason), answer: { path: settings.path, status, location } };
}

function describeRanges(ranges: readonly StatusRange[]): string {
  return ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}

function describeHttpError(error: NodeJS.ErrnoException, address: UpstreamAddress): string {
  if (error.code === 'ECONNRESET') return `${describeAddress(address)} closed the connection without an answer`;
  if (error.code?.startsWith('HPE_')) return `${describeAddress(address)} does not answer in HTTP`;
  return describeConnectError(error, address);
}
