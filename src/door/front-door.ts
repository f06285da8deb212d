import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause, setImmediate as waitForTurn } from 'node:timers/promises';
import type { Desk } from '../call/desk.ts';
import type { ListenSettings } from '../core/settings.ts';
import type { Engine } from './engine.ts';

// Linux caps it at net.core.somaxconn; enough for a burst that arrives while the app is starting.
const BACKLOG = 4_096;

/** How long tunnels have to end after both of their sides got a FIN. */
const UPGRADE_CLOSE_MS = 250;

/**
 * How long a connection that has brought nothing yet may take to send its first request once the drain began, in pauses
 * of this length: what counts is time in which requests could be read.
 */
const FIRST_REQUEST_PAUSES = 50;
const PAUSE_MS = 5;

const LEAVE_PAUSE_MS = 10;

/** The platform's port and what happens to the connections that come in there. */
export interface FrontDoor {
  /** Resolves with the port that is open now. Rejects with the system's error, e.g. EADDRINUSE. */
  listen(settings: ListenSettings): Promise<number>;
  /** Hands every connection to the engine, those first that came before there was one. */
  attach(engine: Engine, desk: Desk): void;
  /**
   * Takes no new connections, lets calls in flight end for at most `drainMs`, then ends upgraded connections. A request
   * that the kernel has received when it begins is served too. Resolves with the number of calls still in flight.
   */
  drain(drainMs: number): Promise<number>;
  /** Waits at most `patienceMs` for the last answers to leave and their connections to end. */
  close(patienceMs: number): Promise<void>;
  /** Destroys what is left. */
  destroy(): void;
}

/** Creates a front door that is not listening yet. It can listen before it has an engine. */
export function createFrontDoor(): FrontDoor {
  let early: Socket[] = [];
  let attached: { engine: Engine; desk: Desk } | null = null;
  let accepted = 0;
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    accepted += 1;
    if (attached !== null) return attached.engine.serve(socket);
    early.push(socket);
    socket.on('error', forgetEarly);
  });

  function attach(engine: Engine, desk: Desk): void {
    attached = { engine, desk };
    const sockets = early;
    early = [];
    for (const socket of sockets) {
      socket.off('error', forgetEarly);
      if (!socket.destroyed) engine.serve(socket);
    }
  }

  async function drain(drainMs: number): Promise<number> {
    if (attached === null) {
      server.close();
      for (const socket of early) socket.destroy();
      return 0;
    }
    const { engine, desk } = attached;
    const deadlineMs = performance.now() + drainMs;
    desk.startDraining();
    engine.drain();
    await finishAccepting();
    engine.closeResting('used');
    await waitForFirstRequests(engine, deadlineMs);
    engine.closeResting('all');
    await waitUntilIdle(desk, Math.max(0, deadlineMs - performance.now()));
    engine.closeUpgrades();
    await waitUntilIdle(desk, UPGRADE_CLOSE_MS);
    return desk.admission.inFlight;
  }

  // Clients whose connection or request the kernel has already taken count on an answer. Each poll phase accepts one
  // connection (libuv takes no more at a time), so the queue is empty after one that brought none; what the last one has
  // sent is read in the phase behind it.
  async function finishAccepting(): Promise<void> {
    turnAway(server);
    await waitForTurn();
    for (let before = -1, turns = 0; before !== accepted && turns < BACKLOG; turns++) {
      before = accepted;
      await waitForTurn();
    }
    server.close();
    await waitForTurn();
  }

  return {
    listen: (settings) => listen(server, settings),
    attach,
    drain,
    close: async (patienceMs) => {
      // What counts is time in which answers could leave.
      for (let left = patienceMs / LEAVE_PAUSE_MS; left > 0 && (attached?.engine.connections ?? 0) > 0; left--) {
        await pause(LEAVE_PAUSE_MS);
      }
    },
    destroy: () => {
      server.close();
      for (const socket of early) socket.destroy();
      attached?.engine.destroy();
    },
  };
}

// A platform's TCP probe connects and resets; before there is an engine nobody else would hear of it.
function forgetEarly(this: Socket): void {
  this.destroy();
}

function listen(server: Server, settings: ListenSettings): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: settings.host, port: settings.port, backlog: BACKLOG }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

async function waitForFirstRequests(engine: Engine, deadlineMs: number): Promise<void> {
  const isOver = (): boolean => engine.freshConnections === 0 || performance.now() >= deadlineMs;
  for (let pauses = 0; pauses < FIRST_REQUEST_PAUSES && !isOver(); pauses++) {
    await pause(PAUSE_MS);
    await waitForTurn();
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

function waitUntilIdle(desk: Desk, patienceMs: number): Promise<void> {
  if (desk.admission.inFlight === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, patienceMs);
    desk.admission.onceIdle(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
