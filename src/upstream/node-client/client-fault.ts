import { describeAddress } from '../../core/address.ts';
import { escapeBytes } from '../../core/escape-bytes.ts';
import type { UpstreamAddress } from '../../core/settings.ts';
import { toBrokenFault, toConnectFault } from '../connection-fault.ts';
import type { UpstreamFault } from '../transport.ts';

/** How far a request has come: nothing yet, a connection without TLS so far, one that takes requests, a response. */
export type ClientPhase = 'connecting' | 'handshake' | 'sent' | 'answered';

const CERTIFICATE_REASONS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'it comes from an issuer that is not known here',
  UNABLE_TO_GET_ISSUER_CERT: 'the certificate of its issuer is missing',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the certificate of its issuer is missing',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate of its issuer is missing',
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet',
};

/** Names the failure behind an error of Node's client. */
export function toClientFault(error: ClientError, phase: ClientPhase, address: UpstreamAddress): UpstreamFault {
  const code = error.code ?? '';
  if (phase === 'connecting') return toConnectFault(error, address);
  if (phase === 'handshake') return toHandshakeFault(error, address);
  if (isGrammarError(error)) {
    const reason = code === 'HPE_HEADER_OVERFLOW' ? 'its head is too long' : 'it breaks the grammar of HTTP';
    return toBadResponse(code === REFUSED ? error.message : reason, escapeBytes(error.rawPacket ?? NOTHING));
  }
  // The app's verdict on our half of a handshake comes behind its end in TLS 1.3.
  const isVerdict = phase === 'sent' && code.startsWith('ERR_SSL_');
  return isVerdict ? { ...toHandshakeFault(error, address), isUnsent: false } : toBrokenFault(phase === 'answered');
}

/** `bytes`: what the response began with, escaped. */
export function toBadResponse(reason: string, bytes: string): UpstreamFault {
  return { code: 'APP_BAD_RESPONSE', details: { reason, bytes }, isUnsent: false };
}

/** True if the app's bytes are wrong, not its connection. */
export function isGrammarError({ code = '' }: ClientError): boolean {
  return code.startsWith('HPE_') && code !== 'HPE_INVALID_EOF_STATE';
}

/** What berth's own parser says of a response, in the manner of Node's. `bytes`: what it began with, if that tells why. */
export function toRefusal(reason: string, bytes: Uint8Array): ClientError {
  return Object.assign(new Error(reason), { code: REFUSED, rawPacket: bytes });
}

/** What Node's parser did not understand. */
export function toUnread({ rawPacket = NOTHING, bytesParsed = 0 }: ClientError): Uint8Array {
  return rawPacket.subarray(bytesParsed);
}

/** What Node and OpenSSL put into their errors. */
export interface ClientError extends NodeJS.ErrnoException {
  readonly rawPacket?: Uint8Array;
  /** How much of it was understood. */
  readonly bytesParsed?: number;
  readonly reason?: string;
  /** The name that a certificate was to be made out to. */
  readonly host?: string;
}

function toHandshakeFault(error: ClientError, address: UpstreamAddress): UpstreamFault {
  const { code = '', message, reason: said, host } = error;
  // Anything else than a broken connection or handshake is a verdict on the certificate (tls.connect, `verifyError`).
  if (!/^(ERR_SSL_|E[A-Z]+$)/.test(code)) {
    const isOtherName = code === 'ERR_TLS_CERT_ALTNAME_INVALID';
    const reason = isOtherName ? `it is not made out to ${host}` : (CERTIFICATE_REASONS[code] ?? message);
    return { code: 'APP_CERTIFICATE_REJECTED', details: { reason }, isUnsent: true };
  }
  const isPlain = code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG';
  const reason = isPlain ? 'it answers in something else' : (said ?? 'it broke the handshake off');
  return { code: 'APP_TLS_FAILED', details: { address: describeAddress(address), reason }, isUnsent: true };
}

const REFUSED = 'HPE_REFUSED';

const NOTHING = new Uint8Array();
