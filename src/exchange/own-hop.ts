import type { FailureAnswer } from '../failures/answer.ts';
import type { RequestHead } from '../http1/request-head.ts';

/** Fields that a TRACE does not show again (RFC 9110 section 9.3.8). */
const SECRET_FIELDS: ReadonlySet<string> = new Set(['authorization', 'cookie', 'proxy-authorization']);

/**
 * What berth says as the last hop to a TRACE or OPTIONS with `Max-Forwards: 0` (RFC 9110 section 7.6.2): the request
 * itself without its secrets, or that it is there.
 */
export function answerLastHop(
  head: RequestHead,
  bytes: Buffer,
  withheld: ReadonlySet<string>,
): (requestId: string) => FailureAnswer {
  const body = head.method === 'TRACE' ? writeTrace(head, bytes, withheld) : Buffer.alloc(0);
  return (requestId) => {
    const fields: Array<readonly [string, string]> = [['content-length', String(body.length)]];
    if (body.length > 0) fields.push(['content-type', 'message/http']);
    fields.push(['x-request-id', requestId]);
    return { status: 200, fields, body };
  };
}

function writeTrace(head: RequestHead, bytes: Buffer, withheld: ReadonlySet<string>): Buffer {
  const { fields } = head;
  const target = bytes.toString('latin1', head.targetStart, head.targetEnd);
  let text = `TRACE ${target} HTTP/1.${head.isHttp10 ? 0 : 1}\r\n`;
  for (let i = 0; i < fields.count; i++) {
    const name = fields.nameOf(bytes, i);
    if (SECRET_FIELDS.has(name) || withheld.has(name)) continue;
    text += `${fields.spellingOf(bytes, i)}: ${fields.valueOf(bytes, i)}\r\n`;
  }
  return Buffer.from(`${text}\r\n`, 'latin1');
}

/**
 * The protocols that a request whose Connection names `upgrade` asks to switch to and may, as they stand in its Upgrade
 * field; '' for none, and then its wish is not passed on (RFC 9110 section 7.8 allows that). Whatever runs in a tunnel has no ids, markers or limits.
 */
export function chooseUpgrade(head: RequestHead, bytes: Buffer, allowed: ReadonlySet<string>): string {
  const { meaning, fields, isHttp10 } = head;
  if (meaning.upgradeField === -1 || isHttp10) return '';
  if (meaning.isChunked || meaning.contentLength > 0) return '';
  const wanted = fields.valueOf(bytes, meaning.upgradeField).split(',');
  return wanted
    .map((protocol) => protocol.trim())
    .filter((protocol) => allowed.has(protocol.toLowerCase()))
    .join(', ');
}
