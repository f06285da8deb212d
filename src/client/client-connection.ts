import { toPeerAddress } from '../core/header-rule.ts';
import { Exchange } from '../exchange/exchange.ts';
import type { ClientSide } from '../exchange/exchange-context.ts';
import type { Tunnel } from '../exchange/tunnel.ts';
import type { Failure } from '../failures/failure.ts';
import { ByteQueue } from '../http1/bytes.ts';
import { NEED_MORE, REFUSED } from '../http1/field-section.ts';
import { HeadCollector } from '../http1/message-head.ts';
import type { RequestHead } from '../http1/request-head.ts';
import type { AcceptedSocket } from '../socket/stream-socket.ts';
import type { ClientContext } from './client-context.ts';
import { readRefusedHead, toHeadCut, toHeadRefusal, toHeadTimeout, toTooManyRefusal } from './head-refusal.ts';
import { LingeringClient, toLasting } from './lingering-client.ts';

/** Pipelined bytes that are kept before the socket is paused. */
const MOST_STASHED_BYTES = 65_536;

/** `resting` between requests, in a `head`, in an `exchange`, in a `tunnel`, or `lingering` before the close. */
type Mode = 'resting' | 'head' | 'exchange' | 'tunnel' | 'lingering';

/** One connection from a client: reads its requests one after the other and closes it when it must be closed. */
export class ClientConnection extends LingeringClient implements ClientSide {
  readonly #onGone: (connection: ClientConnection) => void;
  #mode: Mode = 'resting';
  #head: RequestHead | null = null;
  #collector: HeadCollector | null = null;
  #exchange: Exchange | null = null;
  #tunnel: Tunnel | null = null;
  readonly #stashed = new ByteQueue();
  #isReading = false;

  constructor(context: ClientContext, accepted: AcceptedSocket, onGone: (connection: ClientConnection) => void) {
    super(context, accepted);
    this.#onGone = onGone;
    context.wheel.add(this);
    this.#rest();
  }

  /** True if not a byte has come yet. */
  get isFresh(): boolean {
    return this.#mode === 'resting' && this.#exchange === null;
  }

