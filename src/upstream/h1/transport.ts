import type { UpstreamAddress } from '../../core/settings.ts';
import type { TimeoutWheel } from '../../core/timeout-wheel.ts';
import type { BufferPool } from '../../http1/bytes.ts';
import { createResponseFieldNames, type FieldNames } from '../../http1/field-name.ts';
import { ParserStock } from '../../http1/message-head.ts';
import type { RequestWriter } from '../../http1/request-writer.ts';
import { ResponseHead } from '../../http1/response-head.ts';
import type { ResponseHandler, RoundTrip, Transport } from '../transport.ts';
import { UpstreamPool } from './pool.ts';
import { H1RoundTrip } from './round-trip.ts';

/** The app is trusted with a larger head than clients are, and its fields are not counted. */
const LARGEST_RESPONSE_HEAD_BYTES = 262_144;

/** What an h1 transport needs of the data plane it works for. */
export interface H1Parts {
  readonly wheel: TimeoutWheel;
  readonly buffers: BufferPool;
  readonly requestWriter: RequestWriter;
  /** Lower-case names of fields that may not come late either, as trailers. */
  readonly withheld: ReadonlySet<string>;
  readonly upstreamIdleMs: number;
}

/** HTTP/1.1 in clear text on raw sockets: strict parsing, heads always written anew, bodies streamed. */
export class H1Transport implements Transport {
  readonly address: UpstreamAddress;
  readonly parts: H1Parts;
  readonly pool: UpstreamPool;
  readonly responseNames: FieldNames = createResponseFieldNames();
  readonly responseHeads: ParserStock<ResponseHead>;

  constructor(address: UpstreamAddress, parts: H1Parts) {
    this.address = address;
    this.parts = parts;
    this.pool = new UpstreamPool(address, parts.upstreamIdleMs, parts.wheel);
    this.responseHeads = new ParserStock(() => new ResponseHead(this.responseNames, LARGEST_RESPONSE_HEAD_BYTES));
    parts.wheel.onJump(() => this.dropIdle());
  }

  createRoundTrip(handler: ResponseHandler): RoundTrip {
    return new H1RoundTrip(this, handler);
  }

  dropIdle(): void {
    this.pool.dropIdle();
  }

  destroy(): void {
    this.pool.destroy();
  }
}
