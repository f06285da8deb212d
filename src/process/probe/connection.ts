import { connect, type Socket } from 'node:net';
import { describeAddress } from '../../core/address.ts';
import type { UpstreamAddress } from '../../core/settings.ts';
import { toDescriptorFailure } from '../../failures/descriptor-limit.ts';

export const PROBE_TASK = 'No connection to the app could be made';

/** How long a connection to this machine may take; a full backlog answers nothing at all. */
export const CONNECT_LIMIT_MS = 1_000;

/**
 * Opens a connection and closes it again. Resolves with null if it was accepted, else with the reason as a phrase. Rejects
 * with DESCRIPTORS_EXHAUSTED where berth cannot open any, which says nothing of the app.
 */
export function tryConnect(address: UpstreamAddress, signal: AbortSignal): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const socket = address.kind === 'unix' ? connect({ path: address.path }) : connect(address.port, address.host);
    const settle = (reason: string | null): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.destroy();
      resolve(reason);
    };
    const onAbort = (): void => settle('the probe was given up');
    const timer = setTimeout(() => settle(`no answer from ${describeAddress(address)}`), CONNECT_LIMIT_MS);
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('connect', () => settle(isConnectedToItself(socket) ? describeRefusal(address) : null));
    socket.once('error', (error) => {
      const want = toDescriptorFailure(error, PROBE_TASK);
      if (want !== null) reject(want);
      settle(describeConnectError(error, address));
    });
  });
}

/** Resolves with true if nobody listens at an address that exists. */
export function isRefused(address: UpstreamAddress): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = address.kind === 'unix' ? connect({ path: address.path }) : connect(address.port, address.host);
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'ECONNREFUSED'));
  });
}

/** A failed connection as a phrase: "connection refused on 127.0.0.1:8080". */
export function describeConnectError(error: NodeJS.ErrnoException, address: UpstreamAddress): string {
  if (error.code === 'ECONNREFUSED') return describeRefusal(address);
  if (error.code === 'ENOENT') return `there is no socket at ${describeAddress(address)}`;
  return `${error.code ?? error.message} on ${describeAddress(address)}`;
}

function describeRefusal(address: UpstreamAddress): string {
  return `connection refused on ${describeAddress(address)}`;
}

// TCP lets a socket connect to its own port if the kernel happens to choose it as the source (simultaneous open). On a
// port of the ephemeral range a probe repeated every few milliseconds does meet this, and nobody is listening then.
function isConnectedToItself(socket: Socket): boolean {
  return (
    socket.localPort !== undefined &&
    socket.localPort === socket.remotePort &&
    socket.localAddress === socket.remoteAddress
  );
}
