import { toPeerAddress } from '../core/header-rule.ts';
import type { RequestHead } from '../http1/request-head.ts';

/** True for a peer on this machine. */
export function isLoopback(peer: string): boolean {
  const address = toPeerAddress(peer);
  return address === '::1' || address.startsWith('127.');
}

/** True if no field's name begins with the prefix, in lower case. */
export function isWithout(prefix: string, { fields }: RequestHead, bytes: Buffer): boolean {
  for (let i = 0; i < fields.count; i++) if (fields.nameOf(bytes, i).startsWith(prefix)) return false;
  return true;
}
