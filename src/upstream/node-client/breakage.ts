import { escapeBytes } from '../../core/escape-bytes.ts';
import type { FailureCode } from '../../core/failure-code.ts';
import type { UpstreamAddress } from '../../core/settings.ts';
import type { FailureDetails } from '../../core/upstream-status.ts';

/** How an attempt at the upstream went wrong, in the terms of the catalogue. */
export interface Breakage {
  readonly code: FailureCode;
  readonly details: FailureDetails;
  /** It was a connection used before, and not a byte came back: the upstream may just have closed it for its age. */
  readonly isStaleConnection: boolean;
}

/** Errors of connecting, not of a connection: nothing was sent. */
const REFUSALS: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'ENOTFOUND',
  'EACCES',
  'EAGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
]);

const NOTHING = new Uint8Array();

/** Names the failure behind an error of Node's HTTP client. */
export function toBreakage(
  error: NodeJS.ErrnoException,
  address: UpstreamAddress,
  hasResponse: boolean,
  isStaleConnection: boolean,
): Breakage {
  const code = error.code ?? '';
  if (isGrammarError(error)) {
    const reason = code === 'HPE_HEADER_OVERFLOW' ? 'its head is too large' : 'it breaks the grammar of HTTP';
    const bytes = escapeBytes((error as { rawPacket?: Buffer }).rawPacket ?? NOTHING);
    return { code: 'APP_BAD_RESPONSE', details: { reason, bytes }, isStaleConnection: false };
  }
  if (hasResponse) {
    const reason = 'the connection broke in the middle of the response';
    return { code: 'APP_TRUNCATED', details: { reason }, isStaleConnection: false };
  }
  if (REFUSALS.has(code)) {
    return { code: 'APP_REFUSED', details: { address: formatAddress(address) }, isStaleConnection: false };
  }
  return { code: 'APP_CLOSED_CONNECTION', details: {}, isStaleConnection };
}

/** True if the upstream's bytes are wrong, not its connection. */
export function isGrammarError(error: NodeJS.ErrnoException): boolean {
  return error.code?.startsWith('HPE_') === true && error.code !== 'HPE_INVALID_EOF_STATE';
}

function formatAddress(address: UpstreamAddress): string {
  if (address.kind === 'unix') return address.path;
  return address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}
