import type { Agent } from 'node:http';
import type { Borrower } from '../upstream-request.ts';
import type { ConnectionPool } from './connection-pool.ts';

/** Connections that serve one client connection alone, because they have carried bodies of it. */
export class OwnAgent {
  readonly #pool: ConnectionPool;
  /** Made for the first body. */
  #agent: Agent | null = null;

  constructor(pool: ConnectionPool) {
    this.#pool = pool;
  }

  /** The agent to send a request by: what has carried a body of this client serves it first. */
  choose(borrower: Borrower): Agent {
    if (borrower === 'same-client') this.#agent ??= this.#pool.createAgent();
    else if (this.#agent === null || Object.keys(this.#agent.freeSockets).length === 0) return this.#pool.agent;
    return this.#agent;
  }

  /** Closes what waits for this client; an app that has answered it may still be reading the rest of its body. */
  close(): void {
    const agent = this.#agent;
    if (agent === null) return;
    agent.maxFreeSockets = 0;
    for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy();
    this.#agent = null;
  }
}
