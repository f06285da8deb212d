import { Socket, type SocketConstructorOpts } from 'node:net';
import { HalfHeard } from './half-heard.ts';
import type { NativeHandle } from './native-handle.ts';
import type { AcceptedSocket, SocketListener, StreamSocket } from './stream-socket.ts';

const NOTHING = Buffer.alloc(0);

/** A connection by what node:net documents, and two things that it does not. */
export class NodeSocket extends Socket implements StreamSocket {
  #halfHeard: HalfHeard | null = null;
  #error: NodeJS.ErrnoException | null = null;

  /** `options`: how to connect, or the handle of a connection. The listener hears of it from now on. */
  constructor(listener: SocketListener, options: SocketConstructorOpts & { readonly handle?: object } = {}) {
    super({
      ...options,
      allowHalfOpen: true,
      noDelay: true,
      onread: {
        buffer: () => listener.nextBuffer(),
        callback: (size: number, bytes: Uint8Array) => {
          listener.onRead(bytes as Buffer, size);
          return true;
        },
      },
    } as SocketConstructorOpts);
    this.on('drain', () => listener.onDrain());
    this.on('end', () => (this.deafTo === null ? listener.onEnd() : this.destroy(this.deafTo)));
    this.on('error', (error) => {
      this.#error = error;
    });
    this.on('close', () => listener.onClosed(this.#error));
  }

  get deafTo(): NodeJS.ErrnoException | null {
    return this.#halfHeard?.error ?? null;
  }

  /** Node's own count moves only with whole writes. */
  get unsentBytes(): number {
    const inFlight = readHandle(this)?.writeQueueSize;
    return inFlight === undefined ? this.writableLength : Math.min(this.writableLength, inFlight);
  }

  hearOut(): void {
    this.#halfHeard ??= new HalfHeard(this);
  }

  probe(onAlive: () => void = () => undefined): void {
    if (this.writable) this.write(NOTHING, (error) => (error ? undefined : onAlive()));
  }
}

/** A connection that a server of node:net has accepted. */
export class NodeAccepted implements AcceptedSocket {
  readonly #socket: Socket;

  /** Nothing must have been read of it (`pauseOnConnect`). */
  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', () => socket.destroy());
  }

  get peer(): string {
    return this.#socket.remoteAddress ?? '';
  }

  get descriptor(): number {
    return readHandle(this.#socket)?.fd ?? -1;
  }

  get destroyed(): boolean {
    return this.#socket.destroyed;
  }

  /** It reads into the listener's buffers, which node:net offers only to those who connect: its handle goes on elsewhere. */
  open(listener: SocketListener): StreamSocket {
    const handle = takeHandle(this.#socket);
    if (handle === null) throw new Error('BUG: a connection without a handle is opened');
    // The option is only for those who connect.
    handle.setNoDelay?.(true);
    return new NodeSocket(listener, { handle });
  }

  destroy(): void {
    this.#socket.destroy();
  }
}

function readHandle(socket: Socket): Partial<NativeHandle> | null {
  return (socket as unknown as { readonly _handle?: Partial<NativeHandle> | null })._handle ?? null;
}

/** The handle of a socket, which is nobody's from now on; null if it has none. */
export function takeHandle(socket: Socket): Partial<NativeHandle> | null {
  const handle = readHandle(socket);
  (socket as unknown as { _handle: null })._handle = null;
  return handle;
}
