import type { Dispatcher } from '../call/dispatcher.ts';
import type { ProxySettings } from '../core/proxy-settings.ts';
import type { TimeoutWheel } from '../core/timeout-wheel.ts';
import type { EventRouter } from '../event/event-router.ts';
import type { BufferPool } from '../http1/bytes.ts';
import type { FieldNames } from '../http1/field-name.ts';
import type { ParserStock } from '../http1/message-head.ts';
import type { RequestHead } from '../http1/request-head.ts';
import type { StreamSocket } from '../socket/stream-socket.ts';
import type { CollectRoom } from './collected-body.ts';
import type { FailureVerdict } from './failure-verdict.ts';

/** What all the exchanges of one generation of the app share. */
export interface ExchangeContext {
  readonly dispatcher: Dispatcher;
  readonly settings: ProxySettings;
  readonly wheel: TimeoutWheel;
  readonly buffers: BufferPool;
  readonly requestNames: FieldNames;
  readonly requestHeads: ParserStock<RequestHead>;
  readonly withheld: ReadonlySet<string>;
  readonly upgrades: ReadonlySet<string>;
  /** Where bodies without a length are gathered; null: they are passed on as they come. */
  readonly collectRoom: CollectRoom | null;
  /** What becomes of the platform's events, and where they are gathered; null: they are passed on as they come. */
  readonly events: EventContext | null;
  /** Which answers of the app the platform is to count as failures; null: none. */
  readonly failureVerdict: FailureVerdict | null;
  /** What is kept of bodies whose requests wait, all together. */
  readonly backlogRoom: { takenBytes: number };
  /** Stops reading a client, whose end would then be missed, until its socket is resumed. */
  pauseClient(socket: StreamSocket): void;
  readonly isDraining: boolean;
}

/** What events are dealt with by, all of one generation together. */
export interface EventContext {
  readonly router: EventRouter;
  readonly room: CollectRoom;
  /** What those that were read and are not done with take of the memory, and may take. */
  keptBytes: number;
  readonly mostKeptBytes: number;
}

/** What an exchange needs of the client's connection. */
export interface ClientSide {
  readonly socket: StreamSocket;
  readonly peer: string;
  /** What the fields of the platform's calls begin with, if the peer is inside the instance; null: whatever it sends is a call. */
  readonly innerPrefix: string | null;
  /** What the peer says of those before it is believed. */
  readonly isTrusted: boolean;
  /** The client sent FIN: nothing more will come from it. */
  readonly hasEnded: boolean;
  /** Kept by the timeout wheel. */
  deadlineMs: number;
  /** True if the client has taken anything since this was last asked. */
  hasTakenSome(): boolean;
  /** Bytes behind the request: the next one of a pipeline. */
  stash(bytes: Buffer): void;
  takeStash(): Buffer | null;
  /** The response has been handed to the kernel, or will be. */
  onExchangeDone(mustClose: boolean, isLast?: boolean): void;
  /** The exchange has become a tunnel. */
  onTunnel(): void;
}
