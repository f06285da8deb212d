import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { PublicPlace } from '../address-rewrite.ts';
import { NO_TRAILERS, type ResponseHandler, type RoundTrip, type Trailers, type UpstreamFault } from '../transport.ts';
import type { UpstreamRequest } from '../upstream-request.ts';
import { destroySoon, keepOpen } from './answered-request.ts';
import { type ClientError, isGrammarError, toBadResponse, toClientFault, toUnread } from './client-fault.ts';
import { type Link, openClientRequest, sendHead, toDraft, toPublicPlace } from './client-request.ts';
import { OwnAgent } from './own-agent.ts';
import { RequestProgress } from './request-progress.ts';
import { escapeHead, type RewriteValue, toBodilessHead, toResponseHead, toTrailers } from './response-head.ts';
import { ResponseReader } from './response-reader.ts';
import { hasDoubtfulEnd, translateResponse } from './response-translator.ts';

/** A round trip through http-proxy and Node's client. */
export class NodeClientRoundTrip implements RoundTrip {
  handler: ResponseHandler;
  /** Node reads into a new buffer each time. */
  readonly isDataLasting = true;
  readonly #link: Link;
  readonly #toPublic: RewriteValue;
  #now: RequestProgress | null = null;
  readonly #ownAgent: OwnAgent;

