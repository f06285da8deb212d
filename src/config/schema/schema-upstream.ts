import { isIP } from 'node:net';
import * as v from 'valibot';
import { choice, flag, host, portOrAuto, section, text } from './schema-leaf.ts';

const SERVER_NAME = 'a host name';

/** Where the app listens, and how it is spoken to. */
export const upstreamSchema = section({
  process: v.optional(
    text(
      'the name of a process',
      'The process that answers requests. Without it: the only essential one with a port, else the essential one started last.',
    ),
  ),
  port: v.optional(
    portOrAuto(
      `Where it listens, or auto for a free port. It is told as \${port}, and as $PORT, $FC_SERVER_PORT and $FC_CUSTOM_LISTEN_PORT.`,
    ),
  ),
  host: v.optional(host('The address it listens on. Without it: 127.0.0.1.')),
  unix: v.optional(text('a path', 'The unix socket it listens on, instead of a port.')),
  transport: v.optional(
    choice(
      ['h1', 'node-client'],
      "How berth speaks to it. h1: HTTP/1.1 on raw sockets. node-client: the http-proxy package on Node's own client, for apps that speak TLS, or HTTP too odd for h1. Without it: h1, or node-client where `scheme` (https) or `insecureHTTPParser` needs it.",
    ),
  ),
  scheme: v.optional(choice(['http', 'https'], 'https: it speaks TLS.'), 'http'),
  verify: v.optional(flag('With https: false takes any certificate.'), true),
  ca: v.optional(
    text(
      'a path',
      "With https: a file with the certificates (PEM) to trust instead of Node's own list, from the folder of this file.",
    ),
  ),
  serverName: v.optional(
    v.pipe(
      v.string(SERVER_NAME),
      v.nonEmpty(SERVER_NAME),
      // RFC 6066 section 3: SNI has no room for addresses.
      v.check((name) => isIP(name) === 0, `${SERVER_NAME}, no address`),
      v.description('With https: the name asked for (SNI), which the certificate must have. Without it: the host.'),
    ),
  ),
  insecureHTTPParser: v.optional(
    flag("true: read its responses by Node's lenient parser, which takes much that is no valid HTTP."),
    false,
  ),
});
