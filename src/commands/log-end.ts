import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';
import { describeFileError, toErrorCode } from '../core/system-error.ts';

/** The last bytes of a log that are looked at: more than 200 lines have, unless they are megabytes of JSON. */
const KEPT_BYTES = 1 << 20;
/** What is larger is not read from its beginning only to count its lines. */
const MOST_COUNTED_BYTES = 64 << 20;
const LINE_END = 0x0a;

/** The end of a log, and what stood before it. */
export interface LogEnd {
  readonly bytes: Buffer;
  /** The first four bytes of all: they tell the encoding. */
  readonly opening: Buffer;
  /** Line ends before `bytes`; null if they were not counted. */
  readonly linesBefore: number | null;
  /** False: `bytes` begin in the middle. */
  readonly isWhole: boolean;
}

/** Why a log cannot be read, as a sentence without an end. */
export class UnreadableLog extends Error {}

/**
 * Reads the end of a log: of a file, or of stdin for `-`. gzip is undone, and read as far as it goes if it breaks off. Holds
 * no more than some megabytes, however long the log is. Rejects with UnreadableLog.
 */
export async function readLogEnd(name: string): Promise<LogEnd> {
  if (name === '-') return collect(process.stdin, 'stdin');
  try {
    const start = await findStart(name);
    if (start === 0) return await collect(createReadStream(name), name);
    const { opening } = await collect(createReadStream(name, { end: 3 }), name);
    if (isGzip(opening)) return await collect(createReadStream(name), name);
    const { bytes } = await collect(createReadStream(name, { start }), name);
    return { bytes, opening, linesBefore: null, isWhole: false };
  } catch (error) {
    throw toUnreadable(error, name);
  }
}

/** Where to begin to read: 0, or in a large file an even place, for the two bytes of a character of UTF-16 stay together. */
async function findStart(name: string): Promise<number> {
  const found = await stat(name);
  if (found.isDirectory()) throw new UnreadableLog(`${name} is a folder, not a log`);
  if (found.isCharacterDevice() || found.isBlockDevice()) throw new UnreadableLog(`${name} is a device, not a log`);
  if (!found.isFile() || found.size <= MOST_COUNTED_BYTES) return 0;
  return found.size - KEPT_BYTES - (found.size % 2);
}

async function collect(source: Readable, name: string): Promise<LogEnd> {
  const keeper = new EndKeeper();
  try {
    const isPacked = isGzip(await peek(source));
    for await (const chunk of isPacked ? unpack(source) : source) keeper.push(chunk);
  } catch (error) {
    // What is broken further on is readable up to there.
    if (keeper.isEmpty) throw toUnreadable(error, name);
  }
  return keeper.end;
}

async function peek(source: Readable): Promise<Buffer> {
  const ended = new Promise((resolve, reject) => source.once('end', resolve).once('error', reject));
  await Promise.race([once(source, 'readable'), ended]);
  const first: Buffer | null = source.read();
  if (first !== null) source.unshift(first);
  return first ?? Buffer.alloc(0);
}

function isGzip(opening: Buffer): boolean {
  return opening[0] === 0x1f && opening[1] === 0x8b;
}

function unpack(source: Readable): Readable {
  const unpacked = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  pipeline(source, unpacked, () => undefined);
  return unpacked;
}

function toUnreadable(error: unknown, name: string): UnreadableLog {
  if (error instanceof UnreadableLog) return error;
  return new UnreadableLog(`${name} ${describeFileError(toErrorCode(error), 'read')}`);
}

/** Keeps the last bytes of a stream, and counts the lines before them. */
class EndKeeper {
  #chunks: Buffer[] = [];
  #bytes = 0;
  #linesBefore = 0;
  #isWhole = true;
  #opening: Buffer = Buffer.alloc(0);

  get isEmpty(): boolean {
    return this.#bytes === 0;
  }

  push(chunk: Buffer): void {
    if (this.#opening.length < 4) this.#opening = Buffer.concat([this.#opening, chunk.subarray(0, 4)]).subarray(0, 4);
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes >= 2 * KEPT_BYTES) this.#drop();
  }

  get end(): LogEnd {
    const bytes = Buffer.concat(this.#chunks);
    return { bytes, opening: this.#opening, linesBefore: this.#linesBefore, isWhole: this.#isWhole };
  }

  // Seldom, so that a long log is not copied over and over; at an even place, see above.
  #drop(): void {
    const all = Buffer.concat(this.#chunks);
    const start = all.length - KEPT_BYTES - (all.length % 2);
    for (let at = all.indexOf(LINE_END); at !== -1 && at < start; at = all.indexOf(LINE_END, at + 1))
      this.#linesBefore += 1;
    const kept = Buffer.from(all.subarray(start));
    this.#chunks = [kept];
    this.#bytes = kept.length;
    this.#isWhole = false;
  }
}
