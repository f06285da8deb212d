/** Requests of libuv; what they are done with is called with a status, negative for an error. */
export interface NativeRequest {
  oncomplete: (this: never, status: number) => void;
}

/** What node:net has below a Socket: a TCP connection, or one over a Unix socket. */
export interface NativeHandle {
  onread: ((this: never) => Buffer | undefined) | null;
  readonly fd: number;
  readonly writeQueueSize: number;
  readStart(): number;
  readStop(): number;
  useUserBuffer(buffer: Buffer): void;
  /** 0, or a negative error; `isLastWriteAsync` tells whether the request will be completed. */
  writeBuffer(request: NativeRequest, bytes: Buffer): number;
  writev(request: NativeRequest, pieces: readonly Buffer[], areAllBuffers: true): number;
  /** 1: done at once. */
  shutdown(request: NativeRequest): number;
  close(onClosed: () => void): void;
  /** Of TCP alone. */
  reset?(onClosed: () => void): number;
  setNoDelay?(isOn: boolean): number;
  setKeepAlive?(isOn: boolean, seconds: number): number;
  getpeername?(out: { address?: string }): number;
}

/** The way that node:net itself goes to its handles. */
export interface NativeStreams {
  createWrite(): NativeRequest;
  createShutdown(): NativeRequest;
  /** What the last call has left: at `readCount` how much was read, at `isLastWriteAsync` 0 if a write was done at once. */
  readonly state: Int32Array;
  readonly readCount: number;
  readonly isLastWriteAsync: number;
  isHandle(handle: unknown): handle is NativeHandle;
}

type HandleClass = abstract new (...args: never) => NativeHandle;

interface Bindings {
  readonly stream_wrap: StreamWrap;
  readonly tcp_wrap: { readonly TCP: HandleClass };
  readonly pipe_wrap: { readonly Pipe: HandleClass };
}

interface StreamWrap {
  readonly WriteWrap: new () => NativeRequest;
  readonly ShutdownWrap: new () => NativeRequest;
  readonly streamBaseState: Int32Array;
  readonly kReadBytesOrError: number;
  readonly kLastWriteWasAsync: number;
}

const METHODS = ['readStart', 'readStop', 'useUserBuffer', 'writeBuffer', 'writev', 'shutdown', 'close'] as const;

/**
 * Looks for all of Node's own that is used here; null if any of it is missing or not as Node 20 to 26 have it, or where the
 * variable `BERTH_SOCKETS` says `node`. Nobody documents these, so that whoever uses them must be able to do without.
 */
export function findNativeStreams(env: NodeJS.ProcessEnv = process.env): NativeStreams | null {
  if (env['BERTH_SOCKETS'] === 'node') return null;
  try {
    const wrap = bind('stream_wrap');
    const { WriteWrap, ShutdownWrap, streamBaseState: state, kReadBytesOrError, kLastWriteWasAsync } = wrap;
    const classes = [bind('tcp_wrap').TCP, bind('pipe_wrap').Pipe] as const;
    const isWhole =
      [kReadBytesOrError, kLastWriteWasAsync].every((index) => typeof state[index] === 'number') &&
      [WriteWrap, ShutdownWrap].every((request) => typeof request === 'function') &&
      classes.every(({ prototype }) => METHODS.every((name) => typeof prototype[name] === 'function'));
    if (!isWhole) return null;
    return {
      createWrite: () => new WriteWrap(),
      createShutdown: () => new ShutdownWrap(),
      state,
      readCount: kReadBytesOrError,
      isLastWriteAsync: kLastWriteWasAsync,
      isHandle: (handle): handle is NativeHandle => classes.some((handleClass) => handle instanceof handleClass),
    };
  } catch {
    return null;
  }
}

function bind<Name extends keyof Bindings>(name: Name): Bindings[Name] {
  return (process as unknown as { binding(name: Name): Bindings[Name] }).binding(name);
}
