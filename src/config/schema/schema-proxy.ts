import * as v from 'valibot';
import { choice, duration, flag, section, size, whole } from './schema-leaf.ts';

/** The data plane used where the config names none. */
const DEFAULT_ENGINE = 'wire';

const NO_LIMIT = Number.MAX_SAFE_INTEGER;

/** How requests get to the app. */
export const proxySchema = section({
  engine: v.optional(
    choice(['wire', 'http-proxy'], "wire: HTTP/1.1 on raw sockets. http-proxy: the npm package on Node's own parser."),
    DEFAULT_ENGINE,
  ),
  maxInFlight: v.optional(
    whole('Requests the app gets at a time; the rest wait in the queue. 0: no limit.', 0, NO_LIMIT),
    0,
  ),
  queue: v.optional(
    section({
      max: v.optional(whole('Requests that may wait for a place; more are refused with 503.', 0, NO_LIMIT), 1000),
      timeout: v.optional(duration('How long a request may wait for a place.', 'positive'), '60s'),
    }),
    {},
  ),
  timeouts: v.optional(
    section({
      connect: v.optional(duration('To connect to the app. 0s: no limit.'), '10s'),
      firstByte: v.optional(duration('From the request to the first byte of the response. 0s: no limit.'), '15m'),
      idle: v.optional(duration('The longest silence of the app inside a response. 0s: no limit.'), '15m'),
      total: v.optional(duration('The whole exchange with the app. 0s: no limit.'), '0s'),
    }),
    {},
  ),
  clientTimeouts: v.optional(
    section({
      idle: v.optional(duration('A kept-alive connection without a request is closed after this. 0s: never.'), '0s'),
      head: v.optional(duration('From the first byte of a request head to its end. 0s: no limit.'), '60s'),
      bodyIdle: v.optional(duration('The longest silence of the client inside a body. 0s: no limit.'), '15m'),
    }),
    {},
  ),
  limits: v.optional(
    section({
      head: v.optional(size('The largest request head.', 1024), '64KiB'),
      fields: v.optional(whole('The most header fields in a request.', 1, 10_000), 200),
      requestLine: v.optional(size('The longest request line.', 256), '16KiB'),
      body: v.optional(size('The largest request body. 0: no limit.', 1, 'no limit'), 0),
    }),
    {},
  ),
  upstreamIdle: v.optional(
    duration('An idle connection to the app is used again within this time. 0s: never used again.'),
    '4s',
  ),
  forwarded: v.optional(
    section({
      trust: v.optional(
        flag(
          'true: keep the X-Forwarded-* fields the platform sent and add to them. false: replace them, and drop what else tells of the client (Forwarded, X-Real-IP, X-Forwarded-Port and the like).',
        ),
        true,
      ),
      proto: v.optional(choice(['http', 'https'], 'The scheme told to the app, whatever the platform says.')),
    }),
    {},
  ),
  passCredentials: v.optional(
    flag("true: let the platform's credentials (x-fc-access-key-id and the like) reach the app."),
    false,
  ),
});
