import type { UpstreamAddress } from '../../core/settings.ts';
import type { TimeoutWheel } from '../../core/timeout-wheel.ts';
import { BufferPool } from '../../http1/bytes.ts';
import { IdleWatch, type Unanswered, type WatchedConnections } from '../idle-watch.ts';
import { FRESH_MS, type Reuse } from '../reuse.ts';
import { type ConnectionWatcher, UpstreamConnection } from './connection.ts';

const READ_BUFFER_BYTES = 65_536;
const KEPT_BUFFER_BYTES = 4_194_304;

/** Connections to one target that wait for the next request, the last used first. */
export class UpstreamPool implements ConnectionWatcher, WatchedConnections {
  /** Buffers for bulk reads. Whoever detaches one from a connection may give it back here. */
  readonly bulkBuffers: BufferPool = new BufferPool([READ_BUFFER_BYTES], KEPT_BUFFER_BYTES);
  readonly #idle: UpstreamConnection[] = [];
  /** Those that wait for one client alone, the longest idle first. */
  readonly #kept = new Map<object, UpstreamConnection>();
  readonly #all = new Set<UpstreamConnection>();
  readonly #sharedBuffer: Buffer = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);
  readonly #address: UpstreamAddress;
  readonly #idleMs: number;
  readonly #wheel: TimeoutWheel;
  readonly reuse: Reuse;
  readonly idleWatch: IdleWatch;
  readonly #sweep = { deadlineMs: Number.POSITIVE_INFINITY, wheelIndex: -1, onDeadline: () => this.#onSweep() };

  constructor(address: UpstreamAddress, idleMs: number, wheel: TimeoutWheel, reuse: Reuse) {
    this.#address = address;
    this.#idleMs = idleMs;
    this.#wheel = wheel;
    this.reuse = reuse;
    this.idleWatch = new IdleWatch(this, reuse);
  }

  /** Idle connections now. */
  get idleCount(): number {
    return this.#idle.length + this.#kept.size;
  }

  /** An idle connection that is safe to use for such a request of this client, or a new one that is still connecting. */
  take(isRepeatable: boolean, client: object): UpstreamConnection {
    this.#wheel.lookForJump();
    const limitMs = isRepeatable ? this.#idleMs : Math.min(this.#idleMs, FRESH_MS);
    const own = this.#kept.size === 0 ? undefined : this.#kept.get(client);
    if (own !== undefined) {
      this.#forget(own);
      if (this.#wheel.machineMs - own.idleSinceMs <= limitMs) return own;
      own.destroy();
    }
    for (let connection = this.#idle.pop(); connection !== undefined; connection = this.#idle.pop()) {
      if (this.#wheel.machineMs - connection.idleSinceMs <= limitMs) return connection;
      // The one used last is too old for this request, and so are all below it.
      if (!isRepeatable && !this.#isTooOld(connection)) {
        this.#idle.push(connection);
        break;
      }
      connection.destroy();
    }
    return this.connect();
  }

  /** A new connection, whatever is idle. */
  connect(): UpstreamConnection {
    const connection = new UpstreamConnection(this.#address, this.#sharedBuffer, this.bulkBuffers, this);
    this.#all.add(connection);
    this.idleWatch.onOpened();
    return connection;
  }

  /** Takes a connection back from this client whose exchange was whole, with nothing behind it. */
  give(connection: UpstreamConnection, client: object): void {
    connection.owner = null;
    const isUsable = this.reuse.isAllowed && connection.borrower !== 'nobody' && !connection.socket.destroyed;
    if (!isUsable || (this.idleWatch.isHeld && this.idleWatch.isInTheWay)) {
      connection.destroy();
      return;
    }
    if (this.#sweep.wheelIndex === -1) {
      this.#wheel.add(this.#sweep);
      this.#sweep.deadlineMs = this.#wheel.after(this.#idleMs);
    }
    // Nobody who has paused it for its own sake will resume it, and what the app does meanwhile must be heard.
    if (connection.socket.isPaused()) connection.socket.resume();
    connection.isReused = true;
    connection.idleSinceMs = this.#wheel.machineMs;
    if (connection.borrower === 'anybody') this.#idle.push(connection);
    else {
      connection.keptFor = client;
      this.#kept.set(client, connection);
    }
  }

  /** Closes what waits for this client alone. */
  dropKept(client: object): void {
    const own = this.#kept.get(client);
    if (own === undefined) return;
    this.#forget(own);
    own.destroy();
  }

  listUnanswered(): readonly Unanswered[] {
    return [...this.#all].filter(({ owner, socket }) => owner !== null && socket.bytesRead === 0);
  }

  /** Closes every idle connection. */
  dropIdle(): void {
    for (const connection of this.#idle.splice(0)) connection.destroy();
    for (const client of [...this.#kept.keys()]) this.dropKept(client);
  }

  /** Closes every connection. */
  destroy(): void {
    this.#idle.length = 0;
    this.#kept.clear();
    for (const connection of this.#all) connection.destroy();
    this.#wheel.remove(this.#sweep);
  }

  /** None of these leaves a connection usable. */
  onIdleEvent(connection: UpstreamConnection, bytes?: Buffer): void {
    if (bytes !== undefined) this.reuse.onLateBytes(bytes);
    this.#forget(connection);
    connection.destroy();
  }

  onGone(connection: UpstreamConnection): void {
    this.#forget(connection);
    this.#all.delete(connection);
  }

  #forget(connection: UpstreamConnection): void {
    if (connection.keptFor !== null) {
      this.#kept.delete(connection.keptFor);
      connection.keptFor = null;
      return;
    }
    const index = this.#idle.lastIndexOf(connection);
    if (index !== -1) this.#idle.splice(index, 1);
  }

  #isTooOld(connection: UpstreamConnection): boolean {
    return this.#wheel.machineMs - connection.idleSinceMs > this.#idleMs;
  }

  // The oldest lie at the bottom.
  #onSweep(): void {
    let old = 0;
    while (old < this.#idle.length && this.#isTooOld(this.#idle[old]!)) old++;
    for (const connection of this.#idle.splice(0, old)) connection.destroy();
    for (const [client, connection] of [...this.#kept]) if (this.#isTooOld(connection)) this.dropKept(client);
    if (this.idleCount === 0) this.#wheel.remove(this.#sweep);
    else this.#sweep.deadlineMs = this.#wheel.nowMs + this.#wheel.tickMs;
  }
}
