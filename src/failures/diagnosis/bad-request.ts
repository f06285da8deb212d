import type { Diagnosis } from '../../core/diagnosis.ts';

/** What a request that is none turned out to be. */
export interface ForeignRequest {
  /** For the sentence of REQUEST_MALFORMED; without a byte of the request, for the client gets it. */
  readonly reason: string;
  readonly diagnosis: Diagnosis;
}

/** A protocol, as its first bytes look when they are escaped as by `escapeBytes`. */
type Row = readonly [pattern: RegExp, reason: string, cause: string, cure: string];

/** Any one byte, escaped. */
const BYTE = String.raw`(?:\\x[\da-f]{2}|\\.|[^\\])`;

const PROXY_PROTOCOL = [
  'it begins with a line of the PROXY protocol',
  'The load balancer or health check before berth is set to the PROXY protocol.',
  'Switch the PROXY protocol off there. berth learns of the visitor’s address from X-Forwarded-For: see `proxy.forwarded.trust`.',
] as const;

const TLS = [
  'it is the beginning of a TLS connection',
  'The client speaks TLS (https) to this port, where berth speaks plain HTTP.',
  'Ask for `http://`, or end TLS before berth: at the platform, gateway or load balancer, whose target and health check for this port must be HTTP, not HTTPS.',
] as const;

const ROWS: readonly Row[] = [
  [/^PROXY (?:TCP[46]|UNKNOWN)\b/, ...PROXY_PROTOCOL],
  [/^(?:\\r\\n)?\\r\\n\\x00\\r\\nQUIT\\n/, ...PROXY_PROTOCOL],
  [/^\\x1[56](?:\\x03|$)/, ...TLS],
  // The hello of SSL 2, in which old clients offer what is newer, too.
  [new RegExp(String.raw`^\\x80${BYTE}\\x01(?:\\x00\\x02|\\x03\\x0[0-3])`), ...TLS],
  [
    /^PRI \* HTTP\/2/,
    'it is the preface of HTTP/2',
    'The client, gateway or load balancer begins with HTTP/2 at once (h2c with prior knowledge, as gRPC does), and berth speaks HTTP/1.1.',
    'Set it to HTTP/1.1 towards this port; towards the visitor it may still speak HTTP/2.',
  ],
  [
    /^GET [^\s\\]+ ?(?:\\r)?\\n/,
    'its first line names no HTTP version',
    'The client speaks HTTP/0.9, or ends its first line behind the target.',
    'Let it send `GET /path HTTP/1.1` and a Host field; a request typed by hand needs them too.',
  ],
  ...toGatewayRows(),
  ...toServerRows(),
];

/** Tells by its first bytes, escaped, what a refused request is if it is not HTTP/1; null where it may well be. */
export function recogniseForeignRequest(bytes: string): ForeignRequest | null {
  const row = ROWS.find(([pattern]) => pattern.test(bytes));
  if (row === undefined) return null;
  const [, reason, cause, cure] = row;
  return { reason, diagnosis: { cause, cure, certainty: 'certain', evidence: [bytes] } };
}

/** For a request that does not even begin with a method and is nothing known. */
export function diagnoseUnknownBytes(bytes: string): Diagnosis {
  return {
    cause: `It is no HTTP. It begins with: ${bytes}`,
    cure: 'Find out what sends this to berth’s port; the record has the address that it came from.',
    certainty: 'certain',
    evidence: [bytes],
  };
}

/** Ways in which web servers speak to apps. */
function toGatewayRows(): Row[] {
  const protocols: ReadonlyArray<readonly [RegExp, string, string]> = [
    [new RegExp(String.raw`^\\x01\\x01${BYTE}{2}\\x00\\x08`), 'FastCGI', '`fastcgi_pass`'],
    [/^\\x00.{1,8}\\x00.{1,4}\\x00(?:REQUEST_METHOD|QUERY_STRING|CONTENT_LENGTH)/, 'uwsgi', '`uwsgi_pass`'],
    [/^\d+:CONTENT_LENGTH\\x00/, 'SCGI', '`scgi_pass`'],
    [/^\\x124/, 'AJP', '`ProxyPass ajp://`'],
  ];
  return protocols.map(([pattern, name, key]) => [
    pattern,
    `it is ${name}`,
    `A web server before berth passes requests on as ${name} (${key}), and berth speaks HTTP.`,
    'Let it pass them on as HTTP, with `proxy_pass http://…` or its like.',
  ]);
}

/** Clients of other servers, and whoever looks for such. */
function toServerRows(): Row[] {
  const protocols: ReadonlyArray<readonly [RegExp, string]> = [
    [/^SSH-\d/, 'SSH'],
    [/^(?:EHLO|HELO|MAIL FROM:|RCPT TO:)/i, 'SMTP'],
    [/^\*\d+\\r\\n\$\d+\\r\\n|^(?:PING|INFO)(?:\\r)?\\n/, 'Redis'],
    [/^(?:stats|version|gets? [^\s\\]+)(?:\\r)?\\n/, 'memcached'],
    [/^[A-Z]+ (?:rtspu?:\S+ |\S+ RTSP\/)/, 'RTSP'],
    [/^[A-Z]+ (?:sips?:\S+ |\S+ SIP\/)/, 'SIP'],
    [/^[A-Z]+ (?:icaps?:\S+ |\S+ ICAP\/)/, 'ICAP'],
    [/^\\x00\\x00\\x00(?:\\x08\\x04\\xd2\\x16|.{1,4}\\x00\\x03\\x00\\x00)/, 'PostgreSQL'],
    [/^\\x10.{1,8}\\x00\\x04MQTT/, 'MQTT'],
    [/^\\x03\\x00\\x00.{2,8}\\xe0/, 'RDP'],
    [/^\\x05[^\\]?\\x0[1-4]\\x00|^\\x05\\x01\\x00|^\\x04\\x01.{2,8}/, 'SOCKS'],
  ];
  return protocols.map(([pattern, name]) => [
    pattern,
    `it is ${name}`,
    `The client speaks ${name}, and berth serves HTTP on this port.`,
    `Give that client the port of the ${name} server. From an address that nobody knows it is a scanner: nothing of it has reached the app.`,
  ]);
}
