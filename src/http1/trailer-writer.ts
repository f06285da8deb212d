import { isPassedTrailer } from '../core/header-rule.ts';
import type { ChunkedReader } from './chunked.ts';

/** The end of a chunked body with the trailers that may be passed on (RFC 9110 section 6.5), written anew. */
export function toLastChunk(reader: ChunkedReader, withheld: ReadonlySet<string>): Buffer {
  const { trailers, trailerBytes } = reader;
  if (trailers === null || trailers.count === 0) return LAST_CHUNK;
  let text = '0\r\n';
  for (let i = 0; i < trailers.count; i++) {
    const name = trailers.nameOf(trailerBytes, i);
    if (!isPassedTrailer(name) || withheld.has(name)) continue;
    text += `${name}: ${trailers.valueOf(trailerBytes, i)}\r\n`;
  }
  return Buffer.from(`${text}\r\n`, 'latin1');
}

export const LAST_CHUNK: Buffer = Buffer.from('0\r\n\r\n', 'latin1');
