import { setTimeout as pause, setImmediate as waitForTurn } from 'node:timers/promises';
import type { Admission } from '../call/admission.ts';
import type { AcceptedSocket } from '../socket/stream-socket.ts';
import { ClientConnection } from './client-connection.ts';
import type { ClientContext } from './client-context.ts';
import { MOST_CLIENT_DESCRIPTORS, toShortageWarning } from './head-refusal.ts';

/**
 * How long a connection that has brought nothing yet may take to send its first request once the drain began, in pauses
 * of this length: what counts is time in which requests could be read.
 */
const FIRST_REQUEST_PAUSES = 50;
const PAUSE_MS = 5;

/** How long tunnels have to end once the drain is over. */
const TUNNEL_END_MS = 250;

const LEAVE_PAUSE_MS = 10;

/** How many idle connections make room for one when descriptors are short. */
const MOST_CLOSED_AT_ONCE = 8;

/** The client connections of one generation of the app, from being accepted to their end. */
export class ClientConnections {
  readonly #context: ClientContext;
  readonly #connections = new Set<ClientConnection>();
  readonly #onGone = (connection: ClientConnection): void => void this.#connections.delete(connection);
  readonly #admission: Admission;

  constructor(context: ClientContext) {
    this.#context = context;
    this.#admission = context.dispatcher.admission;
  }

  /** Takes over an accepted connection; it may already hold unread bytes, and may come before the app is ready. */
  serve(socket: AcceptedSocket): void {
    const isTooMany = socket.descriptor >= MOST_CLIENT_DESCRIPTORS && !this.#makeRoom();
    const connection = new ClientConnection(this.#context, socket, this.#onGone);
    connection.isTooMany = isTooMany;
    this.#connections.add(connection);
  }

  /** Closes some connections that carry nothing, those that were made first; false if there are none. */
  #makeRoom(): boolean {
    this.#context.dispatcher.warnOnce('descriptors-short', toShortageWarning());
    let closed = 0;
    for (const connection of this.#connections) {
      if (closed < MOST_CLOSED_AT_ONCE && connection.closeIfResting()) closed++;
    }
    return closed > 0;
  }

  /** Client connections that are open, upgraded ones included. */
  get count(): number {
    return this.#connections.size;
  }

  /** Calls that were let in and have not ended. */
  get inFlight(): number {
    return this.#admission.inFlight;
  }

  /**
   * Lets calls in flight end for at most `drainMs`, and the upgraded ones for a moment. Every response says that its
   * connection ends; requests that still arrive on open ones are served, because nobody who was let in is turned away.
   * `untilAccepted`: the last connections for this generation are being handed over until then. Resolves with the number
   * of calls still in flight.
   */
  async drain(drainMs: number, untilAccepted: Promise<void> = Promise.resolve()): Promise<number> {
    const deadlineMs = performance.now() + drainMs;
    this.#context.isDraining = true;
    this.#context.dispatcher.isDraining = true;
    this.#closeTunnels('soon');
    await untilAccepted;
    this.#closeResting('used');
    await this.#waitForFirstRequests(deadlineMs);
    this.#closeResting('all');
    await this.#waitUntilIdle(Math.max(0, deadlineMs - performance.now()));
    this.#closeTunnels('now');
    await this.#waitUntilIdle(TUNNEL_END_MS);
    return this.#admission.inFlight;
  }

  /** Waits at most `patienceMs`, counted in time in which answers could leave, for the last connections to end. */
  async waitForEnd(patienceMs: number): Promise<void> {
    for (let left = patienceMs / LEAVE_PAUSE_MS; left > 0 && this.count > 0; left--) await pause(LEAVE_PAUSE_MS);
  }

  /** Destroys every connection at once. */
  destroy(): void {
    for (const connection of this.#connections) connection.socket.destroy();
  }

  #closeTunnels(when: 'soon' | 'now'): void {
    for (const connection of this.#connections) connection.closeTunnel(when);
  }

  /** Closes connections without a request; `used`: only those that have carried one before. */
  #closeResting(which: 'used' | 'all'): void {
    for (const connection of this.#connections) {
      if (which === 'all' || !connection.isFresh) connection.closeIfResting();
    }
  }

  async #waitForFirstRequests(deadlineMs: number): Promise<void> {
    const hasFresh = (): boolean => [...this.#connections].some((connection) => connection.isFresh);
    for (let pauses = 0; pauses < FIRST_REQUEST_PAUSES; pauses++) {
      if (!hasFresh() || performance.now() >= deadlineMs) return;
      await pause(PAUSE_MS);
      await waitForTurn();
    }
  }

  #waitUntilIdle(patienceMs: number): Promise<void> {
    if (this.#admission.isIdle) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, patienceMs);
      this.#admission.onceIdle(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