  /** Closes the connection if no request is on it; false if there is one. */
  closeIfResting(): boolean {
    if (this.#mode !== 'resting' || this.#stashed.length > 0) return false;
    this.#close(false);
    return true;
  }

  /** Ends an upgraded connection, or begins to. */
  closeTunnel(when: 'soon' | 'now'): void {
    if (when === 'soon') this.#tunnel?.closeSoon();
    else this.#tunnel?.close();
  }

  stash(bytes: Buffer): void {
    this.#stashed.push(bytes);
    if (this.#stashed.length > MOST_STASHED_BYTES) this.context.pauseClient(this.socket);
  }

  takeStash(): Buffer | null {
    return this.#stashed.take();
  }

  onExchangeDone(mustClose: boolean, isLast = false): void {
    const hasNext = this.#stashed.length > 0;
    if (mustClose || (!hasNext && (this.hasEnded || this.context.isDraining))) {
      this.#close(hasNext || this.#exchange!.isReadingBody, isLast);
      return;
    }
    this.#rest();
    this.socket.resume();
    if (!this.#isReading) this.#readStash();
  }

  onTunnel(): void {
    this.#tunnel = this.#exchange!.tunnel!;
    this.#mode = 'tunnel';
    if (this.hasEnded) this.#tunnel.onClientEnd();
  }

  onDeadline(): void {
    switch (this.#mode) {
      case 'resting':
        this.#onIdle();
        return;
      case 'head':
        this.#refuse(toHeadTimeout(this.context.settings));
        return;
      case 'exchange':
        this.#exchange!.onDeadline();
        return;
      case 'lingering':
        this.lingerOn();
        return;
      case 'tunnel':
        this.#tunnel!.onDeadline();
        return;
      default:
        throw new Error(`BUG: unknown mode ${this.#mode satisfies never}`);
    }
  }

  protected takeBytes(bytes: Buffer, end: number, isLasting: boolean): boolean {
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
        return this.takeLate(bytes, end, isLasting);
      default:
        throw new Error(`BUG: unknown mode ${this.#mode satisfies never}`);
    }
  }

  /** Reads requests, one after the other as far as they are answered at once. */
  #read(bytes: Buffer, end: number, isLasting: boolean): void {
    this.#isReading = true;
    this.#head ??= this.context.requestHeads.take();
    const head = this.#head;
    this.#collector ??= new HeadCollector();
    const collector = this.#collector;
    const headEnd = collector.feed(head, bytes, 0, end);
    if (headEnd === NEED_MORE) this.#awaitHead(head);
    else if (headEnd === REFUSED) this.#refuse(toHeadRefusal(head, collector.seen, this.context.settings));
    else if (this.isTooMany) this.#refuse(toTooManyRefusal());
    else this.#exchangeHead(head, collector, headEnd, isLasting);
    this.#isReading = false;
    if (this.#mode === 'resting') this.#readStash();
  }

  #exchangeHead(head: RequestHead, collector: HeadCollector, headEnd: number, isLasting: boolean): void {
    this.#exchange ??= new Exchange(this.context, this);
    const { bytes, end } = collector;
    this.#mode = 'exchange';
    this.#head = null;
    this.deadlineMs = Number.POSITIVE_INFINITY;
    const pos = this.#exchange.begin(head, bytes, headEnd, end);
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
    if (this.hasEnded && this.#mode !== 'tunnel') this.onEnd();
  }

  #rest(): void {
    const { wheel, settings } = this.context;
    const { idleMs, readerMs } = settings.clientTimeouts;
    this.#mode = 'resting';
    const isBehind = this.socket.writableLength > 0;
    if (isBehind) this.hasTakenSome();
    this.deadlineMs = wheel.after(isBehind ? readerMs : idleMs);
  }

  /** A client that rests has nothing to take, or takes what it was sent, or is cut. */
  #onIdle(): void {
    if (this.socket.writableLength === 0) this.#close(false);
    else if (this.hasTakenSome()) this.#rest();
    else this.socket.resetAndDestroy();
  }

  // An empty line behind a body is no head (RFC 9112 section 2.2): the connection goes on resting.
  #awaitHead(head: RequestHead): void {
    if (this.#mode === 'head' || head.isBlank) return;
    this.#mode = 'head';
    this.deadlineMs = this.context.wheel.after(this.context.settings.clientTimeouts.headMs);
  }

  onEnd(): void {
    this.hasEnded = true;
    switch (this.#mode) {
      case 'resting':
        // Requests that wait for the client to read are answered before the FIN.
        if (this.#stashed.length === 0) this.socket.destroySoon();
        return;
      case 'lingering':
        this.endLate();
        return;
      case 'head':
        this.#refuse(toHeadCut(this.#head!, this.#collector!.seen));
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

  onDrain(): void {
    if (this.#mode === 'tunnel') this.#tunnel!.onClientDrain();
    else if (this.#mode === 'exchange') this.#exchange!.onClientDrain();
    else if (this.#mode === 'resting') {
      this.#rest();
      this.#readStash();
    }
  }

  onClosed(error: Error | null): void {
    this.context.wheel.remove(this);
    this.context.lingeringClients.remove(this.socket);
    if (this.#head !== null) this.context.requestHeads.give(this.#head);
    this.#head = null;
    this.#tunnel?.onClientClosed(error !== null);
    this.#exchange?.abandon();
    this.#onGone(this);
  }

  #refuse(failure: Failure): void {
    const refused = readRefusedHead(this.#head!, this.#collector!.seen, toPeerAddress(this.peer));
    this.answerRefused(failure, refused);
    this.#close(true);
  }

  /** `isLast`: the client sends nothing more. */
  #close(isMidRequest: boolean, isLast = false): void {
    this.#mode = 'lingering';
    this.#stashed.clear();
    this.linger(isMidRequest, this.#exchange, isLast && !isMidRequest && !this.#exchange!.hasLateUpload);
  }
}
