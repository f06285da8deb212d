import type { CallDesk } from '../call/call-desk.ts';
import { UnreadClients } from '../client/unread-client.ts';
import type { ProxySettings } from '../core/settings.ts';
import { TimeoutWheel } from '../core/timeout-wheel.ts';
import { BufferPool } from '../http1/buffer-pool.ts';
import { ChunkWriter } from '../http1/chunk-writer.ts';
import { createRequestFieldNames, createResponseFieldNames, type FieldNames } from '../http1/field-name.ts';
import { RequestHead } from '../http1/request-head.ts';
import { RequestWriter } from '../http1/request-writer.ts';
import { ResponseHead } from '../http1/response-head.ts';
import { ResponseWriter } from '../http1/response-writer.ts';
import { UpstreamPool } from '../upstream/h1/upstream-pool.ts';

/** An everyday head with a small body, with a larger one, with as much as one read brings. */
const BUFFER_SIZES = [4_096, 20_480, 73_728];
const KEPT_BUFFER_BYTES = 4_194_304;

const SHORTEST_TICK_MS = 20;
const LONGEST_TICK_MS = 250;

/** The app is trusted with a larger head than clients are, and its fields are not counted. */
const LARGEST_RESPONSE_HEAD_BYTES = 262_144;

/** What all connections of one engine share. */
export interface Wire {
  readonly desk: CallDesk;
  readonly settings: ProxySettings;
  readonly wheel: TimeoutWheel;
  readonly pool: UpstreamPool;
  readonly unreadClients: UnreadClients;
  readonly buffers: BufferPool;
  readonly requestHeads: ParserStock<RequestHead>;
  readonly responseHeads: ParserStock<ResponseHead>;
  readonly requestNames: FieldNames;
  readonly responseNames: FieldNames;
  readonly requestWriter: RequestWriter;
  readonly responseWriter: ResponseWriter;
  readonly chunkWriter: ChunkWriter;
  readonly withheld: ReadonlySet<string>;
  isDraining: boolean;
}

/** Creates the shared parts for a desk and its settings. */
export function createWire(desk: CallDesk, settings: ProxySettings): Wire {
  const { limits, upstreamIdleMs, withheldHeaders, forwarded } = settings;
  const wheel = new TimeoutWheel(chooseTick(settings));
  const requestNames = createRequestFieldNames(desk.requestIdHeaders, withheldHeaders, desk.hookHeader);
  const responseNames = createResponseFieldNames();
  return {
    desk,
    settings,
    wheel,
    pool: new UpstreamPool(upstreamIdleMs, wheel),
    unreadClients: new UnreadClients(),
    buffers: new BufferPool(BUFFER_SIZES, KEPT_BUFFER_BYTES),
    requestHeads: new ParserStock(() => new RequestHead(requestNames, limits)),
    responseHeads: new ParserStock(() => new ResponseHead(responseNames, LARGEST_RESPONSE_HEAD_BYTES)),
    requestNames,
    responseNames,
    requestWriter: new RequestWriter(requestNames, forwarded),
    responseWriter: new ResponseWriter(responseNames),
    chunkWriter: new ChunkWriter(),
    withheld: new Set(withheldHeaders),
    isDraining: false,
  };
}

/** Parsers that wait for a head. A connection has one only while it reads a head: idle ones would cost kilobytes. */
export class ParserStock<Parser> {
  readonly #create: () => Parser;
  readonly #stock: Parser[] = [];

  constructor(create: () => Parser) {
    this.#create = create;
  }

  take(): Parser {
    return this.#stock.pop() ?? this.#create();
  }

  give(parser: Parser): void {
    this.#stock.push(parser);
  }
}

/** A quarter of the shortest timeout, so that none is late by more than half of itself. */
function chooseTick({ upstreamTimeouts, clientTimeouts, upstreamIdleMs }: ProxySettings): number {
  const timeouts = [...Object.values(upstreamTimeouts), ...Object.values(clientTimeouts), upstreamIdleMs];
  const shortest = Math.min(...timeouts.filter((timeout) => timeout > 0), 4 * LONGEST_TICK_MS);
  return Math.max(SHORTEST_TICK_MS, Math.ceil(shortest / 4));
}
