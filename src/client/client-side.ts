import type { Socket } from 'node:net';
import type { UpgradeTunnel } from '../exchange/upgrade-tunnel.ts';

/** What an exchange needs of the client's connection. */
export interface ClientSide {
  readonly socket: Socket;
  readonly peer: string;
  /** The client sent FIN: nothing more will come from it. */
  readonly hasEnded: boolean;
  /** Kept by the timeout wheel. */
  deadlineMs: number;
  /** Bytes behind the request: the next one of a pipeline. */
  stash(bytes: Buffer): void;
  takeStash(): Buffer | null;
  /** The response has been handed to the kernel, or will be. */
  onExchangeDone(mustClose: boolean): void;
  onTunnel(tunnel: UpgradeTunnel): void;
}
