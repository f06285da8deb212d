import httpProxy from 'http-proxy';
import type { Log } from '../../core/log.ts';
import type { UpstreamAddress, UpstreamTlsSettings } from '../../core/settings.ts';
import { AddressRewriter, type RewriteSettings } from '../address-rewrite.ts';
import { Reuse } from '../reuse.ts';
import { TargetNotes } from '../target-note.ts';
import type { ResponseHandler, RoundTrip, Transport } from '../transport.ts';
import type { Borrower } from '../upstream-request.ts';
import type { Link } from './client-request.ts';
import { ConnectionPool } from './connection-pool.ts';
import { readExtraAuthorities } from './extra-authorities.ts';
import { NodeClientRoundTrip } from './round-trip.ts';

export interface NodeClientOptions {
  /** Idle connections older than this are not used again; 0 switches reuse off. */
  readonly upstreamIdleMs: number;
  /** Who may be served next on a connection that has carried a body. */
  readonly afterBody: Borrower;
  /** null: the app speaks plain HTTP. */
  readonly tls: UpstreamTlsSettings | null;
  /** Responses are read by Node's lenient parser. */
  readonly isLenient: boolean;
  /** What becomes of addresses in heads. */
  readonly rewriting: RewriteSettings;
  readonly log: Pick<Log, 'info' | 'warn'>;
  /** Connections that wait for the app at this address to accept them; 0 also where that cannot be seen. */
  readonly countUnaccepted: (address: UpstreamAddress) => number;
}

/** HTTP/1.1 through the npm package http-proxy on Node's own client, in clear text or over TLS. */
export function createNodeClientTransport(address: UpstreamAddress, options: NodeClientOptions): Transport {
  const { tls, isLenient, upstreamIdleMs, afterBody, rewriting, log } = options;
  const reuse = new Reuse(upstreamIdleMs, new TargetNotes(log, address), () => options.countUnaccepted(address));
  const host = address.kind === 'unix' ? 'localhost' : address.host;
  const pool = new ConnectionPool(upstreamIdleMs, reuse, tls === null ? null : (tls.serverName ?? host));
  const rewriter = new AddressRewriter(address, tls !== null, rewriting);
  const proxy = httpProxy.createProxyServer({});
  const trusted = tls === null ? null : { ...tls, ca: tls.ca ?? readExtraAuthorities(process.env) };
  const link: Link = { address, tls: trusted, isLenient, rewriter, afterBody, pool, proxy };
  return {
    createRoundTrip: (handler: ResponseHandler): RoundTrip => new NodeClientRoundTrip(link, handler),
    dropIdle: () => pool.dropIdle(),
    endReuse: () => {
      reuse.end();
      pool.dropIdle();
    },
    destroy: () => pool.destroy(),
  };
}
