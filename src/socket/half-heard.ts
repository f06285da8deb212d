import type { Socket } from 'node:net';
import { TAKES_NO_MORE } from './stream-socket.ts';

type Written = (error?: Error | null) => void;

/**
 * Lets a connection to an app that takes no more be read to its end: Node would close it at the first write that fails, and
 * an answer that lies there unread with it. What is written from then on is dropped.
 */
export class HalfHeard {
  /** Why the app takes no more; null as long as it may. It cannot be known then whether what it sent is all. */
  error: NodeJS.ErrnoException | null = null;
  readonly #socket: Socket;
  /** A stream hands the same function to all of its writes. */
  #written: Written = () => undefined;
  #settle: Written = () => undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    const { _write: write, _writev: writev } = socket;
    socket._write = (chunk, encoding, written) => {
      if (this.error === null) write.call(socket, chunk, encoding, this.#wrap(written));
      else written();
    };
    if (writev === undefined) return;
    socket._writev = (chunks, written) => {
      if (this.error === null) writev.call(socket, chunks, this.#wrap(written));
      else written();
    };
  }

  #wrap(written: Written): Written {
    if (written === this.#written) return this.#settle;
    this.#written = written;
    this.#settle = (error) => {
      if (!this.#goesDeaf(error)) written(error);
      else written();
    };
    return this.#settle;
  }

  #goesDeaf(error: NodeJS.ErrnoException | null | undefined): boolean {
    if (!error || !TAKES_NO_MORE.has(error.code ?? '')) return false;
    if (!this.#socket.readable || this.#socket.destroyed) return false;
    this.error = error;
    return true;
  }
}
