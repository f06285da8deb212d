import { Agent, type ClientRequest } from 'node:http';
import type { Duplex } from 'node:stream';

/** The wall clock and the monotonic clock drift apart by this much only if the machine slept in between. */
const CLOCK_JUMP_MS = 1_000;

/**
 * Kept-alive connections to the upstream, the last used first. An idle one is closed after `idleMs` (0: none is kept),
 * or when the upstream says something on it unasked, since that could be taken for the answer to the next request.
 */
export class UpstreamPool extends Agent {
  readonly #idleMs: number;
  readonly #idleSince = new Map<Duplex, number>();
  readonly #watched = new WeakSet<Duplex>();
  #clockGapMs = readClockGap();

  constructor(idleMs: number) {
    super({ keepAlive: idleMs > 0, scheduling: 'lifo', ...(idleMs > 0 ? { timeout: idleMs } : {}) });
    this.#idleMs = idleMs;
  }

  override keepSocketAlive(socket: Duplex): boolean {
    // Node decides by the upstream's Keep-Alive field; its types do not say that there is a result.
    if (!(super.keepSocketAlive(socket) as unknown as boolean)) return false;
    this.#idleSince.set(socket, performance.now());
    socket.on('data', destroyTalkative);
    if (!this.#watched.has(socket)) socket.once('close', () => this.#idleSince.delete(socket));
    this.#watched.add(socket);
    return true;
  }

  override reuseSocket(socket: Duplex, request: ClientRequest): void {
    this.#idleSince.delete(socket);
    socket.off('data', destroyTalkative);
    super.reuseSocket(socket, request);
  }

  /** Closes what must not be used again; call it before every request. */
  dropStale(): void {
    const gapMs = readClockGap();
    // A frozen and thawed instance: the upstream's side may be long gone, whatever our timers say.
    if (Math.abs(gapMs - this.#clockGapMs) > CLOCK_JUMP_MS) this.dropIdle();
    this.#clockGapMs = gapMs;
    const oldest = performance.now() - this.#idleMs;
    for (const [socket, since] of this.#idleSince) if (since < oldest) this.#drop(socket);
  }

  /** Closes every idle connection. */
  dropIdle(): void {
    for (const socket of this.#idleSince.keys()) this.#drop(socket);
  }

  // Node's agent looks for destroyed sockets at one end of its list only, so it is told of each.
  #drop(socket: Duplex): void {
    this.#idleSince.delete(socket);
    socket.destroy();
    socket.emit('agentRemove');
  }
}

function destroyTalkative(this: Duplex): void {
  this.destroy();
  this.emit('agentRemove');
}

function readClockGap(): number {
  return Date.now() - performance.now();
}
