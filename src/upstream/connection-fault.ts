import { describeAddress } from '../core/address.ts';
import type { UpstreamAddress } from '../core/settings.ts';
import { describeDescriptorLimit } from '../failures/descriptor-limit.ts';
import type { UpstreamFault } from './transport.ts';

const CLOSED: UpstreamFault = { code: 'APP_CLOSED_CONNECTION', details: {}, isUnsent: false };
const TASK = 'No connection to the app could be made';
const BROKEN = 'the connection broke in the middle of the response';

/** Names what is behind a connection that was made and ended too early, as far as the connection alone can tell. */
export function toBrokenFault(hasHead: boolean): UpstreamFault {
  return hasHead ? { code: 'APP_TRUNCATED', details: { reason: BROKEN }, isUnsent: false } : CLOSED;
}

/** Names what is behind a connection that could not be made: an app that refuses, or a limit of our own. */
export function toConnectFault(error: NodeJS.ErrnoException, address: UpstreamAddress): UpstreamFault {
  const at = describeAddress(address);
  // A name with several addresses gives an error for each.
  const errors: readonly NodeJS.ErrnoException[] = error instanceof AggregateError ? error.errors : [error];
  const limit = errors.map(({ code }) => describeDescriptorLimit(code)).find((one) => one !== null);
  if (limit !== undefined) return { code: 'DESCRIPTORS_EXHAUSTED', details: { task: TASK, limit }, isUnsent: true };
  const hasNoPort = errors.some(({ code }) => code === 'EADDRNOTAVAIL');
  return { code: hasNoPort ? 'LOCAL_PORTS_EXHAUSTED' : 'APP_REFUSED', details: { address: at }, isUnsent: true };
}

/** What an app is told as Host by a client that names none. */
export function toHostName(address: UpstreamAddress): string {
  return address.kind === 'unix' ? 'localhost' : describeAddress(address);
}
