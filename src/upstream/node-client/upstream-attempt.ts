import { EventEmitter } from 'node:events';
import type { ClientRequest, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type HttpProxy from 'http-proxy';
import type { UpstreamAddress } from '../../core/settings.ts';
import { type Breakage, isGrammarError, toBreakage } from './breakage.ts';
import type { UpstreamPool } from './upstream-pool.ts';

/** A request as the upstream is to get it. */
export interface UpstreamRequest {
  readonly address: UpstreamAddress;
  readonly method: string;
  readonly target: string;
  readonly fields: OutgoingHttpHeaders;
  readonly expect: string | null;
}

/** Hears what comes of an attempt. After `onBroken` or `abort` nothing more is told. */
export interface AttemptWatcher {
  /** The connection is usable: time to send the body. */
  onConnected(upstreamReq: ClientRequest): void;
  onInterim(status: number, reason: string, rawHeaders: readonly string[]): void;
  onResponse(response: IncomingMessage): void;
  onUpgrade(response: IncomingMessage, socket: Duplex, head: Buffer): void;
  onBroken(breakage: Breakage): void;
}

/** The parts of http-proxy's work that all attempts share. */
export interface Forwarder {
  readonly proxy: HttpProxy;
  readonly pool: UpstreamPool;
}

// Node's own default, 16 KiB, is less than some apps need for their cookies and policies.
const LARGEST_RESPONSE_HEAD = 262_144;

/** One try at getting a request answered by the upstream. */
export class UpstreamAttempt {
  readonly #request: UpstreamRequest;
  readonly #watcher: AttemptWatcher;
  #upstreamReq: ClientRequest | null = null;
  #response: IncomingMessage | null = null;
  #hasInterim = false;
  #isOver = false;

  constructor(request: UpstreamRequest, watcher: AttemptWatcher) {
    this.#request = request;
    this.#watcher = watcher;
  }

  /** Sends the request through http-proxy. Throws if Node's client takes one of the fields for invalid. */
  begin(forwarder: Forwarder, req: IncomingMessage, res: ServerResponse): void {
    const { address, method, fields } = this.#request;
    forwarder.pool.dropStale();
    const target = address.kind === 'unix' ? { socketPath: address.path } : { host: address.host, port: address.port };
    const options = { target, agent: forwarder.pool, method, selfHandleResponse: true, toProxy: true };
    const standIn = this.#createStandIn(req, fields);
    forwarder.proxy.web(standIn, res, options as HttpProxy.ServerOptions, (error) => this.#break(error));
  }

  /** Gives the attempt up; the connection is closed unless the exchange was complete. */
  abort(): void {
    this.#isOver = true;
    const upstreamReq = this.#upstreamReq;
    if (upstreamReq !== null && !(this.#response?.complete && upstreamReq.writableFinished)) upstreamReq.destroy();
  }

  /**
   * What http-proxy takes for the client's request. It copies the fields, makes an http.ClientRequest of them and calls
   * `pipe` with it before anything is sent, and that is all we want of it. There is no method here, because for DELETE
   * and OPTIONS http-proxy would swap the framing for `content-length: 0` and still send the body behind it; the real
   * one goes by its `method` option. The target is set in `pipe`, because http-proxy merges doubled slashes.
   */
  #createStandIn(req: IncomingMessage, fields: OutgoingHttpHeaders): IncomingMessage {
    const standIn = Object.assign(new EventEmitter(), {
      url: '/',
      headers: fields,
      socket: req.socket,
      pipe: (upstreamReq: ClientRequest) => this.#adopt(upstreamReq),
    });
    return standIn as unknown as IncomingMessage;
  }

  #adopt(upstreamReq: ClientRequest): void {
    this.#upstreamReq = upstreamReq;
    // Written when the head goes out, which is after this turn. Zero lifts the limits at which fields are dropped.
    Object.assign(upstreamReq, {
      path: this.#request.target,
      maxHeadersCount: 0,
      maxHeaderSize: LARGEST_RESPONSE_HEAD,
    });
    if (this.#request.expect !== null) upstreamReq.setHeader('Expect', this.#request.expect);
    upstreamReq.on('socket', (socket) => this.#onSocket(upstreamReq, socket));
    upstreamReq.on('information', (interim) => {
      this.#hasInterim = true;
      if (!this.#isOver) this.#watcher.onInterim(interim.statusCode, interim.statusMessage, interim.rawHeaders);
    });
    upstreamReq.on('response', (response) => this.#onResponse(response));
    upstreamReq.on('upgrade', (response, socket, head) => {
      if (this.#isOver) socket.destroy();
      else this.#watcher.onUpgrade(response, socket, head);
    });
  }

  #onSocket(upstreamReq: ClientRequest, socket: Duplex & { connecting?: boolean }): void {
    const onUsable = (): void => {
      if (!this.#isOver) this.#watcher.onConnected(upstreamReq);
    };
    if (socket.connecting) socket.once('connect', onUsable);
    else onUsable();
  }

  #onResponse(response: IncomingMessage): void {
    this.#response = response;
    response.on('error', (error) => this.#break(error));
    response.on('close', () => {
      if (!response.complete) this.#break(new Error('closed'));
    });
    if (this.#isOver) response.destroy();
    else this.#watcher.onResponse(response);
  }

  /**
   * A response can be whole before the error: the upstream answers early and closes while our upload goes on, or sends
   * a body where none may be. Node closes the connection in both cases.
   */
  #isHarmless(error: NodeJS.ErrnoException): boolean {
    const response = this.#response;
    if (response === null || !response.complete) return false;
    const isBodiless = this.#request.method === 'HEAD' || response.statusCode === 204 || response.statusCode === 304;
    return isBodiless || !isGrammarError(error);
  }

  #break(error: NodeJS.ErrnoException): void {
    if (this.#isOver || this.#isHarmless(error)) return;
    const upstreamReq = this.#upstreamReq;
    const isUntouched = this.#response === null && !this.#hasInterim && (upstreamReq?.reusedSocket ?? false);
    this.abort();
    this.#watcher.onBroken(toBreakage(error, this.#request.address, this.#response !== null, isUntouched));
  }
}
