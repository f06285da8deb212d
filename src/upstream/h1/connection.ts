import type { UpstreamAddress } from '../../core/settings.ts';
import type { BufferPool } from '../../http1/bytes.ts';
import { dial } from '../../socket/sockets.ts';
import type { SocketListener, StreamSocket } from '../../socket/stream-socket.ts';
import type { Borrower } from '../upstream-request.ts';

/** Whoever an upstream connection works for at the moment. */
export interface UpstreamOwner {
  onConnected(): void;
  /** The bytes are valid only during the call, unless `detachBytes` is called. */
  onBytes(bytes: Buffer, end: number): void;
  /** The upstream will send no more. */
  onEnd(): void;
  /** The connection is gone; `error` tells why, if there is a reason. */
  onClosed(error: NodeJS.ErrnoException | null): void;
  onDrain(): void;
}

/** For a connection whose app has answered and may read the rest of a body. Whatever else it does, it does that no more. */
export class AnsweredOwner implements UpstreamOwner {
  readonly #listener: Pick<UpstreamOwner, 'onDrain'>;
  readonly onBytes: () => void;
  readonly onEnd: () => void;
  readonly onClosed: () => void;

  constructor(listener: Pick<UpstreamOwner, 'onDrain'>, onLeft: () => void) {
    this.#listener = listener;
    this.onBytes = onLeft;
    this.onEnd = onLeft;
    this.onClosed = onLeft;
  }

  onConnected(): void {}

  onDrain(): void {
    this.#listener.onDrain();
  }
}

/** What a pool hears of its connections. */
export interface ConnectionWatcher {
  /** A connection without an owner ended, broke, or said something unasked: `bytes`, which are valid during the call only. */
  onIdleEvent(connection: UpstreamConnection, bytes?: Buffer): void;
  onGone(connection: UpstreamConnection): void;
}

/** How long the app may take to read the last bytes of a client that is gone. */
const LAST_BYTES_MS = 30_000;

/** Reads of at least this size are bulk: the next one gets a buffer of its own, which can be passed on uncopied. */
const BULK_READ = 16_384;

/**
 * One connection to the app. All connections read into the same buffer, since nearly every response is dealt with in
 * the call that brings it (measured: a fresh buffer for each read costs a tenth of a request); bulk reads get their own.
 */
export class UpstreamConnection implements SocketListener {
  readonly socket: StreamSocket;
  readonly address: UpstreamAddress;
  owner: UpstreamOwner | null = null;
  isConnected = false;
  /** Whom it may serve next, by all that it has carried. */
  borrower: Borrower = 'anybody';
  /** For whom alone it waits, while it does. */
  keptFor: object | null = null;
  /** It has answered a request before. */
  isReused = false;
  /** performance.now() */
  readonly openedAtMs = performance.now();
  /** Since when it has been idle, in the wheel's time of the machine. */
  idleSinceMs = 0;
  readonly #watcher: ConnectionWatcher;
  readonly #sharedBuffer: Buffer;
  readonly #bulkBuffers: BufferPool;
  #ownBuffer: Buffer | null = null;
  #isBulk = false;
  #lastBytes: NodeJS.Timeout | undefined;

  constructor(address: UpstreamAddress, sharedBuffer: Buffer, bulkBuffers: BufferPool, watcher: ConnectionWatcher) {
    this.address = address;
    this.#sharedBuffer = sharedBuffer;
    this.#bulkBuffers = bulkBuffers;
    this.#watcher = watcher;
    const target = address.kind === 'unix' ? { path: address.path } : { host: address.host, port: address.port };
    this.socket = dial(target, this, () => {
      this.isConnected = true;
      this.owner?.onConnected();
    });
  }

  /** True while the bytes in hand may be kept with `detachBytes`. */
  get hasOwnBuffer(): boolean {
    return this.#ownBuffer !== null;
  }

  /** The buffer of the bytes in hand now belongs to the caller; the connection reads on into another. */
  detachBytes(): Buffer {
    const buffer = this.#ownBuffer;
    if (buffer === null) throw new Error('BUG: the shared read buffer cannot be kept');
    this.#ownBuffer = null;
    return buffer;
  }

  /** Ends the connection at once; the owner hears nothing more. */
  destroy(): void {
    this.owner = null;
    this.socket.destroy();
  }

  /** Lets what was written leave, then ends the connection; the owner hears nothing more. */
  destroySoon(): void {
    this.owner = null;
    if (this.socket.destroyed) return;
    this.socket.destroySoon();
    this.#lastBytes = setTimeout(() => this.socket.destroy(), LAST_BYTES_MS).unref();
  }

  onDrain(): void {
    this.owner?.onDrain();
  }

  onEnd(): void {
    const { owner, socket } = this;
    if (owner === null) this.#watcher.onIdleEvent(this);
    else if (socket.writableEnded || socket.writableLength > 0) owner.onEnd();
    // libuv reports the end for a reset too that came together with the last data (`uv__stream_io`, POLLHUP behind a
    // partial read), but the kernel lets nobody write then: the error follows, and `onClosed` tells of it.
    else socket.probe(() => (this.owner === owner ? owner.onEnd() : undefined));
  }

  onClosed(error: NodeJS.ErrnoException | null): void {
    const { owner } = this;
    this.owner = null;
    clearTimeout(this.#lastBytes);
    this.#watcher.onGone(this);
    owner?.onClosed(error);
  }

  nextBuffer(): Buffer {
    if (this.#isBulk) {
      this.#ownBuffer ??= this.#bulkBuffers.take(0);
      return this.#ownBuffer;
    }
    if (this.#ownBuffer !== null) this.#bulkBuffers.give(this.#ownBuffer);
    this.#ownBuffer = null;
    return this.#sharedBuffer;
  }

  onRead(bytes: Buffer, size: number): void {
    this.#isBulk = size >= BULK_READ;
    if (this.owner === null) this.#watcher.onIdleEvent(this, bytes.subarray(0, size));
    else this.owner.onBytes(bytes, size);
    // Idle again: the next read is the head of another response.
    if (this.owner === null) this.#isBulk = false;
  }
}
