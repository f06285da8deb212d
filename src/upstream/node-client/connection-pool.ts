import { Agent, type AgentOptions } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import { HalfHeard } from '../../socket/half-heard.ts';
import { IdleWatch, type Unanswered, type WatchedConnections } from '../idle-watch.ts';
import { FRESH_MS, type Reuse } from '../reuse.ts';

/** The wall clock and the monotonic clock drift apart by this much only if the machine slept in between. */
const CLOCK_JUMP_MS = 1_000;

/** What an agent asks of itself; Node's types leave some of it out. */
interface AgentHooks {
  createConnection(...args: unknown[]): Socket;
  keepSocketAlive(socket: Socket): boolean;
  reuseSocket(socket: Socket, request: object): void;
  on(event: 'free', listener: (socket: Socket) => void): unknown;
}

/**
 * The connections to one target behind agents of Node's; of idle ones the last used comes first. One is closed after
 * `idleMs` (0: none is kept), or when the app says something unasked, which could be taken for the next answer.
 */
export class ConnectionPool implements WatchedConnections {
  readonly agent: Agent;
  isDestroyed = false;
  readonly reuse: Reuse;
  readonly #idleMs: number;
  readonly #certificateName: string | null;
  /** Since when they are open. */
  readonly #all = new Map<Socket, number>();
  readonly #idleWatch: IdleWatch;
  readonly #idleSince = new Map<Socket, number>();
  readonly #halfHeard = new WeakMap<Socket, HalfHeard>();
  #clockGapMs = readClockGap();
  readonly #onLateBytes: (this: Socket, bytes: Buffer) => void;

  /** `certificateName`: what the app's certificate must be made out to, a host name or an address; null: no TLS. */
  constructor(idleMs: number, reuse: Reuse, certificateName: string | null) {
    this.#idleMs = idleMs;
    this.#certificateName = certificateName;
    this.reuse = reuse;
    this.#idleWatch = new IdleWatch(this, reuse);
    this.#onLateBytes = function (bytes) {
      this.destroy();
      reuse.onLateBytes(bytes);
    };
    this.agent = this.createAgent();
  }

  /** One more agent, whose idle connections are used through it alone. */
  createAgent(): Agent {
    const idleMs = this.#idleMs;
    const options = {
      keepAlive: idleMs > 0,
      scheduling: 'lifo',
      maxFreeSockets: Number.POSITIVE_INFINITY,
      allowHalfOpen: true,
      ...(idleMs > 0 ? { timeout: idleMs } : {}),
    } as const;
    const name = this.#certificateName;
    const agent = name === null ? new Agent(options) : createTlsAgent(options, name);
    this.#watch(agent as unknown as AgentHooks);
    return agent;
  }

  /** Closes what must not be used again, by its age or for a request that cannot be repeated; call it before each. */
  dropStale(isRepeatable: boolean): void {
    const gapMs = readClockGap();
    // A frozen and thawed instance: the app's side may be long gone, whatever our timers say.
    if (Math.abs(gapMs - this.#clockGapMs) > CLOCK_JUMP_MS) this.dropIdle();
    this.#clockGapMs = gapMs;
    const oldest = performance.now() - (isRepeatable ? this.#idleMs : Math.min(this.#idleMs, FRESH_MS));
    for (const [socket, since] of this.#idleSince) if (since < oldest) socket.destroy();
  }

  /** What the app at the other end has said is read to its end from now on, even if it takes no more. */
  hearOut(socket: Socket): void {
    if (!this.#halfHeard.has(socket)) this.#halfHeard.set(socket, new HalfHeard(socket));
  }

  /** Why the app at the other end takes no more; what it sent is not known to be all then. null: it may. */
  findWriteError(socket: Socket): NodeJS.ErrnoException | null {
    return this.#halfHeard.get(socket)?.error ?? null;
  }

  get idleCount(): number {
    return this.#idleSince.size;
  }

  listUnanswered(): readonly Unanswered[] {
    const all = [...this.#all].map(([socket, openedAtMs]) => ({ socket, openedAtMs }));
    return all.filter(({ socket }) => socket.bytesRead === 0 && !socket.destroyed);
  }

  dropIdle(): void {
    for (const socket of this.#idleSince.keys()) socket.destroy();
  }

  /** Closes every connection, also those that have switched protocols. */
  destroy(): void {
    this.isDestroyed = true;
    for (const socket of this.#all.keys()) socket.destroy();
  }

  #watch(agent: AgentHooks): void {
    const { createConnection, keepSocketAlive, reuseSocket } = agent;
    agent.createConnection = (...args) => this.#adopt(createConnection.apply(agent, args));
    agent.keepSocketAlive = (socket) => {
      if (!this.reuse.isAllowed || (this.#idleWatch.isHeld && this.#idleWatch.isInTheWay)) return false;
      // Node decides by the app's Keep-Alive field.
      if (!keepSocketAlive.call(agent, socket)) return false;
      this.#idleSince.set(socket, performance.now());
      socket.on('data', this.#onLateBytes).on('end', dropSocket);
      return true;
    };
    agent.reuseSocket = (socket, request) => {
      this.#idleSince.delete(socket);
      socket.off('data', this.#onLateBytes).off('end', dropSocket);
      reuseSocket.call(agent, socket, request);
    };
    agent.on('free', (socket) => {
      if (!this.#idleSince.has(socket)) return;
      // From 22.23 on Node reads an idle connection past its stream, and tells nobody what has come. This ends that.
      reuseSocket.call(agent, socket, {});
      socket.unref();
    });
  }

  #adopt(socket: Socket): Socket {
    // Between two requests nobody listens for a moment, and an error nobody listens for ends the process.
    socket.on('error', () => undefined);
    // Node's client writes a head with Expect, or one alone, in the default encoding, which would make two bytes of one.
    socket.setDefaultEncoding('latin1');
    this.#all.set(socket, performance.now());
    this.#idleWatch.onOpened();
    socket.once('close', () => {
      this.#all.delete(socket);
      this.#idleSince.delete(socket);
    });
    return socket;
  }
}

function createTlsAgent(options: AgentOptions, name: string): Agent {
  return new TlsAgent({
    ...options,
    // An address cannot be asked for (RFC 6066 section 3), but a certificate may name it.
    servername: isIP(name) ? '' : name,
    checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
  });
}

function dropSocket(this: Socket): void {
  this.destroy();
}

function readClockGap(): number {
  return Date.now() - performance.now();
}
