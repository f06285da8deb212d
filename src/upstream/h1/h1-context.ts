import type { Log } from '../../core/log.ts';
import type { UpstreamAddress } from '../../core/settings.ts';
import type { TimeoutWheel } from '../../core/timeout-wheel.ts';
import type { BufferPool } from '../../http1/bytes.ts';
import type { FieldNames } from '../../http1/field-name.ts';
import type { ParserStock } from '../../http1/message-head.ts';
import type { RequestWriter } from '../../http1/request-writer.ts';
import type { ResponseHead } from '../../http1/response-head.ts';
import type { AddressRewriter, RewriteSettings } from '../address-rewrite.ts';
import type { Borrower } from '../upstream-request.ts';
import type { UpstreamPool } from './pool.ts';

/** What an h1 transport needs of the data plane it works for. */
export interface H1Parts {
  readonly wheel: TimeoutWheel;
  readonly buffers: BufferPool;
  readonly requestWriter: RequestWriter;
  /** Lower-case names of fields that may not come late either, as trailers. */
  readonly withheld: ReadonlySet<string>;
  readonly upstreamIdleMs: number;
  /** Who may be served next on a connection that has carried a body. */
  readonly afterBody: Borrower;
  /** What becomes of addresses in heads. */
  readonly rewriting: RewriteSettings;
  readonly log: Pick<Log, 'info' | 'warn'>;
  /** Connections that wait for the app at this address to accept them; 0 also where that cannot be seen. */
  readonly countUnaccepted: (address: UpstreamAddress) => number;
}

/** What all round trips of one transport share. */
export interface H1Context extends H1Parts {
  readonly address: UpstreamAddress;
  readonly pool: UpstreamPool;
  readonly rewriter: AddressRewriter;
  readonly responseNames: FieldNames;
  readonly responseHeads: ParserStock<ResponseHead>;
}
