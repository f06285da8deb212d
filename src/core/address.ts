import type { UpstreamAddress } from './settings.ts';

/** `127.0.0.1:8080`, `[::1]:8080` or a socket's path. */
export function describeAddress(address: UpstreamAddress): string {
  if (address.kind === 'unix') return address.path;
  return address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}

/** True if a connection to one of the hosts meets a listener on this host: the same address, or a wildcard. */
export function isReachedBy(listenerHost: string, hosts: readonly string[]): boolean {
  return hosts.some((host) => {
    // A listener on `::` takes IPv4 as well unless it was asked not to, which no table of the kernel shows.
    if (listenerHost === '::') return true;
    if (listenerHost === '0.0.0.0') return !host.includes(':');
    return listenerHost === host;
  });
}
