import type { StreamSocket } from '../socket/stream-socket.ts';

/** More of them at a time are no clients that were answered early, but somebody who wants to use up what there is. */
const MOST_LINGERING = 1_000;

/** The connections that are closed only once what their clients still send has been read; when there are too many, the oldest is cut. */
export class LingeringClients {
  readonly #sockets = new Set<StreamSocket>();

  add(socket: StreamSocket): void {
    this.#sockets.add(socket);
    if (this.#sockets.size <= MOST_LINGERING) return;
    const [oldest] = this.#sockets;
    oldest!.destroy();
    this.#sockets.delete(oldest!);
  }

  /** The connection is closed, if it was one of these. */
  remove(socket: StreamSocket): void {
    this.#sockets.delete(socket);
  }
}
