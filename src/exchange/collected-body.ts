import { promises } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { CollectSettings } from '../core/proxy-settings.ts';
import { formatSize } from '../core/size.ts';
import { toDescriptorFailure } from '../failures/descriptor-limit.ts';
import { Failure } from '../failures/failure.ts';
import { randomHex } from '../random.ts';
import { BODY_MEMORY_BYTES } from './body-memory.ts';

/** What stays in memory of one body. */
const MOST_IN_MEMORY = 1_048_576;

/** What may wait to be written to a file before its client is read no more. */
const MOST_UNWRITTEN = 262_144;

const READ_BYTES = 65_536;

/** A client that sends byte by byte must not make us keep a buffer for each. */
const MOST_PIECES = 256;

/** Files of all bodies together may be as large as so many of the longest. */
const MOST_OF_THE_LONGEST = 16;

/** The room that all bodies of one generation share while they are gathered. */
export class CollectRoom {
  readonly settings: CollectSettings;
  memoryBytes = 0;
  #fileBytes = 0;

  constructor(settings: CollectSettings) {
    this.settings = settings;
  }

  takeFileBytes(bytes: number): void {
    const most = MOST_OF_THE_LONGEST * this.settings.maxBytes;
    if (this.#fileBytes + bytes > most) throw toRoomFailure(`those that are being gathered take ${formatSize(most)}`);
    this.#fileBytes += bytes;
  }

  giveFileBytes(bytes: number): void {
    this.#fileBytes -= bytes;
  }
}

/** Hears how far the storing of a body is. */
export interface StoreWatcher {
  /** Something more of it is in its file. */
  onStored(): void;
  onStoreFailed(failure: Failure): void;
}

/** A request body that is gathered before the app gets it: in memory, and once it is large in a file that has no name. */
export class CollectedBody {
  size = 0;
  readonly #room: CollectRoom;
  readonly #watcher: StoreWatcher;
  /** In memory: all of it, or what its file does not have yet. */
  #pieces: Buffer[] = [];
  #memoryBytes = 0;
  #fileBytes = 0;
  #file: FileHandle | null = null;
  #writing: Promise<void> | null = null;
  #isInFile = false;
  #isReleased = false;

  constructor(room: CollectRoom, watcher: StoreWatcher) {
    this.#room = room;
    this.#watcher = watcher;
  }

  /** Keeps bytes, which belong to the body from now on. */
  push(bytes: Buffer): void {
    this.size += bytes.length;
    this.#pieces.push(bytes);
    if (this.#pieces.length > MOST_PIECES) this.#pieces = [Buffer.concat(this.#pieces)];
    this.#countMemory(bytes.length);
    this.#isInFile ||= this.size > MOST_IN_MEMORY || this.#room.memoryBytes > BODY_MEMORY_BYTES;
    if (this.#isInFile) this.#writing ??= this.#write();
  }

  /** The file is slower than the client. */
  get isBehind(): boolean {
    return this.#isInFile && this.#memoryBytes > MOST_UNWRITTEN;
  }

  /** All of it is where it stays. */
  get isStored(): boolean {
    return this.#writing === null;
  }

  /** All of it, null where it is in a file. */
  get inMemory(): Buffer | null {
    return this.#isInFile ? null : Buffer.concat(this.#pieces);
  }

  /** From its beginning, whenever it is asked for, once it `isStored`. */
  async *read(): AsyncGenerator<Buffer> {
    if (this.#file === null) {
      yield* this.#pieces;
      return;
    }
    for (let at = 0; at < this.size; ) {
      const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
      const { bytesRead } = await this.#file.read(buffer, 0, READ_BYTES, at).catch((error: unknown) => {
        throw toStoreFailure(error);
      });
      if (bytesRead === 0) throw toRoomFailure('its file is shorter than what was written to it');
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }

  /** Gives its room back; nothing is left of it. */
  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#pieces = [];
    this.#countMemory(-this.#memoryBytes);
    void (this.#writing ?? Promise.resolve()).then(() => {
      this.#room.giveFileBytes(this.#fileBytes);
      void this.#file?.close().catch(() => undefined);
    });
  }

  async #write(): Promise<void> {
    try {
      this.#file ??= await openNameless(this.#room.settings.folder);
      while (this.#pieces.length > 0) {
        const bytes = Buffer.concat(this.#pieces.splice(0));
        this.#room.takeFileBytes(bytes.length);
        this.#fileBytes += bytes.length;
        await this.#file.appendFile(bytes);
        if (this.#isReleased) return;
        this.#countMemory(-bytes.length);
        if (this.#pieces.length === 0) this.#writing = null;
        this.#watcher.onStored();
      }
    } catch (error) {
      if (!this.#isReleased) this.#watcher.onStoreFailed(toStoreFailure(error));
    }
  }

  #countMemory(bytes: number): void {
    this.#memoryBytes += bytes;
    this.#room.memoryBytes += bytes;
  }
}

/** A file that is gone with its last descriptor, however berth ends. */
async function openNameless(folder: string): Promise<FileHandle> {
  const path = join(folder, `.body-${randomHex(16)}`);
  const file = await promises.open(path, 'wx+', 0o600);
  await promises.unlink(path);
  return file;
}

function toRoomFailure(reason: string): Failure {
  return new Failure('BODY_NOT_COLLECTED', { reason });
}

/** In the words of whoever can do something about it. */
const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'there is no space left in the run directory',
  EDQUOT: 'the disk quota of the run directory is used up',
  EFBIG: 'files may not be so large here (`ulimit -f`)',
  EROFS: 'the run directory is on a file system that cannot be written',
  EACCES: 'the run directory cannot be written',
  ENOENT: 'the run directory is gone',
};

function toStoreFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  const reason = REASONS[code] ?? message;
  return toDescriptorFailure(error, 'A request body could not be gathered') ?? toRoomFailure(reason);
}
