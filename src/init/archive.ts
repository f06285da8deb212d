import { inflateRawSync } from 'node:zlib';
import type { AppFolder } from './app-folder.ts';

/** The end of the central directory, and the longest comment behind it. */
const MOST_END_BYTES = 22 + 65_535;
/** A directory of more is not that of a web app: 32 MiB are some 300 000 files. */
const MOST_DIRECTORY_BYTES = 33_554_432;
const MOST_ENTRY_BYTES = 1_048_576;
const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const ENTRY_BYTES = 46;
const LOCAL_ENTRY_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;

interface Entry {
  readonly method: number;
  readonly packedBytes: number;
  readonly at: number;
}

/** A zip file (jar, war): the names in it, and the text of small files. */
export interface Archive {
  readonly names: readonly string[];
  /** Null for what is not in it, is encrypted or packed in a rare way, or is longer than a mebibyte. */
  read(name: string): string | null;
}

/** Opens an archive by its central directory alone, whatever its size; null for what is none, or is broken. */
export function readArchive(folder: AppFolder, file: string): Archive | null {
  const entries = readDirectory(folder, file);
  if (entries === null) return null;
  return {
    names: [...entries.keys()],
    read(name) {
      const entry = entries.get(name);
      return entry === undefined ? null : readEntry(folder, file, entry);
    },
  };
}

function readDirectory(folder: AppFolder, file: string): Map<string, Entry> | null {
  const size = folder.sizeOf(file);
  const tail = folder.readBytes(file, MOST_END_BYTES, Math.max(0, size - MOST_END_BYTES));
  const end = tail?.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06])) ?? -1;
  if (tail === null || end < 0 || end + 22 > tail.length || tail.readUInt32LE(end) !== END) return null;
  const length = tail.readUInt32LE(end + 12);
  // Not at the place that it names, if a start script stands before the archive, as in Spring Boot's executable jars.
  const at = size - tail.length + end - length;
  if (length > MOST_DIRECTORY_BYTES || at < 0) return null;
  const shift = at - tail.readUInt32LE(end + 16);
  const directory = folder.readBytes(file, length, at);
  return directory === null ? null : parseDirectory(directory, Math.max(0, shift));
}

function parseDirectory(directory: Buffer, shift: number): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (let at = 0; at + ENTRY_BYTES <= directory.length && directory.readUInt32LE(at) === ENTRY; ) {
    const nameBytes = directory.readUInt16LE(at + 28);
    const nameAt = at + ENTRY_BYTES;
    entries.set(directory.toString('utf8', nameAt, nameAt + nameBytes), {
      method: directory.readUInt16LE(at + 10),
      packedBytes: directory.readUInt32LE(at + 20),
      at: directory.readUInt32LE(at + 42) + shift,
    });
    at = nameAt + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

function readEntry(folder: AppFolder, file: string, { method, packedBytes, at }: Entry): string | null {
  const head = folder.readBytes(file, LOCAL_ENTRY_BYTES, at);
  if (packedBytes > MOST_ENTRY_BYTES || head?.length !== LOCAL_ENTRY_BYTES) return null;
  if (head.readUInt32LE(0) !== LOCAL_ENTRY) return null;
  const from = at + LOCAL_ENTRY_BYTES + head.readUInt16LE(26) + head.readUInt16LE(28);
  const packed = folder.readBytes(file, packedBytes, from);
  if (packed === null || packed.length !== packedBytes) return null;
  if (method === STORED) return packed.toString('utf8');
  if (method !== DEFLATED) return null;
  try {
    return inflateRawSync(packed, { maxOutputLength: MOST_ENTRY_BYTES }).toString('utf8');
  } catch {
    return null;
  }
}
