import { getSystemErrorName } from 'node:util';
import type { NativeHandle, NativeRequest, NativeStreams } from './native-handle.ts';
import { TAKES_NO_MORE } from './stream-socket.ts';

const NOTHING = Buffer.alloc(0);
/** What may wait before the writer is asked to. */
const HIGH_WATER_BYTES = 16_384;
const NOT_CONNECTED = -107; // UV_ENOTCONN on Linux

interface OwnRequest extends NativeRequest {
  owner: NativeOutput;
  /** What the kernel has yet to take must not be collected. */
  kept: unknown;
}

/** A request that the kernel has fulfilled at once was not touched, and serves again. */
let spareRequest: NativeRequest | null = null;

/** The writing side of a connection on its handle: a write goes to the kernel at once, and only what it does not take waits. */
export abstract class NativeOutput {
  destroyed = false;
  writableEnded = false;
  writableLength = 0;
  writableNeedDrain = false;
  deafTo: NodeJS.ErrnoException | null = null;
  /** null: not connected yet. */
  protected handle: NativeHandle | null = null;
  protected hasEnded = false;
  protected isShut = false;
  protected readonly streams: NativeStreams;
  #hearsOut = false;
  #closesWhenSent = false;
  #hasWritten = false;
  #isPrompt = false;
  #corks = 0;
  /** Bytes in the hands of libuv; those behind them wait in the queue. */
  #inFlightBytes = 0;
  #isWriting = false;
  #queue: Buffer[] | null = null;
  #onSent: (() => void) | null = null;

  constructor(streams: NativeStreams) {
    this.streams = streams;
  }

  abstract destroy(error?: NodeJS.ErrnoException): void;
  protected abstract onDrain(): void;

  get writable(): boolean {
    return !this.destroyed && !this.writableEnded;
  }

  get unsentBytes(): number {
    if (this.destroyed || !this.#isWriting) return this.writableLength;
    return this.writableLength - this.#inFlightBytes + Math.min(this.#inFlightBytes, this.handle!.writeQueueSize);
  }

  write(bytes: Buffer): boolean {
    if (!this.writable) return !this.destroyed;
    if (this.deafTo !== null) return true;
    if (this.#isWriting || this.#corks > 0 || this.handle === null) {
      this.#queue ??= [];
      this.#queue.push(bytes);
    } else {
      const request = this.#takeRequest();
      const status = this.handle.writeBuffer(request, bytes);
      if (status !== 0) return this.#failWrite(status);
      if (!this.#isLastWriteAsync) return true;
      this.#await(request, bytes, bytes.length);
    }
    this.writableLength += bytes.length;
    if (this.writableLength < HIGH_WATER_BYTES) return true;
    this.writableNeedDrain = true;
    return false;
  }

  cork(): void {
    this.#corks += 1;
  }

  uncork(): void {
    this.#corks -= 1;
    if (this.#corks === 0 && this.handle !== null) this.flush();
  }

  probe(onAlive: () => void = () => undefined): void {
    if (!this.writable || this.handle === null || this.deafTo !== null) return;
    const request = this.#takeRequest();
    const status = this.handle.writeBuffer(request, NOTHING);
    if (status !== 0) this.#failWrite(status);
    else if (this.#isLastWriteAsync) {
      this.#await(request, NOTHING, 0);
      this.#onSent = onAlive;
    } else onAlive();
  }

  hearOut(): void {
    this.#hearsOut = true;
  }

  end(): void {
    if (!this.writable) return;
    this.writableEnded = true;
    if (!this.#hasUnsent) this.#shut();
  }

  destroySoon(): void {
    this.writableEnded = true;
    this.#closesWhenSent = true;
    // Closing says FIN by itself.
    if (!this.#hasUnsent) this.destroy();
  }

  /** Writes what waits, unless something is being written; where nothing is left, says so. */
  protected flush(): void {
    if (this.#isWriting || this.destroyed) return;
    const pieces = this.#queue;
    if (pieces !== null) {
      this.#queue = null;
      const request = this.#takeRequest();
      const handle = this.handle!;
      const [first] = pieces;
      const status = pieces.length === 1 ? handle.writeBuffer(request, first!) : handle.writev(request, pieces, true);
      if (status !== 0) {
        this.#failWrite(status);
        return;
      }
      if (this.#isLastWriteAsync) {
        this.#await(request, pieces, this.writableLength);
        return;
      }
    }
    this.#onAllSent();
  }

  get #isLastWriteAsync(): boolean {
    const { state, isLastWriteAsync } = this.streams;
    return state[isLastWriteAsync] !== 0;
  }

  get #hasUnsent(): boolean {
    return this.#isWriting || this.#queue !== null;
  }

  #takeRequest(): NativeRequest {
    // Nagle's algorithm holds back only what follows something that is not acknowledged yet.
    if (this.#hasWritten && !this.#isPrompt) {
      this.#isPrompt = true;
      this.handle!.setNoDelay?.(true);
    }
    this.#hasWritten = true;
    spareRequest ??= this.streams.createWrite();
    return spareRequest;
  }

  #await(request: NativeRequest, kept: unknown, length: number): void {
    spareRequest = null;
    const own = request as OwnRequest;
    own.owner = this;
    own.kept = kept;
    own.oncomplete = onWritten as NativeRequest['oncomplete'];
    this.#isWriting = true;
    this.#inFlightBytes = length;
  }

  /** Of the handle alone: what was in its hands is written, or cannot be. */
  onWritten(status: number): void {
    if (this.destroyed) return;
    const onSent = this.#onSent;
    this.#onSent = null;
    this.#isWriting = false;
    this.writableLength -= this.#inFlightBytes;
    if (status < 0) this.#failWrite(status);
    else this.flush();
    if (!this.destroyed) onSent?.();
  }

  #onAllSent(): void {
    this.writableLength = 0;
    if (this.#closesWhenSent) this.destroy();
    else if (this.writableEnded) this.#shut();
    const wasFull = this.writableNeedDrain;
    this.writableNeedDrain = false;
    if (wasFull && !this.destroyed) this.onDrain();
  }

  /** Returns what `write` returns. */
  #failWrite(status: number): boolean {
    // Nobody knows how far it came with this one.
    spareRequest = null;
    const error = toError(status, 'write');
    if (!this.#hearsOut || this.hasEnded || !TAKES_NO_MORE.has(error.code!)) {
      this.destroy(error);
      return false;
    }
    this.deafTo = error;
    this.#queue = null;
    this.#onAllSent();
    return true;
  }

  #shut(): void {
    if (this.handle === null || this.destroyed || this.deafTo !== null) return;
    const request = this.streams.createShutdown() as OwnRequest;
    request.owner = this;
    request.oncomplete = onShut as NativeRequest['oncomplete'];
    const status = this.handle.shutdown(request);
    if (status === 1 || status === NOT_CONNECTED) this.onShut();
    else if (status < 0) this.destroy(toError(status, 'shutdown'));
  }

  /** Of the handle alone: FIN is out. */
  onShut(): void {
    this.isShut = true;
    if (this.hasEnded) this.destroy();
  }
}

function onWritten(this: OwnRequest, status: number): void {
  this.owner.onWritten(status);
}

function onShut(this: OwnRequest): void {
  this.owner.onShut();
}

export function toError(status: number, syscall: string): NodeJS.ErrnoException {
  const code = getSystemErrorName(status);
  return Object.assign(new Error(`${syscall} ${code}`), { errno: status, code, syscall });
}
