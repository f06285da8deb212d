import type { Socket } from 'node:net';
import type { NativeHandle, NativeStreams } from './native-handle.ts';
import { NativeOutput, toError } from './native-output.ts';
import type { AcceptedSocket, SocketListener, StreamSocket } from './stream-socket.ts';

const END_OF_FILE = -4095; // UV_EOF

interface OwnHandle extends NativeHandle {
  owner: NativeSocket;
}

/**
 * A connection on the handle below node:net's Socket. A Socket is a stream on each side, with a queue, a state machine and
 * callbacks in the next tick, which cost more than all that berth does for a small answer.
 */
export class NativeSocket extends NativeOutput implements StreamSocket, AcceptedSocket {
  bytesRead = 0;
  #dialling: Socket | null = null;
  #listener: SocketListener | null = null;
  #buffer!: Buffer;
  #isPaused = false;

  /** Over a handle that is connected. */
  static accept(streams: NativeStreams, handle: NativeHandle): NativeSocket {
    const socket = new NativeSocket(streams);
    socket.#own(handle);
    return socket;
  }

  /** Over a socket that is connecting, until `connected` or `failed` is called. */
  static dial(streams: NativeStreams, dialling: Socket, listener: SocketListener): NativeSocket {
    const socket = new NativeSocket(streams);
    socket.#dialling = dialling;
    socket.#listener = listener;
    return socket;
  }

  /** Takes the handle of the socket that was connecting. */
  connected(handle: NativeHandle): void {
    this.#dialling = null;
    this.#own(handle);
    this.#start();
    this.flush();
  }

  /** The socket closed before it was connected. */
  failed(error: NodeJS.ErrnoException | null): void {
    this.destroyed = true;
    this.#listener!.onClosed(error);
  }

  get peer(): string {
    const out: { address?: string } = {};
    return this.handle?.getpeername?.(out) === 0 ? (out.address ?? '') : '';
  }

  get descriptor(): number {
    return this.handle?.fd ?? -1;
  }

  open(listener: SocketListener): StreamSocket {
    this.#listener = listener;
    this.#start();
    return this;
  }

  isPaused(): boolean {
    return this.#isPaused;
  }

  pause(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    if (!this.destroyed && !this.hasEnded) this.handle?.readStop();
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    if (!this.destroyed && !this.hasEnded) this.handle?.readStart();
  }

  setKeepAlive(isOn: boolean, delayMs: number): void {
    if (!this.destroyed) this.handle?.setKeepAlive?.(isOn, Math.ceil(delayMs / 1_000));
  }

  destroy(error: NodeJS.ErrnoException | null = null): void {
    this.#close(error, false);
  }

  resetAndDestroy(): void {
    this.#close(null, true);
  }

  protected onDrain(): void {
    this.#listener!.onDrain();
  }

  #close(error: NodeJS.ErrnoException | null, mustReset: boolean): void {
    if (this.destroyed) return;
    this.destroyed = true;
    const { handle } = this;
    if (handle === null) {
      this.#dialling?.destroy(error ?? undefined);
      return;
    }
    const onClosed = () => this.#listener?.onClosed(error);
    if (!mustReset || handle.reset?.(onClosed) !== 0) handle.close(onClosed);
  }

  #own(handle: NativeHandle): void {
    const own = handle as OwnHandle;
    own.owner = this;
    own.onread = onRead as NativeHandle['onread'];
    this.handle = own;
  }

  #start(): void {
    const handle = this.handle!;
    this.#buffer = this.#listener!.nextBuffer();
    handle.useUserBuffer(this.#buffer);
    if (!this.#isPaused) handle.readStart();
  }

  /** Of the handle alone: something was read. Returns the buffer of the next read if it is another. */
  takeRead(): Buffer | undefined {
    const { state, readCount } = this.streams;
    const count = state[readCount]!;
    if (this.destroyed || count === 0) return undefined;
    if (count < 0) {
      this.#endRead(count);
      return undefined;
    }
    const listener = this.#listener!;
    this.bytesRead += count;
    listener.onRead(this.#buffer, count);
    const next = listener.nextBuffer();
    if (next === this.#buffer) return undefined;
    this.#buffer = next;
    return next;
  }

  #endRead(status: number): void {
    this.hasEnded = true;
    if (status !== END_OF_FILE) this.destroy(toError(status, 'read'));
    else if (this.deafTo !== null) this.destroy(this.deafTo);
    else {
      this.#listener!.onEnd();
      if (this.isShut) this.destroy();
    }
  }
}

function onRead(this: OwnHandle): Buffer | undefined {
  return this.owner.takeRead();
}
