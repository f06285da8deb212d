import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { CallDesk } from '../../call/call-desk.ts';
import type { ProxySettings } from '../../core/settings.ts';
import type { CheckedHead } from './request-grammar.ts';
import type { Tunnel } from './upgrade-tunnel.ts';
import type { Forwarder } from './upstream-attempt.ts';

/** What all exchanges of an engine share. */
export interface EngineParts extends Forwarder {
  readonly desk: CallDesk;
  readonly settings: ProxySettings;
  readonly withheld: ReadonlySet<string>;
  /** Tunnels that are open, to be closed after the drain. */
  readonly tunnels: Set<Tunnel>;
}

/** A request that was read and found right, with everything it is answered through. */
export interface ReadRequest {
  readonly req: IncomingMessage;
  readonly head: CheckedHead;
  readonly socket: Socket;
  /** The protocol asked for; null for an ordinary request. */
  readonly upgrade: string | null;
  /** Called at the request's turn, because an upgraded connection has no response object before. */
  readonly createResponse: () => ServerResponse;
}
