import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { type Entry, toSizeBytes } from './entry.ts';

/** The kinds of file as stat(2) has them; a zip made on Unix keeps them beside the permissions. */
const REGULAR = 0o100000;
const FOLDER = 0o040000;
const LINK = 0o120000;

/**
 * Writes a zip in which modes and links are kept. The same entries give the same bytes, by the same Node.js: all carry one
 * time. It comes to stand under its name when it is whole.
 */
export async function writeZip(entries: readonly Entry[], output: string, time: Date): Promise<void> {
  const zip = new ZipFile();
  const draft = `${output}.part`;
  // What a stream inside says is told by the zip alone.
  const failed = new Promise<never>((_, reject) => zip.once('error', reject));
  const written = pipeline(zip.outputStream, createWriteStream(draft));
  for (const entry of entries) add(zip, entry, time);
  zip.end();
  try {
    await Promise.race([written, failed]);
    await rename(draft, output);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

// The clock of DOS has no zone: one that is read in each has to be written as local.
function add(zip: ZipFile, entry: Entry, time: Date): void {
  const mtime = new Date(time.getTime() + time.getTimezoneOffset() * 60_000);
  const shared = { mtime, forceDosTimestamp: true };
  switch (entry.kind) {
    case 'folder':
      zip.addEmptyDirectory(entry.path, { ...shared, mode: FOLDER | entry.mode });
      break;
    case 'link':
      zip.addBuffer(Buffer.from(entry.target), entry.path, { ...shared, mode: LINK | 0o777, compress: false });
      break;
    case 'text':
      zip.addBuffer(Buffer.from(entry.text), entry.path, { ...shared, mode: REGULAR | entry.mode });
      break;
    case 'file':
      zip.addReadStreamLazy(entry.path, { ...shared, mode: REGULAR | entry.mode, size: toSizeBytes(entry) }, (give) =>
        give(null, createReadStream(entry.source)),
      );
      break;
  }
}
