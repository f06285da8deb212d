import type { BodyReader } from './body-reader.ts';
import { putBytes, putLineEnd, putText } from './byte-writer.ts';
import { REFUSED } from './field-section.ts';

/** Room for the longest chunk size line: no gathered chunk has more than 32 bits of size. */
const SIZE_LINE_BYTES = 10;

/** What framing a gathered chunk costs at most, the last chunk without trailers included. */
export const CHUNK_OVERHEAD = SIZE_LINE_BYTES + 2 + 5;

/**
 * Gathers the data of one read and writes it as one chunk: the chunks of the sender are never passed on as they came.
 * One of these serves all connections, since a gathering is over before the next begins.
 */
export class ChunkWriter {
  /** Where the reading stopped; REFUSED for a body that breaks the rules. */
  position = 0;
  /** Data bytes gathered. */
  size = 0;

  /** Copies all data of the read to `out` from `start` on; returns the end. */
  gather(reader: BodyReader, bytes: Buffer, from: number, end: number, out: Buffer, start: number): number {
    let at = start;
    let pos = from;
    do {
      pos = reader.advance(bytes, pos, end);
      if (pos === REFUSED) break;
      at = putBytes(out, at, bytes, reader.pieceStart, reader.pieceEnd);
    } while (pos < end && !reader.isDone);
    this.position = pos;
    this.size = at - start;
    return at;
  }

  /**
   * The same as a chunk; nothing is written for no data. The size has as many digits as it could need at most, so that
   * the data need not be moved once its size is known; a leading zero is the rare price.
   */
  gatherChunk(reader: BodyReader, bytes: Buffer, from: number, end: number, out: Buffer, start: number): number {
    const digits = (end - from).toString(16).length;
    const dataEnd = this.gather(reader, bytes, from, end, out, start + digits + 2);
    if (this.size === 0) return start;
    putText(out, start, `${this.size.toString(16).padStart(digits, '0')}\r\n`);
    return putLineEnd(out, dataEnd);
  }
}
