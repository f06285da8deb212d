import * as v from 'valibot';
import { isPeerRange } from './peer-range.ts';
import { byShape, choice, duration, flag, section, size, whole } from './schema-leaf.ts';

const NO_LIMIT = Number.MAX_SAFE_INTEGER;

const TRUST = 'true, false, or a list of addresses and CIDR ranges';
const PEER = 'an address or a CIDR range such as 192.0.2.7, 10.0.0.0/8 or fd00::/8';

const trustSchema = v.pipe(
  byShape(
    { boolean: v.boolean(TRUST), list: v.array(v.pipe(v.string(PEER), v.check(isPeerRange, PEER)), TRUST) },
    TRUST,
  ),
  v.description(
    'Whose word on the client counts. true: everybody’s: keep the X-Forwarded-* fields that came and add to them. false: nobody’s: replace them, and drop what else tells of the client (Forwarded, X-Real-IP, X-Forwarded-Port and the like). A list of addresses and CIDR ranges: that of peers in them. Without it: true on a platform that is found or named (`platform`), false elsewhere and on generic.',
  ),
);

const REWRITE = "'on' or 'off'";

const PROTOCOL = 'a protocol such as websocket';

const upgradesSchema = v.pipe(
  v.array(
    v.pipe(
      v.string(PROTOCOL),
      // RFC 9110 section 7.8: a name, and a version behind a slash.
      v.regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+(\/[!#$%&'*+\-.^_`|~0-9A-Za-z]+)?$/, PROTOCOL),
      v.transform((name) => name.toLowerCase()),
    ),
    'a list of protocols',
  ),
  v.description(
    'Protocols that a client may switch to with `Upgrade`. A wish for another is not passed on, and the request is answered without it.',
  ),
);

const PREFIX = 'a path such as /blog, without a slash at its end';

const pathPrefix = (description: string) =>
  v.pipe(
    v.string(PREFIX),
    v.regex(/^(?:\/[\w.~!$&'()*+,;=:@-]+)*$/, PREFIX),
    v.maxLength(200, 'at most 200 characters'),
    v.description(
      `${description} In Location, Content-Location, Refresh and Link and in the Path of cookies the app's paths become the public ones.`,
    ),
  );

/** How requests get to the app. */
export const proxySchema = section({
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
      idle: v.optional(
        duration('A kept-alive connection is closed after this time without a request. 0s: never.'),
        '0s',
      ),
      head: v.optional(duration('From the first byte of a request head to its end. 0s: no limit.'), '60s'),
      bodyIdle: v.optional(duration('The longest silence of the client inside a body. 0s: no limit.'), '15m'),
      reader: v.optional(
        duration(
          'The longest time a client may take nothing of what waits for it, in tunnels too; its connection is reset then. 0s: no limit.',
        ),
        '60s',
      ),
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
  requestBody: v.optional(
    choice(
      ['collect', 'stream'],
      'What becomes of a request body without a length (chunked), of which many servers read nothing. collect: it is gathered, in memory up to 1 MiB and then in the run directory, and the app gets it with its length. stream: it is passed on in chunks as it comes, which an app needs that answers while its client still sends. A body with a length is always passed on as it comes.',
    ),
    'collect',
  ),
  collect: v.optional(
    section({
      max: v.optional(
        size(
          'The longest body that is gathered with `proxy.requestBody: collect`; a longer one is passed on in chunks.',
          1024,
        ),
        '64MiB',
      ),
    }),
    {},
  ),
  upstreamIdle: v.optional(
    duration('An idle connection to the app is used again within this time. 0s: never used again.'),
    '4s',
  ),
  reuse: v.optional(
    section({
      afterBody: v.optional(
        flag(
          'true: a connection to the app that has carried a request body may serve anybody next, for apps that are known to read every body to its end. One that does not takes the rest for the next request, and answers another user with it. false: it is closed behind the response; on generic, and where no platform is found, it may serve the same client connection on, unless that peer is believed about its clients (`proxy.forwarded.trust`).',
        ),
        false,
      ),
    }),
    {},
  ),
  forwarded: v.optional(
    section({
      trust: v.optional(trustSchema),
      proto: v.optional(choice(['http', 'https'], 'The scheme told to the app, whatever the platform says.')),
    }),
    {},
  ),
  rewrite: v.optional(
    v.pipe(
      byShape({ string: v.picklist(['on', 'off'], REWRITE), boolean: v.boolean(REWRITE) }, REWRITE),
      v.description(
        "on: an address of the app's own in Location, Content-Location, Refresh or Link becomes the public one: the request's Host and the scheme in X-Forwarded-Proto. It is one with the port the app listens on, and the name of this machine or of the request's Host; bodies and other addresses stay as they are. Destination and If of WebDAV go the other way. off: all stay as they are.",
      ),
    ),
    'on',
  ),
  basePath: v.optional(
    section({
      strip: v.optional(
        pathPrefix(
          'What the public paths of the app begin with, such as /blog, and the app knows nothing of: taken off the path of each request that begins with it and a / behind it, or is it. The app is told of it in X-Forwarded-Prefix. A request without it goes to the app as it is.',
        ),
        '',
      ),
      add: v.optional(
        pathPrefix(
          'What the app wants its paths to begin with, and the public ones do not: put before the path of each request.',
        ),
        '',
      ),
    }),
    {},
  ),
  halfClosed: v.optional(
    choice(
      ['drop', 'serve'],
      'What becomes of a request that waits, for the app to be ready or for a place, when its client ends its side of the connection (FIN). drop: it never reaches the app, for nearly every such client has given up, and may ask again. serve: it goes on waiting, for clients that end their side and still want the answer. A reset drops it in any case; once forwarded, it is served.',
    ),
    'drop',
  ),
  upgrades: v.optional(upgradesSchema, ['websocket']),
  passCredentials: v.optional(
    flag("true: let the platform's credentials (x-fc-access-key-id and the like) reach the app."),
    false,
  ),
});
