import { formatDuration } from '../core/duration.ts';
import type { ProxySettings } from '../core/settings.ts';
import { formatSize } from '../core/size.ts';
import { Failure } from '../failures/failure.ts';
import type { RequestHead } from '../http1/request-head.ts';

/** The failure of a head that the parser refused. */
export function toHeadRefusal(head: RequestHead, { limits }: ProxySettings): Failure {
  if (head.faultCode === 'URI_TOO_LONG') {
    return new Failure('URI_TOO_LONG', { limit: formatSize(limits.requestLineBytes) });
  }
  if (head.faultCode !== 'HEADERS_TOO_LARGE') return new Failure(head.faultCode, { reason: head.fault });
  const reason = head.fields.isTooMany
    ? `more than ${limits.fields} fields`
    : `more than ${formatSize(limits.headBytes)}`;
  return new Failure('HEADERS_TOO_LARGE', { reason });
}

/** The failure of a head that did not come in time. */
export function toHeadTimeout({ clientTimeouts }: ProxySettings): Failure {
  const limit = formatDuration(clientTimeouts.headMs);
  return new Failure('REQUEST_TIMEOUT', { phase: 'the request head', limit, key: 'head' });
}

/** The failure of a head that a client broke off. */
export function toHeadCut(): Failure {
  return new Failure('REQUEST_MALFORMED', { reason: 'it ends in the middle of its head' });
}

/** The Accept field of a refused head, so far as it was read. */
export function readAccept(head: RequestHead, bytes: Buffer): string {
  for (let i = 0; i < head.fields.count; i++) {
    if (head.fields.nameOf(bytes, i) === 'accept') return head.fields.valueOf(bytes, i);
  }
  return '';
}
