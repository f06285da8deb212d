import type { Socket } from 'node:net';
import { escapeBytes } from '../../core/escape-bytes.ts';
import { type BodyFraming, BodyReader } from './body-reader.ts';
import { CHUNK_OVERHEAD } from './chunk-writer.ts';
import { NEED_MORE, REFUSED } from './field-section.ts';
import { HeadCollector } from './head-collector.ts';
import type { ResponseHead } from './response-head.ts';
import { ResponseOutput } from './response-output.ts';
import type { ResponseTerms } from './response-terms.ts';
import type { ClientFraming, ClientPersistence } from './response-writer.ts';
import { LAST_CHUNK, toLastChunk } from './trailer-writer.ts';
import type { UpstreamConnection } from './upstream-connection.ts';
import type { Wire } from './wire.ts';

/**
 * What a step came to. `more`: go on. `asked`: the head is held, call `goOn` to let it pass. `switched`: the app changed
 * protocols, the head is ready for `send`. `done`: the last bytes are in hand, ready for `send`. `broken`: see `fault`.
 */
export type RelayStep = 'more' | 'asked' | 'switched' | 'done' | 'broken';

/**
 * The response on its way to the client: parsed, written anew and sent on as it comes, except for its last bytes, which
 * wait for `send`.
 */
export class ResponseRelay {
  /** Of the final response, 0 before it. */
  status = 0;
  bytesOut = 0;
  /** The upstream's connection has nothing left of this exchange and may be used again. */
  isUpstreamClean = false;
  persistence: ClientPersistence = 'default';
  fault = '';
  /** What a head that was refused began with, escaped; '' for other faults. */
  faultBytes = '';
  readonly #wire: Wire;
  readonly #socket: Socket;
  readonly #terms: ResponseTerms;
  readonly #collector = new HeadCollector();
  readonly #reader: BodyReader;
  readonly #output: ResponseOutput;
  #head: ResponseHead | null = null;
  #isInBody = false;
  #isChunkedOut = false;
  #keepsUpstream = false;
  /** Bytes behind a head that is held. */
  #rest: Buffer = EMPTY;

  constructor(wire: Wire, socket: Socket, terms: ResponseTerms) {
    this.#wire = wire;
    this.#socket = socket;
    this.#terms = terms;
    this.#output = new ResponseOutput(socket, wire.buffers, wire.pool.bulkBuffers);
    this.#reader = new BodyReader(wire.responseNames);
  }

  /** Makes ready for the next response. */
  begin(): void {
    this.status = 0;
    this.bytesOut = 0;
    this.#output.begin();
    this.isUpstreamClean = false;
    this.fault = '';
    this.faultBytes = '';
    this.#isInBody = false;
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
    return this.#isInBody ? this.#takeBody(connection, bytes, 0, end) : this.#takeHead(connection, bytes, end);
  }

