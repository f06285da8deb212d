/** Who works with a connection, and hears of it; nothing before it is open, nothing behind `onClosed`. */
export interface SocketListener {
  /** Where the next read goes: asked at the start and behind each read. */
  nextBuffer(): Buffer;
  /** The first `size` bytes of the buffer that was asked for last were read. */
  onRead(bytes: Buffer, size: number): void;
  /** The peer sends no more (FIN). */
  onEnd(): void;
  /** The kernel has taken everything, behind a `write` that returned false. */
  onDrain(): void;
  /** The connection is gone; `error`: why, where it did not end in order. */
  onClosed(error: NodeJS.ErrnoException | null): void;
}

/** A connection, as all of berth works with it: either side may end without the other. */
export interface StreamSocket {
  readonly bytesRead: number;
  readonly destroyed: boolean;
  /** May be written to. */
  readonly writable: boolean;
  /** `end` was called. */
  readonly writableEnded: boolean;
  /** Bytes of writes that the kernel has not taken whole. */
  readonly writableLength: number;
  /** A `write` has returned false, and `onDrain` has not come yet. */
  readonly writableNeedDrain: boolean;
  /** Bytes that the kernel has not taken. */
  readonly unsentBytes: number;
  /** Why the peer takes no more, behind `hearOut`; null: it may. What it has sent is not known to be all then. */
  readonly deafTo: NodeJS.ErrnoException | null;
  isPaused(): boolean;
  /** Stops reading; what was read already is told no more of. */
  pause(): void;
  resume(): void;
  /** The bytes must stay as they are until the kernel has them (`writableLength`). False: wait for `onDrain`. */
  write(bytes: Buffer): boolean;
  /** What is written until `uncork` leaves together. */
  cork(): void;
  uncork(): void;
  /**
   * Writes nothing, where nothing waits to be written: the kernel refuses even that on a connection that was reset, and then
   * it closes. `onAlive` is called if it does not.
   */
  probe(onAlive?: () => void): void;
  /** Reads what the peer has said to its end from now on, even if it takes no more; writes are dropped then. */
  hearOut(): void;
  setKeepAlive(isOn: boolean, delayMs: number): void;
  /** Sends what was written, then FIN. */
  end(): void;
  destroy(error?: Error): void;
  /** Sends what was written, then closes. */
  destroySoon(): void;
  /** Closes with RST, where the protocol has one. */
  resetAndDestroy(): void;
}

/** A connection that was accepted, and that nobody reads yet. */
export interface AcceptedSocket {
  /** The address of the peer; '' if it is gone. */
  readonly peer: string;
  /** The number of the descriptor, the lowest that was free; -1 where that cannot be told. */
  readonly descriptor: number;
  readonly destroyed: boolean;
  /** Begins to read. */
  open(listener: SocketListener): StreamSocket;
  destroy(): void;
}

/** What a write meets when the peer has closed its side, and may have said something before that. */
export const TAKES_NO_MORE: ReadonlySet<string> = new Set(['EPIPE', 'ECONNRESET']);
