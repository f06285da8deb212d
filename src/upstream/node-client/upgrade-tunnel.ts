import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** Hears how a tunnel ends; exactly one of the three is called. */
export interface TunnelWatcher {
  /** The upstream has said its last word, or the tunnel was asked to end. `sendEnd` passes that on to the client. */
  onEnd(bytesIn: number, bytesOut: number, sendEnd: () => void): void;
  /** The upstream's connection broke. */
  onUpstreamBroken(bytesIn: number, bytesOut: number): void;
  onClientGone(bytesIn: number, bytesOut: number): void;
}

/** Two connections that speak a protocol of their own. */
export interface Tunnel {
  /** Ends both sides with a FIN. */
  close(): void;
}

/**
 * Carries bytes both ways, each side no faster than the other takes them. A side that ends its half ends only that
 * half; the tunnel is over when the upstream's half is.
 */
export function openTunnel(client: Socket, upstream: Duplex, upstreamHead: Buffer, watcher: TunnelWatcher): Tunnel {
  let bytesIn = 0;
  let bytesOut = upstreamHead.length;
  let isOver = false;

  if (upstreamHead.length > 0) client.write(upstreamHead);
  client.on('data', (chunk: Buffer) => {
    bytesIn += chunk.length;
    if (!upstream.destroyed && !upstream.write(chunk)) client.pause();
  });
  upstream.on('data', (chunk: Buffer) => {
    if (isOver) return;
    bytesOut += chunk.length;
    if (!client.write(chunk)) upstream.pause();
  });
  client.on('drain', () => upstream.resume());
  upstream.on('drain', () => client.resume());
  client.on('end', () => upstream.end());
  upstream.on('end', end);
  upstream.on('error', () => upstream.destroy());
  upstream.on('close', () => settle(() => watcher.onUpstreamBroken(bytesIn, bytesOut)));
  client.on('close', () => {
    upstream.destroy();
    settle(() => watcher.onClientGone(bytesIn, bytesOut));
  });
  client.resume();
  upstream.resume();

  function settle(tell: () => void): void {
    if (isOver) return;
    isOver = true;
    tell();
  }

  function end(): void {
    settle(() => watcher.onEnd(bytesIn, bytesOut, () => client.destroySoon()));
    upstream.end();
  }

  return { close: end };
}
