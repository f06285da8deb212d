import { formatDuration } from '../../core/duration.ts';
import type { ProxySettings } from '../../core/settings.ts';
import { Failure } from '../../failures/failure.ts';
import { headTooLarge, malformed } from './request-grammar.ts';

/** In plain words, because the parser's own may quote the request. */
const REASONS: Readonly<Record<string, string>> = {
  HPE_INVALID_METHOD: 'its method is unknown',
  HPE_INVALID_URL: 'its target is not a valid URL',
  HPE_INVALID_VERSION: 'its version is not a valid HTTP version',
  HPE_INVALID_CONSTANT: 'its request line is wrong',
  HPE_INVALID_HEADER_TOKEN: 'a header field has a character that is not allowed there',
  HPE_INVALID_CONTENT_LENGTH: 'the content length is not a number',
  HPE_UNEXPECTED_CONTENT_LENGTH: 'its length is given more than once',
  HPE_INVALID_TRANSFER_ENCODING: 'a transfer coding other than chunked',
  HPE_INVALID_CHUNK_SIZE: 'the size of a chunk is wrong',
  HPE_STRICT: 'a line or a chunk does not end as it must',
  HPE_CR_EXPECTED: 'a line does not end with CR LF',
  HPE_LF_EXPECTED: 'a line does not end with CR LF',
  HPE_INVALID_EOF_STATE: 'it ends in the middle',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'its chunk extensions are too long',
  HPE_CLOSED_CONNECTION: 'bytes follow a request that was the last one',
};

/** The failure behind an error of Node's server parser, or null if the connection itself broke. */
export function toParserFailure(error: NodeJS.ErrnoException, settings: ProxySettings): Failure | null {
  const code = error.code ?? '';
  if (code === 'HPE_HEADER_OVERFLOW') return headTooLarge(settings.limits);
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    const limit = formatDuration(settings.clientTimeouts.headMs);
    return new Failure('REQUEST_TIMEOUT', { phase: 'the request head', limit, key: 'head' });
  }
  return code.startsWith('HPE_') ? malformed(REASONS[code] ?? 'it breaks the grammar of HTTP') : null;
}
