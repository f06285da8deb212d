import type { Socket } from 'node:net';
import type { Timed } from '../core/timeout-wheel.ts';
import { WireExchange } from '../exchange/exchange.ts';
import type { UpgradeTunnel } from '../exchange/upgrade-tunnel.ts';
import type { Wire } from '../exchange/wire.ts';
import type { Failure } from '../failures/failure.ts';
import { ByteQueue } from '../http1/byte-queue.ts';
import { NEED_MORE, REFUSED } from '../http1/field-section.ts';
import { HeadCollector } from '../http1/head-collector.ts';
import type { RequestHead } from '../http1/request-head.ts';
import { toAnswerBytes } from '../http1/response-writer.ts';
import { ClientFarewell } from './client-farewell.ts';
import type { ClientSide } from './client-side.ts';
import { takeOverSocket, toLasting } from './client-socket.ts';
import { readAccept, toHeadCut, toHeadRefusal, toHeadTimeout } from './head-refusal.ts';

/** Pipelined bytes that are kept before the socket is paused. */
const MOST_STASHED_BYTES = 65_536;

/** `resting` between requests, in a `head`, in an `exchange`, in a `tunnel`, or `lingering` before the close. */
type Mode = 'resting' | 'head' | 'exchange' | 'tunnel' | 'lingering';

/** Called when a connection is gone. */
export type OnGone = (connection: ClientConnection) => void;

/** One connection from a client: reads its requests one after the other and closes it when it must be closed. */
export class ClientConnection implements ClientSide, Timed {
  readonly socket: Socket;
  readonly peer: string;
  hasEnded = false;
  deadlineMs = Number.POSITIVE_INFINITY;
  wheelIndex = -1;
  readonly #wire: Wire;
  readonly #onGone: OnGone;
  #mode: Mode = 'resting';
  #head: RequestHead | null = null;
  #collector: HeadCollector | null = null;
  #exchange: WireExchange | null = null;
  #tunnel: UpgradeTunnel | null = null;
  readonly #stashed = new ByteQueue();
  #isReading = false;
  #farewell: ClientFarewell | null = null;

