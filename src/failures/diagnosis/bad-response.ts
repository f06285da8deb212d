import type { Diagnosis } from '../../core/diagnosis.ts';
import type { FailureCode, FailureDetails } from '../../core/failure-code.ts';
import { RESPONSE_FAULTS } from './response-fault.ts';

/** What the first bytes of another protocol look like, escaped as by `escapeBytes`. */
const PROTOCOLS: ReadonlyArray<readonly [pattern: RegExp, protocol: string, cure: string]> = [
  [
    /^\\x1[56]\\x03/,
    'TLS',
    'Set `upstream: { scheme: https }`, or let the app speak plain HTTP on this port: the platform ends TLS before berth.',
  ],
  [/^\\x01\\x0[367]/, 'FastCGI', 'Put a web server such as nginx between, or let the app listen for HTTP.'],
  [/^\\x00\\x00.\S*\\x04\\x00/, 'HTTP/2', 'Let the app accept HTTP/1.1 on this port.'],
  [/^SSH-/, 'SSH', 'Set `port` to the port where the app speaks HTTP.'],
  [/^.\\x00\\x00\\x00\S*(?:mysql|MariaDB)/i, 'MySQL', 'Set `port` to the port where the app speaks HTTP.'],
  [/^[-+]\w/, 'Redis', 'Set `port` to the port where the app speaks HTTP.'],
  [
    /^\s*<(?:!doctype|html)/i,
    'HTML without a head',
    'Let the app write a status line and header fields before its page.',
  ],
  [/^Status:/i, 'CGI', 'Start the app behind a web server that understands CGI.'],
];

/** Explains a response that cannot be relied on, by what it began with or by what is wrong with it; null for other failures. */
export function diagnoseBadResponse(code: FailureCode, { bytes, reason }: FailureDetails): Diagnosis | null {
  if (code !== 'APP_BAD_RESPONSE') return null;
  const evidence = typeof bytes === 'string' && bytes !== '' ? [bytes] : [];
  const known = PROTOCOLS.find(([pattern]) => evidence.some((shown) => pattern.test(shown)));
  if (known !== undefined) {
    const [, protocol, cure] = known;
    return { cause: `The app does not speak HTTP there but ${protocol}.`, cure, certainty: 'likely', evidence };
  }
  const fault = RESPONSE_FAULTS.get(String(reason));
  if (fault !== undefined) return { ...fault, certainty: 'likely', evidence };
  if (evidence.length === 0) return null;
  const cure = 'Correct what the app writes before its body, or set `port` to the port where it speaks HTTP/1.1.';
  return { cause: `The response began with: ${bytes}`, cure, certainty: 'likely', evidence };
}
