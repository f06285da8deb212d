import { type BodyFraming, BodyReader } from '../http1/body-reader.ts';
import { CHUNK_OVERHEAD } from '../http1/chunk-writer.ts';
import { REFUSED } from '../http1/field-section.ts';
import { LAST_CHUNK, toLastChunk } from '../http1/trailer-writer.ts';
import type { UpstreamConnection } from '../upstream/h1/upstream-connection.ts';
import type { ResponseOutput } from './response-output.ts';
import type { Wire } from './wire.ts';

/** What a step came to. `more`: go on. `done`: the last bytes are in hand. `broken`: see `fault`. */
export type BodyStep = 'more' | 'done' | 'broken';

/** The body of a response: sent on as it comes, in the client's framing, except for its last bytes. */
export class ResponseBody {
  bytesOut = 0;
  /** The upstream's connection has nothing left of this exchange and may be used again. */
  isUpstreamClean = false;
  /** True from the end of the final head. */
  isBegun = false;
  fault = '';
  readonly #wire: Wire;
  readonly #output: ResponseOutput;
  readonly #reader: BodyReader;
  #isChunkedOut = false;
  #keepsUpstream = false;

  constructor(wire: Wire, output: ResponseOutput) {
    this.#wire = wire;
    this.#output = output;
    this.#reader = new BodyReader(wire.responseNames);
  }

  /** Makes ready for the next response. */
  reset(): void {
    this.bytesOut = 0;
    this.isUpstreamClean = false;
    this.isBegun = false;
    this.fault = '';
  }

  /** The final head is there. `keepsUpstream`: by its head the connection may be used again after the body. */
  begin(framing: BodyFraming, length: number, isChunkedOut: boolean, keepsUpstream: boolean): void {
    this.isBegun = true;
    this.#reader.begin(framing, length);
    this.#isChunkedOut = isChunkedOut;
    this.#keepsUpstream = keepsUpstream && framing !== 'until-close';
  }

  /** True if no more of it is expected. */
  get isDone(): boolean {
    return this.#reader.isDone;
  }

  take(connection: UpstreamConnection, bytes: Buffer, from: number, end: number): BodyStep {
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
    output.send();
    return 'more';
  }

  /** The upstream will send no more: true if that makes the response whole, and its last bytes are in hand. */
  takeEnd(): boolean {
    if (!this.isBegun || this.#reader.framing !== 'until-close') return false;
    if (this.#isChunkedOut) this.#putLastChunk();
    return true;
  }

  #canPassOn(connection: UpstreamConnection): boolean {
    return this.#output.isEmpty && connection.hasOwnBuffer && !this.#isChunkedOut && this.#reader.framing !== 'chunked';
  }

  /** Sends bulk data as it lies in the read buffer. */
  #passOn(connection: UpstreamConnection, bytes: Buffer, from: number, end: number): BodyStep {
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

  #complete(isWholeRead: boolean, mayHaveMore: boolean): BodyStep {
    if (!isWholeRead && !mayHaveMore) return this.#break('bytes follow behind its end');
    this.isUpstreamClean = isWholeRead && this.#keepsUpstream;
    return 'done';
  }

  #break(fault: string): BodyStep {
    this.fault = fault;
    return 'broken';
  }
}
