import { escapeBytes } from '../../core/escape-bytes.ts';
import { type BodyFraming, BodyReader } from '../../http1/body-reader.ts';
import { NEED_MORE, REFUSED } from '../../http1/field-section.ts';
import { HeadCollector } from '../../http1/message-head.ts';
import { measureValues, type NewValues, replaceAddressValues } from '../../http1/new-values.ts';
import type { ResponseHead } from '../../http1/response-head.ts';
import { readPublicPlace } from '../address-rewrite.ts';
import { NO_TRAILERS, type ResponseHandler, type Trailers } from '../transport.ts';
import type { ResponseFraming, UpstreamHead } from '../upstream-head.ts';
import type { H1Context } from './h1-context.ts';

/** Whom the reader works for. After `onWhole` and `onBadResponse` it is to be stopped. */
export interface ResponseOwner {
  readonly handler: ResponseHandler;
  /** True if the request is on its way again: this response is not for the handler. */
  repeatsAsItCame(status: number): boolean;
  /** The head that is answered, as it was sent. */
  readSentHead(): string;
  /** The response is whole, and `stray` lies behind it; null: nothing does. */
  onWhole(stray: Buffer | null, trailers: Trailers): void;
  /** In plain words why nobody can rely on it, and what it began with, escaped. */
  onBadResponse(reason: string, bytes: string): void;
}

/** What is known of one response; made anew for each, so that nothing of the last one can be left. */
class Progress {
  isHead = false;
  hasUpgrade = false;
  hasHead = false;
  /** After 101: bytes are passed on as they are. */
  isSwitched = false;
  keepsConnection = false;
  isOver = false;
}

/** Reads responses from the bytes of a connection, one after the other, and tells the handler of the round trip. */
export class ResponseReader {
  readonly #context: H1Context;
  readonly #owner: ResponseOwner;
  readonly #collector = new HeadCollector();
  readonly #body: BodyReader;
  readonly #view: ParsedHead;
  #progress = new Progress();
  #head: ResponseHead | null = null;

