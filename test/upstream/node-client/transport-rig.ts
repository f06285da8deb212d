import { EventEmitter, once } from 'node:events';
import type { UpstreamAddress } from '../../../src/core/settings.ts';
import { createRequestFieldNames } from '../../../src/http1/field-name.ts';
import { RequestHead } from '../../../src/http1/request-head.ts';
import { createNodeClientTransport, type NodeClientOptions } from '../../../src/upstream/node-client/transport.ts';
import type {
  ResponseHandler,
  RoundTrip,
  Trailers,
  Transport,
  UpstreamFault,
} from '../../../src/upstream/transport.ts';
import type { UpstreamHead } from '../../../src/upstream/upstream-head.ts';
import { UpstreamRequest } from '../../../src/upstream/upstream-request.ts';
import { type RecordingUpstream, startUpstream, type UpstreamScript } from '../../helpers/recording-upstream.ts';
import { onTestFinished } from '../../helpers/test-end.ts';

const NAMES = createRequestFieldNames(['x-request-id'], [], null);
const LIMITS = { headBytes: 65_536, fields: 200, requestLineBytes: 16_384, bodyBytes: 0 };

/** A request as the client side would hand it over; a body that is whole in the text, and not chunked, is in hand. */
export function makeRequest(text: string, upgrade = ''): UpstreamRequest {
  const bytes = Buffer.from(text, 'latin1');
  const head = new RequestHead(NAMES, LIMITS);
  head.begin(0);
  const headEnd = head.parse(bytes, 0, bytes.length);
  if (headEnd < 0) throw new Error(`the request was refused: ${head.fault}`);
  const request = new UpstreamRequest(NAMES, '127.0.0.1', false, { trust: false, proto: null });
  const bodyBytes = head.meaning.isChunked ? 0 : Math.max(0, head.meaning.contentLength);
  const isInHand = bytes.length - headEnd === bodyBytes;
  const requestId = '1-abc';
  return Object.assign(request, {
    head,
    bytes,
    bodyStart: headEnd,
    bodyEnd: isInHand ? headEnd + bodyBytes : headEnd,
    requestId,
    peer: '127.0.0.1',
    upgrade,
  });
}

/** Writes down what it is told, one line for each call; `onTold` may act on it at once, as an exchange does. */
export class RecordingHandler implements ResponseHandler {
  readonly told: string[] = [];
  /** Heads as the client would get them. */
  readonly heads: string[] = [];
  body = '';
  trailers: Trailers = [];
  fault: UpstreamFault | null = null;
  onTold: (line: string) => unknown = () => undefined;
  readonly #news = new EventEmitter();

  /** Resolves when a line that begins so has been told. */
  async wait(start: string): Promise<void> {
    while (!this.told.some((line) => line.startsWith(start))) await once(this.#news, 'told');
  }

  /** Resolves with the fault. */
  async waitForFault(): Promise<UpstreamFault> {
    await this.wait('fault');
    return this.fault!;
  }

  onConnected(isReused: boolean): void {
    this.#tell(`connected ${isReused ? 'again' : 'anew'}`);
  }

  onRepeated(): void {
    this.#tell('repeated');
  }

  onInterim(head: UpstreamHead): void {
    this.#tellHead('interim', head);
  }

  onHead(head: UpstreamHead, isAlone: boolean): void {
    this.#tellHead(isAlone ? 'lone head' : 'head', head);
  }

  onSwitch(head: UpstreamHead): void {
    this.#tellHead('switch', head);
  }

  onData(bytes: Buffer, start: number, end: number, isLast: boolean): void {
    this.body += bytes.toString('latin1', start, end);
    this.#tell(isLast ? 'last data' : 'data');
  }

  onEnd(trailers: Trailers): void {
    this.trailers = trailers;
    this.#tell('end');
  }

  onFault(fault: UpstreamFault): void {
    this.fault = fault;
    this.#tell(`fault ${fault.code}`);
  }

  onDrain(): void {
    this.#tell('drain');
  }

  onGone(): void {
    this.#tell('gone');
  }

  #tellHead(what: string, head: UpstreamHead): void {
    const out = Buffer.alloc(head.room);
    this.heads.push(out.toString('latin1', 0, head.put(out, 0)));
    this.#tell(`${what} ${head.status} ${head.framing} ${head.contentLength}${head.upgrade && ` ${head.upgrade}`}`);
  }

  #tell(line: string): void {
    this.told.push(line);
    this.onTold(line);
    this.#news.emit('told');
  }
}

/** A transport, and a round trip of it with its handler. */
export interface Rig {
  readonly transport: Transport;
  readonly roundTrip: RoundTrip;
  readonly handler: RecordingHandler;
}

export function openRig(address: UpstreamAddress, options: Partial<NodeClientOptions> = {}): Rig {
  const transport = createNodeClientTransport(address, {
    upstreamIdleMs: 60_000,
    afterBody: 'anybody',
    tls: null,
    isLenient: false,
    rewriting: { rewritesAddresses: true, basePath: null },
    log: { info() {}, warn() {} },
    countUnaccepted: () => 0,
    ...options,
  });
  onTestFinished(() => transport.destroy());
  return { transport, ...openRoundTrip(transport) };
}

/** One more round trip of the same transport. */
export function openRoundTrip(transport: Transport): Omit<Rig, 'transport'> {
  const handler = new RecordingHandler();
  return { handler, roundTrip: transport.createRoundTrip(handler) };
}

/** A rig before an upstream of its own. */
export async function openRigTo(
  script: UpstreamScript,
  options: Partial<NodeClientOptions> = {},
): Promise<Rig & { readonly upstream: RecordingUpstream }> {
  const upstream = await startUpstream(script);
  return { upstream, ...openRig(upstream.address, options) };
}

/** Sends a request on a round trip of its own; resolves with its handler when all is told. */
export async function send(transport: Transport, text = GET): Promise<RecordingHandler> {
  const { roundTrip, handler } = openRoundTrip(transport);
  roundTrip.begin(makeRequest(text));
  await Promise.race([handler.wait('end'), handler.wait('fault')]);
  return handler;
}

export const GET = 'GET / HTTP/1.1\r\nHost: app\r\n\r\n';