  /** Lets a held head pass. */
  goOn(connection: UpstreamConnection): RelayStep {
    const rest = this.#rest;
    this.#rest = EMPTY;
    if (rest.length > 0 || this.#reader.isDone) return this.#takeBody(connection, rest, 0, rest.length);
    this.#output.send();
    return 'more';
  }

  /** The upstream will send no more: true if that makes the response whole, and its last bytes are in hand. */
  takeEnd(): boolean {
    if (!this.#isInBody || this.#reader.framing !== 'until-close') return false;
    if (this.#isChunkedOut) this.#putLastChunk();
    return true;
  }

  /** The bytes behind the head of a switch of protocols. */
  takeRest(): Buffer {
    const rest = this.#rest;
    this.#rest = EMPTY;
    return rest;
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
    this.#isInBody = true;
    const framing = this.#chooseFraming(head);
    this.#reader.begin(framing, meaning.contentLength);
    this.persistence = this.#terms.choosePersistence(framing === 'until-close' || framing === 'chunked');
    this.#keepsUpstream =
      framing !== 'until-close' && !meaning.wantsClose && (!head.isHttp10 || meaning.wantsKeepAlive);
    const room = responseWriter.room(pos - head.start) + Math.min(end - pos, BODY_WITH_HEAD) + CHUNK_OVERHEAD;
    const out = this.#output.room(room);
    const context = {
      requestId: this.#terms.requestId,
      framing: this.#chooseClientFraming(head, framing),
      persistence: this.persistence,
    };
    this.#output.length = responseWriter.put(out, bytes, head, context);
    this.#head = null;
    responseHeads.give(head);
    if (status >= 502 && status <= 504 && desk.mayExplainGatewayStatus) {
      this.#rest = Buffer.from(bytes.subarray(pos, end));
      return 'asked';
    }
    return this.#takeBody(connection, bytes, pos, end);
  }

  #chooseFraming({ status, meaning }: ResponseHead): BodyFraming {
    if (this.#terms.isHead || status === 204 || status === 304) return 'none';
    if (meaning.isChunked) return 'chunked';
    return meaning.contentLength === -1 ? 'until-close' : 'length';
  }

  /** A response without a body may still say how long it would be, except 204 (RFC 9110 section 8.6). */
  #chooseClientFraming({ status, meaning }: ResponseHead, framing: BodyFraming): ClientFraming {
    this.#isChunkedOut = (framing === 'chunked' || framing === 'until-close') && !this.#terms.isHttp10;
    if (this.#isChunkedOut) return 'chunked';
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
    if (this.#terms.isHttp10) return;
    const { responseWriter } = this.#wire;
    const out = Buffer.allocUnsafe(responseWriter.room(this.#collector.end - head.start));
    this.#socket.write(out.subarray(0, responseWriter.putInterim(out, bytes, head)));
  }

  #takeBody(connection: UpstreamConnection, bytes: Buffer, from: number, end: number): RelayStep {
    const reader = this.#reader;
    // Bytes behind a response that has no body: nobody can tell what they are, so only the connection is given up.
    if (reader.isDone) return this.#complete(from === end, reader.framing === 'none');
    if (this.#canPassOn(connection)) return this.#passOn(connection, bytes, from, end);
    const { chunkWriter } = this.#wire;
    const output = this.#output;
    const out = output.room(end - from + CHUNK_OVERHEAD);
    output.length = this.#isChunkedOut
      ? chunkWriter.gatherChunk(reader, bytes, from, end, out, output.length)
      : chunkWriter.gather(reader, bytes, from, end, out, output.length);
    if (chunkWriter.position === REFUSED) return this.#break(reader.fault);
    this.bytesOut += chunkWriter.size;
    if (reader.isDone) {
      if (this.#isChunkedOut) this.#putLastChunk();
      return this.#complete(chunkWriter.position === end, false);
    }
    this.#output.send();
    return 'more';
  }

  #canPassOn(connection: UpstreamConnection): boolean {
    return this.#output.isEmpty && connection.hasOwnBuffer && !this.#isChunkedOut && this.#reader.framing !== 'chunked';
  }

  /** Sends bulk data as it lies in the read buffer. */
  #passOn(connection: UpstreamConnection, bytes: Buffer, from: number, end: number): RelayStep {
    const pos = this.#reader.advance(bytes, from, end);
    const piece = bytes.subarray(from, pos);
    this.bytesOut += piece.length;
    if (this.#reader.isDone) {
      this.#output.hold(piece, connection.detachBytes());
      return this.#complete(pos === end, false);
    }
    if (!this.#output.pass(piece)) this.#output.lend(connection.detachBytes());
    return 'more';
  }

  #putLastChunk(): void {
    const { framing, chunked } = this.#reader;
    this.#output.put(framing === 'chunked' ? toLastChunk(chunked, this.#wire.withheld) : LAST_CHUNK);
  }

  #complete(isWholeRead: boolean, mayHaveMore: boolean): RelayStep {
    if (!isWholeRead && !mayHaveMore) return this.#break('bytes follow behind its end');
    this.isUpstreamClean = isWholeRead && this.#keepsUpstream;
    return 'done';
  }

  #break(fault: string): RelayStep {
    this.fault = fault;
    return 'broken';
  }
}

const EMPTY = Buffer.alloc(0);

/** More of a body than this is not worth one write with its head. */
const BODY_WITH_HEAD = 65_536;
