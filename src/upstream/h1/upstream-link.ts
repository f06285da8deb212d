import type { UpstreamAddress } from '../../core/settings.ts';
import type { UpstreamConnection, UpstreamOwner } from './upstream-connection.ts';
import type { UpstreamPool } from './upstream-pool.ts';

/** The exchange's hold on the app: the connection it uses, and what is known of it. */
export class UpstreamLink {
  connection: UpstreamConnection | null = null;
  /** Anything at all came back. */
  hasFirstByte = false;
  /** The upstream sent FIN, or broke with `error`, while nobody could be told. */
  hasEnded = false;
  error: NodeJS.ErrnoException | null = null;
  readonly #pool: UpstreamPool;
  #isRepeatable = false;

  constructor(pool: UpstreamPool) {
    this.#pool = pool;
  }

  /** Makes ready for the next request; `isRepeatable`: by its method it may be sent twice (RFC 9110 section 9.2.2). */
  begin(isRepeatable: boolean): void {
    this.hasFirstByte = false;
    this.hasEnded = false;
    this.error = null;
    this.#isRepeatable = isRepeatable;
  }

  /** A connection that works for this owner from now on; it may still be connecting. */
  open(address: UpstreamAddress, owner: UpstreamOwner): UpstreamConnection {
    return this.#use(this.#pool.take(address, this.#isRepeatable), owner);
  }

  /**
   * A new connection in place of one that broke before a byte came back, if the request may be sent again: only if it
   * was a used connection, which the upstream may just have closed for its age. So it is sent again at most once.
   */
  reopen(broken: UpstreamConnection, owner: UpstreamOwner): UpstreamConnection | null {
    if (!broken.isReused || this.hasFirstByte || !this.#isRepeatable) return null;
    broken.destroy();
    return this.#use(this.#pool.connect(broken.address), owner);
  }

  /** The response is whole. `isClean`: nothing is left of the exchange on the connection. */
  complete(isClean: boolean): void {
    const connection = this.connection!;
    this.connection = null;
    if (isClean && !this.hasEnded) this.#pool.give(connection);
    else connection.destroy();
  }

  /** Closes the connection, whatever is under way on it. */
  drop(): void {
    this.connection?.destroy();
    this.connection = null;
  }

  #use(connection: UpstreamConnection, owner: UpstreamOwner): UpstreamConnection {
    this.connection = connection;
    connection.owner = owner;
    return connection;
  }
}