  constructor(context: H1Context, owner: ResponseOwner) {
    this.#context = context;
    this.#owner = owner;
    this.#body = new BodyReader(context.responseNames);
    this.#view = new ParsedHead((name, value) =>
      context.rewriter.toPublic(name, value, () => readPublicPlace(owner.readSentHead())),
    );
  }

  /** Makes ready for the response to a request: to HEAD, or to one that asks to switch. */
  begin(isHead: boolean, hasUpgrade: boolean): void {
    this.#progress = new Progress();
    this.#progress.isHead = isHead;
    this.#progress.hasUpgrade = hasUpgrade;
    this.#collector.clear();
  }

  /** Tells nothing more, and lets go of everything. */
  stop(): void {
    this.#progress.isOver = true;
    this.#collector.clear();
    this.#giveHead();
  }

  get hasHead(): boolean {
    return this.#progress.hasHead;
  }

  get isSwitched(): boolean {
    return this.#progress.isSwitched;
  }

  /** By its head, the connection may be used again behind the response. */
  get keepsConnection(): boolean {
    return this.#progress.keepsConnection;
  }

  /** The end of the connection is the end of the response. */
  get endsWithConnection(): boolean {
    return this.#progress.hasHead && this.#body.framing === 'until-close';
  }

  take(bytes: Buffer, start: number, end: number): void {
    const { isSwitched, hasHead } = this.#progress;
    if (isSwitched) this.#owner.handler.onData(bytes, start, end, false);
    else if (hasHead) this.#takeBody(bytes, start, end);
    else this.#takeHeads(bytes, start, end);
  }

  #takeHeads(fed: Buffer, fedStart: number, fedEnd: number): void {
    this.#head ??= this.#context.responseHeads.take();
    const head = this.#head;
    const progress = this.#progress;
    let pos = this.#collector.feed(head, fed, fedStart, fedEnd);
    while (pos >= 0) {
      const { bytes, end } = this.#collector;
      if (head.status >= 200) this.#takeFinalHead(head, bytes, pos, end);
      else if (head.status === 101) this.#takeSwitch(head, bytes, pos, end);
      else {
        this.#view.show(head, bytes, 'none');
        this.#owner.handler.onInterim(this.#view);
      }
      if (head.status >= 200 || head.status === 101 || pos === end || progress.isOver) return;
      pos = this.#collector.feed(head, bytes, pos, end);
    }
    if (pos === NEED_MORE) return;
    const { bytes, end } = this.#collector;
    this.#owner.onBadResponse(head.fault, escapeBytes(bytes.subarray(head.start, end)));
  }

  #takeFinalHead(head: ResponseHead, bytes: Buffer, pos: number, end: number): void {
    if (this.#owner.repeatsAsItCame(head.status)) return;
    const progress = this.#progress;
    const { meaning } = head;
    const framing = head.framingOf(progress.isHead);
    // An app that sends the body it announces to HEAD would answer the next request with it.
    const isBodyWithheld = progress.isHead && (meaning.isChunked || meaning.contentLength > 0);
    progress.keepsConnection = !isBodyWithheld && !meaning.wantsClose && staysOpen(head) && framing !== 'until-close';
    progress.hasHead = true;
    this.#body.begin(framing, meaning.contentLength);
    this.#view.show(head, bytes, framing);
    this.#owner.handler.onHead(this.#view, pos === end && !this.#body.isDone);
    if (progress.isOver) return;
    this.#giveHead();
    if (pos < end || this.#body.isDone) this.#takeBody(bytes, pos, end);
  }

  #takeSwitch(head: ResponseHead, bytes: Buffer, pos: number, end: number): void {
    const { meaning } = head;
    if (!this.#progress.hasUpgrade || !meaning.offersUpgrade || meaning.upgradeField === -1) {
      this.#owner.onBadResponse('it switches protocols without being asked', '');
      return;
    }
    this.#progress.isSwitched = true;
    this.#view.show(head, bytes, 'none');
    this.#owner.handler.onSwitch(this.#view);
    this.#giveHead();
    if (pos < end && !this.#progress.isOver) this.#owner.handler.onData(bytes, pos, end, false);
  }

  #takeBody(bytes: Buffer, from: number, end: number): void {
    const body = this.#body;
    const progress = this.#progress;
    if (body.isDone) {
      this.#owner.onWhole(findStray(bytes, from, end), NO_TRAILERS);
      return;
    }
    const pos = body.gather(bytes, from, end);
    const { pieceStart, pieceEnd, isDone } = body;
    if (pos === REFUSED) this.#owner.onBadResponse(body.fault, '');
    else {
      if (pieceEnd > pieceStart) this.#owner.handler.onData(bytes, pieceStart, pieceEnd, isDone);
      if (isDone && !progress.isOver) this.#owner.onWhole(findStray(bytes, pos, end), this.#takeTrailers());
    }
  }

  #takeTrailers(): Trailers {
    return this.#body.takeTrailers(this.#context.withheld);
  }

  #giveHead(): void {
    if (this.#head !== null) this.#context.responseHeads.give(this.#head);
    this.#head = null;
  }
}

/** A parsed head as the seam shows it; one object for all the heads of a round trip. */
class ParsedHead implements UpstreamHead {
  readonly #rewrite: (name: string, value: string) => string;
  #head!: ResponseHead;
  #bytes!: Buffer;
  #values: NewValues = null;
  framing: ResponseFraming = 'none';

  constructor(rewrite: (name: string, value: string) => string) {
    this.#rewrite = rewrite;
  }

  show(head: ResponseHead, bytes: Buffer, body: BodyFraming): void {
    this.#head = head;
    this.#bytes = bytes;
    this.#values = head.fields.hasAddress ? replaceAddressValues(head.fields, bytes, this.#rewrite) : null;
    this.framing = body === 'none' || body === 'length' ? body : 'streamed';
  }

  get status(): number {
    return this.#head.status;
  }

  get contentLength(): number {
    return this.#head.meaning.contentLength;
  }

  get isChunked(): boolean {
    return this.#head.meaning.isChunked;
  }

  get hasDate(): boolean {
    return this.#head.hasDate;
  }

  get requestId(): string {
    return this.#head.requestId;
  }

  get upgrade(): string {
    return this.#head.upgradeOf(this.#bytes);
  }

  get room(): number {
    return this.#head.room + (this.#values === null ? 0 : measureValues(this.#values));
  }

  put(out: Buffer, at: number): number {
    return this.#head.put(out, at, this.#bytes, this.#values);
  }
}

/** What lies behind a whole response. Nobody can tell what it is, so only the connection is given up for it. */
function findStray(bytes: Buffer, from: number, end: number): Buffer | null {
  return from === end ? null : bytes.subarray(from, end);
}

/** By its version. Behind a coding in HTTP/1.0 nobody knows (RFC 9112 section 6.1). */
function staysOpen({ isHttp10, meaning }: ResponseHead): boolean {
  return !isHttp10 || (meaning.wantsKeepAlive && !meaning.isChunked);
}