  constructor(link: Link, handler: ResponseHandler) {
    this.#link = link;
    this.#ownAgent = new OwnAgent(link.pool);
    this.handler = handler;
    const readPlace = (): PublicPlace => toPublicPlace(this.#now!.draft);
    this.#toPublic = (name, value) => link.rewriter.toPublic(name, value, readPlace);
  }

  begin(request: UpstreamRequest): void {
    const now = new RequestProgress(toDraft(request, this.#link));
    this.#now = now;
    // Not at once: Node gives back the connection of the response before this one at the end of the turn.
    process.nextTick(() => {
      if (!now.isOver) this.#send(now);
    });
  }

  sendBody(bytes: Buffer, start: number, end: number): boolean {
    const now = this.#now!;
    if (!now.hasSentBody) this.#link.pool.hearOut(now.client!.socket!);
    now.hasSentBody = true;
    return (now.tunnel ?? now.client!).write(bytes.subarray(start, end));
  }

  endBody(trailers: Trailers): void {
    const now = this.#now!;
    now.hasSentBody = true;
    if (trailers.length > 0) now.client!.addTrailers(trailers as Array<[string, string]>);
    (now.tunnel ?? now.client!).end();
  }

  pause(): void {
    const now = this.#now!;
    now.isPaused = true;
    (now.tunnel ?? now.response)?.pause();
  }

  resume(): void {
    const now = this.#now!;
    now.isPaused = false;
    (now.tunnel ?? now.response)?.resume();
  }

  get hasUnsent(): boolean {
    const now = this.#now;
    if (now === null || now.client === null) return false;
    // Node may have given the connection of an ordinary exchange to another one when this is over.
    if (now.tunnel === null) return !now.isOver && now.client.writableLength > 0;
    return !now.tunnel.destroyed && now.tunnel.writableLength > 0;
  }

  keepData(): null {
    return null;
  }

  returnBuffer(): void {}

  get readsOn(): boolean {
    return this.#now?.readsOn === true;
  }

  abort(): void {
    const now = this.#now!;
    if (now.tunnel !== null) now.tunnel.destroy();
    else if (now.readsOn || !now.isOver) now.client?.destroy();
    now.stop();
  }

  abortSoon(): void {
    const now = this.#now!;
    const socket = now.readsOn ? now.client!.socket : now.tunnel;
    if (socket === null) {
      this.abort();
      return;
    }
    now.stop();
    destroySoon(socket);
  }

  close(): void {
    this.#ownAgent.close();
  }

  #send(now: RequestProgress): void {
    this.#link.pool.dropStale(now.draft.isRepeatable);
    const agent = this.#ownAgent.choose(now.draft.borrower);
    const client = openClientRequest(this.#link, agent, now.draft, (error) => this.#break(now, client, error));
    now.client = client;
    now.phase = 'connecting';
    client.on('socket', (socket) => this.#onSocket(now, client, socket));
    client.on('drain', () => now.isOver || this.handler.onDrain());
    client.on('information', (received) => {
      now.hasInterim = true;
      if (!now.isOver) this.handler.onInterim(toBodilessHead(received, this.#toPublic));
    });
    client.on('response', (response) => now.isOver || this.#onResponse(now, client, response));
    client.on('upgrade', (response, socket, rest) => {
      if (now.isOver) socket.destroy();
      else this.#onUpgrade(now, response, socket as Socket, rest);
    });
  }

  #onSocket(now: RequestProgress, client: ClientRequest, socket: Socket): void {
    if (!this.#link.isLenient) translateResponse(client, socket, (refusal) => this.#break(now, client, refusal));
    const onUsable = (): void => {
      now.phase = 'sent';
      now.sentAtMs = performance.now();
      now.bytesBefore = socket.bytesRead;
      // In one write with what the handler sends at once.
      socket.cork();
      sendHead(client, now.draft);
      if (!now.wasSent) {
        now.wasSent = true;
        this.handler.onConnected(client.reusedSocket);
      }
      socket.uncork();
    };
    if (client.reusedSocket) {
      // Of one that broke a moment ago the error follows.
      if (!socket.destroyed) onUsable();
      return;
    }
    socket.once('connect', () => {
      now.phase = 'handshake';
    });
    socket.once(this.#link.tls === null ? 'connect' : 'secureConnect', onUsable);
  }

  #onResponse(now: RequestProgress, client: ClientRequest, response: IncomingMessage): void {
    if (now.repeatsAsItCame(this.#link.rewriter, response.statusCode ?? 0)) {
      this.handler.onRepeated();
      this.#send(now);
      client.destroy();
      return;
    }
    const isHead = now.draft.method === 'HEAD';
    const head = toResponseHead(response, isHead, this.#link.isLenient, this.#toPublic);
    if (typeof head === 'string') {
      this.#fail(now, toBadResponse(head, escapeHead(response)));
      return;
    }
    const isLast = now.draft.borrower === 'nobody' || hasDoubtfulEnd(response, head, isHead);
    if (isLast) client.shouldKeepAlive = false;
    now.phase = 'answered';
    now.response = response;
    now.reader = new ResponseReader(response, head, this.handler);
    if (now.isPaused) response.pause();
    response.on('close', () => response.complete || this.#break(now, client, new Error('closed')));
    const onDrain = (): unknown => now.readsOn && this.handler.onDrain();
    // Before Node closes the connection, or gives it back.
    response.prependListener('end', () => {
      if (!response.complete || client.writableFinished) return;
      if (head.isUntilClose) client.destroy();
      else now.readsOn = keepOpen(client, onDrain, () => this.#leaveBody(now));
    });
    response.on('end', () => {
      if (!response.complete) return;
      now.isOver = true;
      const error = head.isUntilClose ? this.#link.pool.findWriteError(client.socket!) : null;
      if (error === null) now.reader!.finish(toTrailers(response.rawTrailers));
      else this.#fail(now, toClientFault(error, 'answered', this.#link.address));
    });
  }

  /** The app reads no more of a body behind its answer. */
  #leaveBody(now: RequestProgress): void {
    if (!now.readsOn) return;
    this.abort();
    this.handler.onGone();
  }

  #onUpgrade(now: RequestProgress, received: IncomingMessage, socket: Socket, rest: Buffer): void {
    if (now.draft.upgrade === '' || now.response !== null) {
      socket.destroy();
      this.#fail(now, toBadResponse('it switches protocols without being asked', escapeHead(received)));
      return;
    }
    now.tunnel = socket;
    if (rest.length > 0) socket.unshift(rest);
    socket.on('data', (bytes: Buffer) => now.isOver || this.handler.onData(bytes, 0, bytes.length, false));
    socket.on('drain', () => now.isOver || this.handler.onDrain());
    socket.on('end', () => {
      const error = this.#link.pool.findWriteError(socket);
      if (error !== null) socket.destroy(error);
      else if (!now.isOver) this.handler.onEnd(NO_TRAILERS);
    });
    socket.on('close', (isBroken) => {
      if (now.isOver || this.#link.pool.isDestroyed) return;
      if (isBroken) this.#fail(now, toClientFault(new Error('closed'), 'answered', this.#link.address));
      else this.handler.onGone();
    });
    if (now.isPaused) socket.pause();
    this.handler.onSwitch(toBodilessHead(received, this.#toPublic));
  }

  #break(now: RequestProgress, client: ClientRequest, error: ClientError): void {
    if (now.isOver || now.client !== client) return;
    // A response can be whole before the error: the app answers early and closes while our upload goes on, or sends more
    // than its head has announced. Node closes the connection in both cases.
    if (now.response?.complete === true) {
      if (isGrammarError(error)) this.#link.pool.reuse.notes.onStrayBytes(toUnread(error));
      return;
    }
    const late = now.findLate(error);
    if (late !== null) this.#link.pool.reuse.onLateBytes(late);
    if (!this.#link.pool.isDestroyed && now.mayRetry(late)) {
      // Its neighbours were idle for longer than it was. A new one is not, so the request is sent again at most once.
      this.#link.pool.dropIdle();
      if (now.phase === 'sent') this.handler.onRepeated();
      this.#send(now);
      return;
    }
    const fault = toClientFault(error, now.phase, this.#link.address);
    this.#fail(now, { ...fault, isUnsent: fault.isUnsent && !now.wasSent });
  }

  #fail(now: RequestProgress, fault: UpstreamFault): void {
    now.stop();
    now.client!.destroy();
    if (!this.#link.pool.isDestroyed) this.handler.onFault(fault);
  }
}
