import type { FailureCode } from '../core/failure-code.ts';
import type { UpstreamHead } from './upstream-head.ts';
import type { UpstreamRequest } from './upstream-request.ts';

/**
 * A protocol towards the app, made for one target (`target.ts`). It knows nothing of calls, markers, ids or gates: parsed
 * requests go in, parsed responses come out. It never answers by itself, and never tells of a fault twice.
 */
export interface Transport {
  /** A round trip serves the requests of one client connection, one after the other. */
  createRoundTrip(handler: ResponseHandler): RoundTrip;
  /** Closes the connections that wait for a request. */
  dropIdle(): void;
  /** The same, and from now on none waits: an app that stops in order waits for its connections. */
  endReuse(): void;
  /** Closes every connection at once. */
  destroy(): void;
}

/** One request on its way to the app and its response on the way back; used again for the next. */
export interface RoundTrip {
  /** Who hears what comes back; somebody else may take it over behind a switch of protocols. */
  handler: ResponseHandler;
  /**
   * Sends the head of a request, with its body where that is in hand (`UpstreamRequest.body`). The request may be read
   * until `handler.onConnected`, which may be called before this returns. The handler hears nothing after `onEnd`,
   * `onFault` or `abort` (but see `readsOn` and `onGone`).
   */
  begin(request: UpstreamRequest): void;
  /**
   * Sends data of the body, after `onConnected`; behind a switch of protocols, bytes as they are. They belong to the round
   * trip until it has nothing unsent. `isLast`: `endBody` follows at once. False: the app is behind, `onDrain` follows.
   */
  sendBody(bytes: Buffer, start: number, end: number, isLast: boolean): boolean;
  /** The body is whole; behind a switch of protocols, the client sends no more. */
  endBody(trailers: Trailers): void;
  /** Stops reading what the app sends, as soon as may be; what was read already still comes. */
  pause(): void;
  resume(): void;
  /** Bytes that were given to `sendBody` are still needed. */
  readonly hasUnsent: boolean;
  /** During `onData`: the bytes may be passed on uncopied, if `keepData` is called where they are needed after the call. */
  readonly isDataLasting: boolean;
  /**
   * During `onData`: the bytes stay valid after the call. Returns the buffer they lie in, to be given to `returnBuffer`
   * when nothing needs it any more, or null if that is of no use.
   */
  keepData(): Buffer | null;
  returnBuffer(buffer: Buffer): void;
  /**
   * Behind `onEnd`, with a body that is not whole: the app may read the rest. `sendBody` and `endBody` may be called on, with
   * `onDrain` and `onGone` as their echo, until the handler calls `abort` or `abortSoon`, as it must.
   */
  readonly readsOn: boolean;
  /** Closes the connection, whatever is under way. Nothing happens after the end, unless `readsOn`. */
  abort(): void;
  /** Behind a switch of protocols, or where the app `readsOn`: lets what was sent leave, then closes the connection. */
  abortSoon(): void;
  /** The client connection has ended: lets go of what was kept for it alone. Nothing is under way any more, or a tunnel. */
  close(): void;
}

/** Hears what becomes of a round trip: connected → interim heads → head → data → end, or a fault in place of any of them. */
export interface ResponseHandler {
  /** The head is on its way, and `sendBody` may be called. `isReused`: on a connection that has carried a request before. */
  onConnected(isReused: boolean): void;
  /** What was sent on a connection used before met its end there, and is sent again on a fresh one; once at most. */
  onRepeated(): void;
  /** A 1xx other than 101; the head is valid during the call only, as below. */
  onInterim(head: UpstreamHead): void;
  /** `isAlone`: nothing follows at once, so the head is to be passed on by itself. */
  onHead(head: UpstreamHead, isAlone: boolean): void;
  /** 101: from now on data goes both ways as it is, until `onEnd`, the app's FIN. */
  onSwitch(head: UpstreamHead): void;
  /** Data of the body. `isLast`: `onEnd` follows at once. The bytes are valid during the call only, but see `keepData`. */
  onData(bytes: Buffer, start: number, end: number, isLast: boolean): void;
  /** The response is whole. */
  onEnd(trailers: Trailers): void;
  onFault(fault: UpstreamFault): void;
  /** The app has taken everything so far. */
  onDrain(): void;
  /** Behind `onEnd` and a switch of protocols: the app's connection is closed, in order. Where it `readsOn`: it does no more. */
  onGone(): void;
}

/** Names and values; names in lower case. Only what may be passed on (RFC 9110 section 6.5.1). */
export type Trailers = ReadonlyArray<readonly [name: string, value: string]>;

/** Nothing behind a body, as nearly always. */
export const NO_TRAILERS: Trailers = [];

/** What broke a round trip, as far as the transport alone can tell; `Dispatcher.explain` makes a failure of it. */
export interface UpstreamFault {
  readonly code: FailureCode;
  /** Values for the catalogue's sentence. */
  readonly details: Readonly<Record<string, string | number>>;
  /** Nothing of the request can have reached the app, so any method may wait and be sent again. */
  readonly isUnsent: boolean;
}
