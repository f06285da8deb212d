import type { Socket } from 'node:net';
import { escapeBytes } from '../core/escape-bytes.ts';
import type { BodyFraming } from '../http1/body-reader.ts';
import { CHUNK_OVERHEAD } from '../http1/chunk-writer.ts';
import { NEED_MORE } from '../http1/field-section.ts';
import { HeadCollector } from '../http1/head-collector.ts';
import type { ResponseHead } from '../http1/response-head.ts';
import type { ClientFraming, ClientPersistence } from '../http1/response-writer.ts';
import type { UpstreamConnection } from '../upstream/h1/upstream-connection.ts';
import { type BodyStep, ResponseBody } from './response-body.ts';
import { ResponseOutput } from './response-output.ts';
import type { ResponseTerms } from './response-terms.ts';
import type { Wire } from './wire.ts';

/**
 * What a step came to. `more`: go on. `asked`: the head is held, call `goOn` to let it pass. `switched`: the app changed
 * protocols, the head is ready for `send`. `done`: the last bytes are in hand, ready for `send`. `broken`: see `fault`.
 */
export type RelayStep = BodyStep | 'asked' | 'switched';

/**
 * The response on its way to the client: parsed, written anew and sent on as it comes, except for its last bytes, which
 * wait for `send`.
 */
export class ResponseRelay {
  /** Of the final response, 0 before it. */
  status = 0;
  persistence: ClientPersistence = 'default';
  /** What a head that was refused began with, escaped; '' for other faults. */
  faultBytes = '';
  readonly #wire: Wire;
  readonly #socket: Socket;
  readonly #terms: ResponseTerms;
  readonly #collector = new HeadCollector();
  readonly #output: ResponseOutput;
  readonly #body: ResponseBody;
  #head: ResponseHead | null = null;
  #headFault = '';
  /** Bytes behind a head that is held. */
  #rest: Buffer = EMPTY;

  constructor(wire: Wire, socket: Socket, terms: ResponseTerms) {
    this.#wire = wire;
    this.#socket = socket;
    this.#terms = terms;
    this.#output = new ResponseOutput(socket, wire.buffers, wire.pool.bulkBuffers);
    this.#body = new ResponseBody(wire, this.#output);
  }

  /** Makes ready for the next response. */
  begin(): void {
    this.status = 0;
    this.#output.begin();
    this.#body.reset();
    this.#headFault = '';
    this.faultBytes = '';
    this.#rest = EMPTY;
    this.drop();
  }

