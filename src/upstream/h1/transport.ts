import type { UpstreamAddress } from '../../core/settings.ts';
import { createResponseFieldNames } from '../../http1/field-name.ts';
import { ParserStock } from '../../http1/message-head.ts';
import { ResponseHead } from '../../http1/response-head.ts';
import { AddressRewriter, listRewrittenFields } from '../address-rewrite.ts';
import { Reuse } from '../reuse.ts';
import { TargetNotes } from '../target-note.ts';
import type { ResponseHandler, RoundTrip, Transport } from '../transport.ts';
import type { H1Context, H1Parts } from './h1-context.ts';
import { UpstreamPool } from './pool.ts';
import { H1RoundTrip } from './round-trip.ts';

/** The app is trusted with a larger head than clients are, and its fields are not counted. */
const LARGEST_RESPONSE_HEAD_BYTES = 262_144;

/** HTTP/1.1 in clear text on raw sockets: strict parsing, heads always written anew, bodies streamed. */
export class H1Transport implements Transport {
  readonly #context: H1Context;

  constructor(address: UpstreamAddress, parts: H1Parts) {
    const reuse = new Reuse(parts.upstreamIdleMs, new TargetNotes(parts.log, address), () =>
      parts.countUnaccepted(address),
    );
    const pool = new UpstreamPool(address, parts.upstreamIdleMs, parts.wheel, reuse);
    const responseNames = createResponseFieldNames();
    responseNames.lookForAddresses(listRewrittenFields(parts.rewriting));
    const responseHeads = new ParserStock(() => new ResponseHead(responseNames, LARGEST_RESPONSE_HEAD_BYTES));
    const rewriter = new AddressRewriter(address, false, parts.rewriting);
    this.#context = { ...parts, address, pool, rewriter, responseNames, responseHeads };
    parts.wheel.onJump(() => pool.dropIdle());
  }

  createRoundTrip(handler: ResponseHandler): RoundTrip {
    return new H1RoundTrip(this.#context, handler);
  }

  dropIdle(): void {
    this.#context.pool.dropIdle();
  }

  endReuse(): void {
    this.#context.pool.reuse.end();
    this.#context.pool.dropIdle();
  }

  destroy(): void {
    this.#context.pool.destroy();
  }
}
