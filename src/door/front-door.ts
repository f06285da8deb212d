import { type AddressInfo, createServer, type Server } from 'node:net';
import { setImmediate as waitForTurn } from 'node:timers/promises';
import type { ListenSettings } from '../core/settings.ts';
import { handOver, openServer } from '../socket/sockets.ts';
import type { AcceptedSocket } from '../socket/stream-socket.ts';

// Linux caps it at net.core.somaxconn; enough for a burst that arrives while the app is starting.
const BACKLOG = 4_096;

/** Who takes the connections that come in. */
export interface ConnectionTaker {
  serve(socket: AcceptedSocket): void;
}

/** The platform's port. It can listen before there is anybody to take what comes in. */
export class FrontDoor {
  readonly #server: Server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
  #early: AcceptedSocket[] = [];
  #taker: ConnectionTaker | null = null;
  #accepted = 0;

  /** Resolves with the port that is open now. Rejects with the system's error, e.g. EADDRINUSE. */
  listen({ host, port }: ListenSettings): Promise<number> {
    const server = this.#server;
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.once('listening', () => {
        server.off('error', reject);
        handOver(server, (socket) => this.#accept(socket));
        resolve((server.address() as AddressInfo).port);
      });
      openServer(server, { host, port, backlog: BACKLOG });
    });
  }

  /** From now on every new connection goes to this taker, and those that came before there was one. */
  attach(taker: ConnectionTaker): void {
    this.#taker = taker;
    const sockets = this.#early;
    this.#early = [];
    for (const socket of sockets) if (!socket.destroyed) taker.serve(socket);
  }

  /**
   * Takes no new connections. Clients whose connection or request the kernel has already taken count on an answer: when it
   * resolves the last of them is with its taker, and what they had sent is read.
   */
  async shut(): Promise<void> {
    turnAway(this.#server);
    await waitForTurn();
    // Each poll phase accepts one connection (libuv takes no more at a time), so the queue is empty after one that brought
    // none; what the last one has sent is read in the phase behind it.
    for (let before = -1, turns = 0; before !== this.#accepted && turns < BACKLOG; turns++) {
      before = this.#accepted;
      await waitForTurn();
    }
    this.destroy();
    await waitForTurn();
  }

  /** Closes the port, and those connections that nobody has taken. */
  destroy(): void {
    this.#server.close();
    for (const socket of this.#early) socket.destroy();
  }

  #accept(socket: AcceptedSocket): void {
    this.#accepted += 1;
    if (this.#taker !== null) {
      this.#taker.serve(socket);
      return;
    }
    this.#early.push(socket);
  }
}

/**
 * Shrinks the queue of connections that wait for `accept` to nothing: whoever comes now is not connected, and knows that
 * no request of its own was lost. Closing alone would reset those that came between the last accept and the close.
 */
function turnAway(server: Server): void {
  // listen(2) may be called again with another backlog; Node offers that only on the handle below its server.
  const { _handle: handle } = server as unknown as { readonly _handle?: { listen?(backlog: number): number } | null };
  handle?.listen?.(0);
}
