import type { ClientRequest, IncomingMessage } from 'node:http';
import type { RequestOptions } from 'node:https';
import { describeAddress } from '../../core/address.ts';
import type { ReadinessProbeSettings, UpstreamAddress } from '../../core/settings.ts';
import { describeRanges, isInRanges } from '../../core/status-range.ts';
import { toDescriptorFailure } from '../../failures/descriptor-limit.ts';
import { createResponseFieldNames } from '../../http1/field-name.ts';
import { REFUSED } from '../../http1/field-section.ts';
import { ResponseHead } from '../../http1/response-head.ts';
import { describeConnectError, PROBE_TASK } from './connection.ts';
import {
  type NotReady,
  type ProbeContext,
  type ProbeResult,
  type ReadinessProbe,
  toNotReady,
} from './readiness-probe.ts';
import { HostSearch, SOCKET_INTERVAL_MS, toHosts } from './socket-probe.ts';

type HttpContext = Pick<ProbeContext, 'ownership' | 'onConnect' | 'limitMs'>;

type HttpProbeSettings = Extract<ReadinessProbeSettings, { kind: 'http' }>;

const FIRST_LIMIT_MS = 2_000;
const LONGEST_LIMIT_MS = 10_000;

/**
 * Ready when a GET is answered with one of the statuses. Each attempt that runs out of time gets the next one twice as
 * long, up to ten seconds: the first page of a cold app can take longer than any page after it.
 */
export class HttpProbe implements ReadinessProbe {
  readonly intervalMs = SOCKET_INTERVAL_MS;
  readonly firstReason: string;
  readonly #settings: HttpProbeSettings;
  readonly #context: HttpContext;
  /** null: at a unix socket. */
  readonly #search: HostSearch | null;
  #limitMs = FIRST_LIMIT_MS;
  #pendingReason: string | null = null;
  /** What it said to an attempt tells more than that another one is under way. */
  #isHeard = false;

  constructor(settings: HttpProbeSettings, context: HttpContext) {
    this.firstReason = `GET ${settings.path} has not been answered yet`;
    this.#settings = settings;
    this.#context = context;
    const { address } = settings;
    this.#search = address.kind === 'unix' ? null : new HostSearch(toHosts(address.host), address.port, context);
  }

  get pendingReason(): string | null {
    return this.#pendingReason;
  }

  async attempt(signal: AbortSignal): Promise<ProbeResult> {
    const { address } = this.#settings;
    if (address.kind === 'unix') return (await this.#attemptAt(address, signal)) ?? { kind: 'ready', host: null };
    return this.#search!.run((host) => this.#attemptAt({ ...address, host }, signal));
  }

  async #attemptAt(target: UpstreamAddress, signal: AbortSignal): Promise<NotReady | null> {
    const { path } = this.#settings;
    let isConnected = false;
    const onConnect = (): void => {
      isConnected = true;
      if (!this.#isHeard) this.#pendingReason = this.firstReason;
      this.#context.onConnect();
    };
    const result = await request(target, this.#settings, {
      limitMs: this.#context.limitMs ?? this.#limitMs,
      signal,
      onConnect,
    });
    this.#pendingReason = null;
    // One that got nowhere, on the other loopback address say, takes back nothing.
    if (isConnected) this.#isHeard = result !== TIMED_OUT;
    if (result === TIMED_OUT) {
      this.#limitMs = Math.min(this.#limitMs * 2, LONGEST_LIMIT_MS);
      return toNotReady(`no answer to GET ${path} from ${describeAddress(target)} in time`);
    }
    if (result !== null || target.kind === 'unix') return result;
    const stranger = this.#context.ownership.describeStranger(target.host, target.port);
    return stranger === null ? null : toNotReady(stranger);
  }
}

const TIMED_OUT = 'timed-out';

async function request(
  address: UpstreamAddress,
  settings: HttpProbeSettings,
  { limitMs, signal, onConnect }: { readonly limitMs: number; readonly signal: AbortSignal; onConnect(): void },
): Promise<NotReady | typeof TIMED_OUT | null> {
  const { get } = await (settings.tls === null ? import('node:http') : import('node:https'));
  return new Promise((resolve, reject) => {
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
    if (signal.aborted) return onAbort();
    try {
      req = get(toRequestOptions(address, settings));
    } catch (error) {
      settle(toNotReady(`the probe cannot be sent: ${(error as Error).message}`));
      return;
    }
    req.once('socket', (socket) => socket.once('connect', onConnect));
    req.on('error', (error) => {
      const want = toDescriptorFailure(error, PROBE_TASK);
      if (want !== null) reject(want);
      const odd = readOddAnswer(error);
      settle(odd === null ? toNotReady(describeHttpError(error, address)) : judgeResponse(odd, settings));
    });
    req.once('response', (res) => settle(judgeResponse(toAnswer(res), settings)));
    req.once('upgrade', (res) => settle(judgeResponse(toAnswer(res), settings)));
  });
}

function toRequestOptions(address: UpstreamAddress, settings: HttpProbeSettings): RequestOptions {
  const { path, headers, tls, isLenient } = settings;
  const target = address.kind === 'unix' ? { socketPath: address.path } : { host: address.host, port: address.port };
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const options = {
    ...target,
    path,
    agent: false,
    insecureHTTPParser: isLenient,
    headers: { 'user-agent': 'berth-probe', ...Object.fromEntries(own) },
  };
  // An app that answers is ready, whatever its certificate; the calls look at that.
  return tls === null ? options : { ...options, rejectUnauthorized: false, servername: tls.serverName ?? '' };
}

/** Name and password in a URL (RFC 3986 section 3.2.1), which no log may show. */
const USER_INFO = /\/\/[^/?#@]*@/;

/** What a probe reads of an answer. */
interface Answer {
  readonly status: number;
  /** null: there is none, or it was not read. */
  readonly location: string | null;
}

function toAnswer({ statusCode: status = 0, headers }: IncomingMessage): Answer {
  return { status, location: headers.location ?? null };
}

const NAMES = createResponseFieldNames();
const LARGEST_HEAD_BYTES = 262_144;

/** An answer that Node's parser does not take, and that of the calls does; null where they do not either. */
function readOddAnswer({ rawPacket }: Error & { readonly rawPacket?: Buffer }): Answer | null {
  if (rawPacket === undefined) return null;
  const head = new ResponseHead(NAMES, LARGEST_HEAD_BYTES);
  head.begin(0);
  const isRefused = head.parse(rawPacket, 0, rawPacket.length) === REFUSED;
  // A script may write its head line by line, and Node stops at the first.
  return isRefused || head.status < 100 ? null : { status: head.status, location: null };
}

function judgeResponse(answer: Answer, settings: HttpProbeSettings): NotReady | null {
  const { status } = answer;
  if (isInRanges(settings.statuses, status)) return null;
  const location = answer.location?.replace(USER_INFO, '//***@') ?? null;
  const where = location === null ? '' : ` (Location: ${location})`;
  const reason = `GET ${settings.path} was answered ${status}${where}, expected ${describeRanges(settings.statuses)}`;
  return { ...toNotReady(reason), answer: { path: settings.path, status, location } };
}

function describeHttpError(error: NodeJS.ErrnoException, address: UpstreamAddress): string {
  if (error.code === 'ECONNRESET') return `${describeAddress(address)} closed the connection without an answer`;
  if (error.code === 'EPROTO' || error.code?.startsWith('ERR_SSL_')) {
    return `${describeAddress(address)} does not answer in TLS`;
  }
  if (error.code?.startsWith('HPE_')) return `${describeAddress(address)} does not answer in HTTP`;
  return describeConnectError(error, address);
}
