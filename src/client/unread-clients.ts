import type { StreamSocket } from '../socket/stream-socket.ts';

const LOOK_EVERY_MS = 1_000;

/**
 * Looks after clients that are not read at the moment. libuv tells of a reset only where it reads or writes, so each is
 * written nothing, once a second: the kernel refuses even that on a connection that was reset, and the socket closes. A
 * client that is gone without a reset is found by TCP keep-alive first. The timer runs only while there are any.
 */
export class UnreadClients {
  readonly #sockets = new Set<StreamSocket>();
  #timer: NodeJS.Timeout | null = null;

  /** Stops reading a client until somebody resumes its socket. */
  pause(socket: StreamSocket): void {
    socket.pause();
    this.#sockets.add(socket);
    this.#timer ??= setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
  }

  #look(): void {
    for (const socket of this.#sockets) {
      if (socket.writable && socket.isPaused()) ask(socket);
      else this.#sockets.delete(socket);
    }
    if (this.#sockets.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }
}

function ask(socket: StreamSocket): void {
  socket.setKeepAlive(true, LOOK_EVERY_MS);
  // What waits to be written will be refused as well.
  if (socket.writableLength === 0) socket.probe();
}
