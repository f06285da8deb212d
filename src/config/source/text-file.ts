import { readFileSync } from 'node:fs';

/** A file that is no text in UTF-8: where that shows first, and why as the predicate of a sentence. */
export class EncodingFault extends Error {
  readonly line: number;
  readonly column: number;

  /** `before`: the text in front of the place. */
  constructor(before: string, predicate: string) {
    super(predicate);
    this.line = before.split('\n').length;
    this.column = before.length - before.lastIndexOf('\n');
  }
}

const SAVE = 'save the file as UTF-8';

/**
 * The text of a file in UTF-8, a byte order mark included. Throws what `describeReadError` has words for, an EncodingFault
 * among it.
 */
export function readText(file: string): string {
  return decodeText(readFileSync(file));
}

function decodeText(bytes: Buffer): string {
  const encoding = findWideEncoding(bytes);
  if (encoding !== null) throw new EncodingFault('', `is ${encoding}: ${SAVE} (\`iconv -f ${encoding} -t UTF-8\`)`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    const before = text.slice(0, text.indexOf('\uFFFD'));
    const byte = bytes[Buffer.byteLength(before)] ?? 0;
    const hex = byte.toString(16).padStart(2, '0');
    const latin1 = byte >= 0xa0 ? ` (in Latin-1 it is ${String.fromCharCode(byte)})` : '';
    throw new EncodingFault(before, `has the byte 0x${hex}, which is not UTF-8${latin1}: ${SAVE}`);
  }
}

/** By its byte order mark; without one by the NULs that every second byte of ASCII in UTF-16 is. */
function findWideEncoding(bytes: Buffer): 'UTF-32' | 'UTF-16LE' | 'UTF-16BE' | null {
  const [first, second, third, fourth] = bytes;
  if (first === 0xff && second === 0xfe) return third === 0 && fourth === 0 ? 'UTF-32' : 'UTF-16LE';
  if (first === 0xfe && second === 0xff) return 'UTF-16BE';
  if (first !== 0 && second === 0 && third !== 0 && fourth === 0) return 'UTF-16LE';
  return first === 0 && second !== 0 && third === 0 && fourth !== 0 ? 'UTF-16BE' : null;
}