  /** Forgets what was not sent yet, and the parser's state. */
  drop(): void {
    this.#collector.clear();
    this.#output.drop();
    if (this.#head !== null) this.#wire.responseHeads.give(this.#head);
    this.#head = null;
  }

  /** Takes bytes of the upstream. */
  take(connection: UpstreamConnection, bytes: Buffer, end: number): RelayStep {
    return this.#body.isBegun ? this.#body.take(connection, bytes, 0, end) : this.#takeHead(connection, bytes, end);
  }

  /** Lets a held head pass. */
  goOn(connection: UpstreamConnection): RelayStep {
    const rest = this.#rest;
    this.#rest = EMPTY;
    if (rest.length > 0 || this.#body.isDone) return this.#body.take(connection, rest, 0, rest.length);
    this.#output.send();
    return 'more';
  }

  /** The upstream will send no more: true if that makes the response whole, and its last bytes are in hand. */
  takeEnd(): boolean {
    return this.#body.takeEnd();
  }

  /** The bytes behind the head of a switch of protocols. */
  takeRest(): Buffer {
    const rest = this.#rest;
    this.#rest = EMPTY;
    return rest;
  }

  get bytesOut(): number {
    return this.#body.bytesOut;
  }

  /** The upstream's connection has nothing left of this exchange and may be used again. */
  get isUpstreamClean(): boolean {
    return this.#body.isUpstreamClean;
  }

  /** What broke the response. */
  get fault(): string {
    return this.#headFault === '' ? this.#body.fault : this.#headFault;
  }

  /** The client may have seen something of the final response. */
  get isHeadOut(): boolean {
    return this.#output.isBegun;
  }

  /** Sends what is in hand. */
  send(): void {
    this.#output.send();
  }

  /** The client has taken everything. */
  onClientDrain(): void {
    this.#output.reclaim();
  }

  #takeHead(connection: UpstreamConnection, fed: Buffer, fedEnd: number): RelayStep {
    this.#head ??= this.#wire.responseHeads.take();
    const head = this.#head;
    let pos = this.#collector.feed(head, fed, 0, fedEnd);
    while (pos >= 0) {
      const { bytes, end } = this.#collector;
      if (head.status >= 200) return this.#takeFinalHead(connection, head, bytes, pos, end);
      if (head.status === 101) return this.#takeSwitch(head, bytes, pos, end);
      this.#sendInterim(head, bytes);
      if (pos === end) return 'more';
      pos = this.#collector.feed(head, bytes, pos, end);
    }
    if (pos === NEED_MORE) return 'more';
    const { bytes, end } = this.#collector;
    this.faultBytes = escapeBytes(bytes.subarray(head.start, end));
    return this.#break(head.fault);
  }

  #takeFinalHead(
    connection: UpstreamConnection,
    head: ResponseHead,
    bytes: Buffer,
    pos: number,
    end: number,
  ): RelayStep {
    const { responseWriter, responseHeads, desk } = this.#wire;
    const { status, meaning } = head;
    this.status = status;
    const framing = this.#chooseFraming(head);
    const isChunkedOut = (framing === 'chunked' || framing === 'until-close') && !this.#terms.isHttp10;
    // An app that sends the body it announces to HEAD would answer the next request with it.
    const isBodyWithheld = this.#terms.isHead && (meaning.isChunked || meaning.contentLength > 0);
    const keepsUpstream = !isBodyWithheld && !meaning.wantsClose && (!head.isHttp10 || meaning.wantsKeepAlive);
    this.#body.begin(framing, meaning.contentLength, isChunkedOut, keepsUpstream);
    this.persistence = this.#terms.choosePersistence(framing === 'until-close' || framing === 'chunked');
    const room = responseWriter.room(pos - head.start) + Math.min(end - pos, BODY_WITH_HEAD) + CHUNK_OVERHEAD;
    const out = this.#output.room(room);
    const context = {
      requestId: this.#terms.requestId,
      framing: isChunkedOut ? 'chunked' : this.#chooseClientFraming(head),
      persistence: this.persistence,
    };
    this.#output.length = responseWriter.put(out, bytes, head, context);
    this.#head = null;
    responseHeads.give(head);
    if (status >= 502 && status <= 504 && desk.mayExplainGatewayStatus) {
      this.#rest = Buffer.from(bytes.subarray(pos, end));
      return 'asked';
    }
    return this.#body.take(connection, bytes, pos, end);
  }

  #chooseFraming({ status, meaning }: ResponseHead): BodyFraming {
    if (this.#terms.isHead || status === 204 || status === 304) return 'none';
    if (meaning.isChunked) return 'chunked';
    return meaning.contentLength === -1 ? 'until-close' : 'length';
  }

  /** A response without a body may still say how long it would be, except 204 (RFC 9110 section 8.6). */
  #chooseClientFraming({ status, meaning }: ResponseHead): ClientFraming {
    if (meaning.contentLength !== -1 && status !== 204) return 'given';
    return this.#terms.isHead && meaning.isChunked && !this.#terms.isHttp10 ? 'chunked' : 'nothing';
  }

  #takeSwitch(head: ResponseHead, bytes: Buffer, pos: number, end: number): RelayStep {
    if (!this.#terms.isUpgrade || !head.meaning.offersUpgrade || head.meaning.upgradeField === -1) {
      return this.#break('it switches protocols without being asked');
    }
    const { responseWriter } = this.#wire;
    this.status = 101;
    const out = this.#output.room(responseWriter.room(pos - head.start));
    this.#output.length = responseWriter.putSwitch(out, bytes, head, this.#terms.requestId);
    this.#rest = Buffer.from(bytes.subarray(pos, end));
    return 'switched';
  }

  // HTTP/1.0 knows no interim responses (RFC 9110 section 15.2).
  #sendInterim(head: ResponseHead, bytes: Buffer): void {
    this.#terms.awaitsContinue = false;
    if (this.#terms.isHttp10) return;
    const { responseWriter } = this.#wire;
    const out = Buffer.allocUnsafe(responseWriter.room(this.#collector.end - head.start));
    this.#socket.write(out.subarray(0, responseWriter.putInterim(out, bytes, head)));
  }

  #break(fault: string): RelayStep {
    this.#headFault = fault;
    return 'broken';
  }
}

const EMPTY = Buffer.alloc(0);

/** More of a body than this is not worth one write with its head. */
const BODY_WITH_HEAD = 65_536;
