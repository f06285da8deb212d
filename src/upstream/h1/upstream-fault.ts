import type { UpstreamAddress } from '../../core/settings.ts';
import type { UpstreamFault } from '../../core/upstream-status.ts';
import type { UpstreamConnection } from './upstream-connection.ts';

/** Names the failure behind a connection to the app that ended too early, as far as the connection alone can tell. */
export function toUpstreamFault(
  error: NodeJS.ErrnoException | null,
  connection: UpstreamConnection,
  hasHead: boolean,
): UpstreamFault {
  if (!connection.isConnected && error !== null) {
    return { code: 'APP_REFUSED', details: { address: formatAddress(connection.address) } };
  }
  if (hasHead)
    return { code: 'APP_TRUNCATED', details: { reason: 'the connection broke in the middle of the response' } };
  return { code: 'APP_CLOSED_CONNECTION', details: {} };
}

/** The address as a person would write it. */
export function formatAddress(address: UpstreamAddress): string {
  if (address.kind === 'unix') return address.path;
  return address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}

/** What an app is told as Host by a client that names none. */
export function toHostName(address: UpstreamAddress): string {
  return address.kind === 'unix' ? 'localhost' : formatAddress(address);
}