  constructor(wire: Wire, accepted: Socket, onGone: OnGone) {
    this.#wire = wire;
    this.#onGone = onGone;
    this.peer = accepted.remoteAddress ?? '';
    accepted.setNoDelay(true);
    // A client may send FIN behind its request and still wait for the answer, so it is half open.
    const socket = takeOverSocket(accepted, (bytes, end, isLasting) => this.#onData(bytes, end, isLasting));
    this.socket = socket;
    socket.on('end', () => this.#onEnd());
    socket.on('drain', () => this.#onDrain());
    socket.on('error', () => undefined);
    socket.on('close', () => this.#onClose());
    wire.wheel.add(this);
    this.#rest();
  }

  /** True if not a byte has come yet. */
  get isFresh(): boolean {
    return this.#mode === 'resting' && this.#exchange === null;
  }

  /** Closes the connection if no request is on it. */
  closeIfResting(): void {
    if (this.#mode === 'resting' && this.#stashed.length === 0) this.#close(false);
  }

  /** Ends an upgraded connection. */
  closeTunnel(): void {
    this.#tunnel?.close();
  }

  stash(bytes: Buffer): void {
    this.#stashed.push(bytes);
    if (this.#stashed.length > MOST_STASHED_BYTES) this.#wire.unreadClients.pause(this.socket);
  }

  takeStash(): Buffer | null {
    return this.#stashed.take();
  }

  onExchangeDone(mustClose: boolean): void {
    const hasNext = this.#stashed.length > 0;
    if (mustClose || (!hasNext && (this.hasEnded || this.#wire.isDraining))) {
      this.#close(hasNext || this.#exchange!.isReadingBody);
      return;
    }
    this.#rest();
    this.socket.resume();
    if (!this.#isReading) this.#readStash();
  }

  onTunnel(tunnel: UpgradeTunnel): void {
    this.#tunnel = tunnel;
    this.#mode = 'tunnel';
    if (this.hasEnded) tunnel.onClientEnd();
  }

  onDeadline(): void {
    switch (this.#mode) {
      case 'resting':
        this.#close(false);
        return;
      case 'head':
        this.#refuse(toHeadTimeout(this.#wire.settings));
        return;
      case 'exchange':
        this.#exchange!.onDeadline();
        return;
      case 'lingering':
        this.#farewell!.onDeadline();
        return;
      case 'tunnel':
        this.#tunnel!.onDeadline();
        return;
      default:
        throw new Error(`BUG: unknown mode ${this.#mode satisfies never}`);
    }
  }

  #onData(bytes: Buffer, end: number, isLasting: boolean): boolean {
    switch (this.#mode) {
      case 'resting':
      case 'head':
        // Requests that wait for the client to read come before what it sends now.
        if (this.#stashed.length > 0) this.stash(toLasting(bytes, 0, end, isLasting));
        else this.#read(bytes, end, isLasting);
        return true;
      case 'exchange':
        this.#continue(toLasting(bytes, 0, end, isLasting));
        return this.#stashed.length > 0 || this.#exchange!.holdsClientBytes;
      case 'tunnel':
        this.#tunnel!.takeClientBytes(toLasting(bytes, 0, end, isLasting));
        return true;
      case 'lingering':
        this.#farewell!.discard(end);
        return false;
      default:
        throw new Error(`BUG: unknown mode ${this.#mode satisfies never}`);
    }
  }

  /** Reads requests, one after the other as far as they are answered at once. */
  #read(bytes: Buffer, end: number, isLasting: boolean): void {
    this.#isReading = true;
    this.#head ??= this.#wire.requestHeads.take();
    const head = this.#head;
    this.#collector ??= new HeadCollector();
    const collector = this.#collector;
    const headEnd = collector.feed(head, bytes, 0, end);
    if (headEnd === NEED_MORE) this.#awaitHead();
    else if (headEnd === REFUSED)
      this.#refuse(toHeadRefusal(head, this.#wire.settings), readAccept(head, collector.bytes));
    else this.#exchangeHead(head, collector, headEnd, isLasting);
    this.#isReading = false;
    if (this.#mode === 'resting') this.#readStash();
  }

  #exchangeHead(head: RequestHead, collector: HeadCollector, headEnd: number, isLasting: boolean): void {
    this.#exchange ??= new WireExchange(this.#wire, this);
    const exchange = this.#exchange;
    const { bytes, end } = collector;
    this.#mode = 'exchange';
    this.#head = null;
    this.deadlineMs = Number.POSITIVE_INFINITY;
    const pos = exchange.begin(head, bytes, headEnd, end);
    this.#wire.requestHeads.give(head);
    collector.clear();
    if (pos < end) this.#continue(toLasting(bytes, pos, end, isLasting));
  }

  /** Lasting bytes behind a head: its body, then the next request. */
  #continue(bytes: Buffer): void {
    const exchange = this.#exchange!;
    const pos = exchange.isReadingBody ? exchange.takeClientBytes(bytes, 0) : 0;
    if (pos < bytes.length) this.stash(pos === 0 ? bytes : bytes.subarray(pos));
  }

  #readStash(): void {
    const bytes = this.socket.writableNeedDrain ? null : this.#stashed.take();
    if (bytes === null) return;
    // So many of them may have stopped the reading, and the last may be half a request.
    this.socket.resume();
    this.#read(bytes, bytes.length, true);
    if (this.hasEnded && this.#mode !== 'exchange') this.#onEnd();
  }

  #rest(): void {
    this.#mode = 'resting';
    this.deadlineMs = this.#wire.wheel.after(this.#wire.settings.clientTimeouts.idleMs);
  }

  #awaitHead(): void {
    if (this.#mode === 'head') return;
    this.#mode = 'head';
    this.deadlineMs = this.#wire.wheel.after(this.#wire.settings.clientTimeouts.headMs);
  }

  #onEnd(): void {
    this.hasEnded = true;
    switch (this.#mode) {
      case 'resting':
        // Requests that wait for the client to read are answered before the FIN.
        if (this.#stashed.length === 0) this.socket.end();
        return;
      case 'lingering':
        this.socket.end();
        return;
      case 'head':
        this.#refuse(toHeadCut());
        return;
      case 'exchange':
        this.#exchange!.onClientEnd();
        return;
      case 'tunnel':
        this.#tunnel!.onClientEnd();
        return;
      default:
        throw new Error(`BUG: unknown mode ${this.#mode satisfies never}`);
    }
  }

  #onDrain(): void {
    if (this.#mode === 'tunnel') this.#tunnel!.onClientDrain();
    else if (this.#mode === 'exchange') this.#exchange!.onClientDrain();
    else if (this.#mode === 'resting') this.#readStash();
  }

  #onClose(): void {
    this.#wire.wheel.remove(this);
    if (this.#head !== null) this.#wire.requestHeads.give(this.#head);
    this.#head = null;
    this.#tunnel?.onClientClosed(this.socket.errored !== null);
    this.#exchange?.abandon();
    this.#onGone(this);
  }

  /** Answers a head that no call can be opened for; nothing of it has reached the app. */
  #refuse(failure: Failure, accept = ''): void {
    const answer = this.#wire.desk.refuseMalformed(failure, accept);
    this.socket.write(toAnswerBytes(answer, 'close', false));
    this.#close(true);
  }

  #close(isMidRequest: boolean): void {
    this.#mode = 'lingering';
    this.#stashed.clear();
    this.#farewell = new ClientFarewell(this.#wire, this, this.socket);
    this.#farewell.begin(isMidRequest);
  }
}
