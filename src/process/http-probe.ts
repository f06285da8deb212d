import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { describeAddress } from '../core/address.ts';
import type { ReadinessProbeSettings, StatusRange, UpstreamAddress } from '../core/settings.ts';
import { describeConnectError } from './connection.ts';
import type { PortOwnership } from './port-ownership.ts';
import type { ReadinessProbe } from './probe.ts';
import { LOOPBACK_HOSTS, SOCKET_INTERVAL_MS, tryHosts } from './socket-probe.ts';

type HttpProbeSettings = Extract<ReadinessProbeSettings, { kind: 'http' }>;

const FIRST_LIMIT_MS = 2_000;
const LONGEST_LIMIT_MS = 10_000;

/**
 * Ready when a GET is answered with one of the statuses. Each attempt that runs out of time gets the next one twice as
 * long, up to ten seconds: the first page of a cold app can take longer than any page after it.
 */
export function createHttpProbe(settings: HttpProbeSettings, ownership: PortOwnership): ReadinessProbe {
  let limitMs = FIRST_LIMIT_MS;
  const { address } = settings;

  async function attemptAt(target: UpstreamAddress, signal: AbortSignal): Promise<string | null> {
    const reason = await request(target, settings, limitMs, signal);
    if (reason === TIMED_OUT) {
      limitMs = Math.min(limitMs * 2, LONGEST_LIMIT_MS);
      return `no answer to GET ${settings.path} from ${describeAddress(target)} in time`;
    }
    if (reason !== null || target.kind === 'unix') return reason;
    return ownership.describeStranger(target.host, target.port);
  }

  return {
    firstReason: `GET ${settings.path} has not been answered yet`,
    intervalMs: SOCKET_INTERVAL_MS,
    async attempt(signal) {
      if (address.kind === 'tcp')
        return tryHosts(toHosts(address.host), (host) => attemptAt({ ...address, host }, signal));
      const reason = await attemptAt(address, signal);
      return reason === null ? { kind: 'ready', host: null } : { kind: 'not-ready', reason };
    },
    close() {},
  };
}

const TIMED_OUT = 'timed-out';

function toHosts(host: string): readonly string[] {
  return host === '127.0.0.1' || host === 'localhost' ? LOOPBACK_HOSTS : [host];
}

async function request(
  address: UpstreamAddress,
  settings: HttpProbeSettings,
  limitMs: number,
  signal: AbortSignal,
): Promise<string | null> {
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
    const settle = (reason: string | null): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      req?.destroy();
      resolve(reason);
    };
    const onAbort = (): void => settle('the probe was given up');
    const timer = setTimeout(() => settle(TIMED_OUT), limitMs);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      req = http.get(options);
    } catch (error) {
      settle(`the probe cannot be sent: ${(error as Error).message}`);
      return;
    }
    req.on('error', (error) => settle(describeHttpError(error, address)));
    req.once('response', (res) => settle(describeResponse(res, settings)));
    req.once('upgrade', (res) => settle(describeResponse(res, settings)));
  });
}

function toHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return { 'user-agent': 'berth-probe', ...Object.fromEntries(own) };
}

function describeResponse(res: IncomingMessage, settings: HttpProbeSettings): string | null {
  const status = res.statusCode ?? 0;
  if (settings.statuses.some(({ from, to }) => status >= from && status <= to)) return null;
  const location = res.headers.location === undefined ? '' : ` (Location: ${res.headers.location})`;
  return `GET ${settings.path} was answered ${status}${location}, expected ${describeRanges(settings.statuses)}`;
}

function describeRanges(ranges: readonly StatusRange[]): string {
  return ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}

function describeHttpError(error: NodeJS.ErrnoException, address: UpstreamAddress): string {
  if (error.code === 'ECONNRESET') return `${describeAddress(address)} closed the connection without an answer`;
  if (error.code?.startsWith('HPE_')) return `${describeAddress(address)} does not answer in HTTP`;
  return describeConnectError(error, address);
}
