import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FailureCode } from '../../core/failure-code.ts';
import type { FailureDetails } from '../../core/upstream-status.ts';
import type { Failure } from '../../failures/failure.ts';
import { openTunnel, type Tunnel } from './upgrade-tunnel.ts';

/** The exchange whose call lasts as long as its tunnel. */
export interface TunnelOwner {
  finish(status: number, failure: Failure | null, bytesOut: number, sendRest: () => void, tunneledIn?: number): void;
  leave(bytesIn: number, bytesOut: number): void;
  explain(code: FailureCode, details: FailureDetails): void;
}

/** Opens the tunnel of an upgraded call and tells the call how it ended. */
export function createTunnelForCall(
  client: Socket,
  upstream: Duplex,
  upstreamHead: Buffer,
  tunnels: Set<Tunnel>,
  owner: TunnelOwner,
): void {
  const tunnel = openTunnel(client, upstream, upstreamHead, {
    onEnd: (bytesIn, bytesOut, sendEnd) => owner.finish(101, null, bytesOut, sendEnd, bytesIn),
    onUpstreamBroken: () => owner.explain('APP_TRUNCATED', { reason: 'the upgraded connection broke' }),
    onClientGone: (bytesIn, bytesOut) => owner.leave(bytesIn, bytesOut),
  });
  tunnels.add(tunnel);
  client.once('close', () => tunnels.delete(tunnel));
}
