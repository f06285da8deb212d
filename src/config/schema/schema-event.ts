import * as v from 'valibot';
import { parseTemplate } from '../../core/event-template.ts';
import { HOP_BY_HOP_HEADERS } from '../../core/header-rule.ts';
import { anyScalar, byShape, choice, duration, mappingOf, section, statuses, text } from './schema-leaf.ts';
import { HEADER_NAME, HEADER_NAME_PATTERN } from './schema-probe.ts';

const TEMPLATE = 'a text whose places are whole, such as {{triggerName}}';

const template = (expected: string) =>
  v.pipe(
    v.string(expected),
    v.check((written) => parseTemplate(written) !== null, TEMPLATE),
  );

const templates = (description: string) =>
  v.pipe(mappingOf(v.string(), template('a text'), 'a mapping of names to texts'), v.description(description));

const MATCH = "'any', 'text', or a mapping of dotted paths to texts";
const VALUE = 'a text, or a list of texts';

const matchSchema = v.pipe(
  byShape(
    {
      string: v.picklist(['any', 'text'], MATCH),
      mapping: mappingOf(
        v.pipe(v.string(), v.regex(/^[^\s{}]+$/, 'a dotted path such as events.0.eventSource')),
        byShape(
          { string: v.string(), number: v.number(), boolean: v.boolean(), list: v.array(anyScalar, VALUE) },
          VALUE,
        ),
        MATCH,
      ),
    },
    MATCH,
  ),
  v.description(
    'Which events the rule is for. A mapping: what stands at these dotted paths of the JSON, where `0` is the first of a list, a `*` in a value is any text, of a list one is enough, and a path leads on into a text that is JSON itself. text: an event that is no JSON object or list. any: each one.',
  ),
);

const PATH = 'a path that begins with /, without spaces and #';
const HOST = 'a host name or address, with a port behind a colon where there is one';

/** What the writer of requests says itself, or what belongs to one connection. */
const OWN_FIELDS = new Set([...HOP_BY_HOP_HEADERS, 'host', 'content-length', 'expect', 'trailer']);
const FIELD = `${HEADER_NAME}, and none that berth writes itself`;

const headersSchema = v.pipe(
  mappingOf(
    v.pipe(
      v.string(FIELD),
      v.regex(HEADER_NAME_PATTERN, FIELD),
      v.check((name) => !OWN_FIELDS.has(name.toLowerCase()), FIELD),
    ),
    v.pipe(template('a text'), v.regex(/^[\t\x20-\x7e]*$/, 'a text of visible ASCII')),
    'a mapping of names to texts',
  ),
  v.description('Header fields of the request. What is put into one is percent-encoded where it is no visible ASCII.'),
);

const BODY = "'event', 'none', or a mapping with one of json, form and text";

const bodySchema = v.pipe(
  byShape(
    {
      string: v.picklist(['event', 'none'], BODY),
      mapping: section(
        {
          json: v.optional(
            templates(
              'A JSON object of these members; a text that is one place alone keeps the kind of what stands there.',
            ),
          ),
          form: v.optional(templates('A form of these fields (application/x-www-form-urlencoded).')),
          text: v.optional(
            v.pipe(template('a text'), v.description('A plain text; what is put in stands in it as it is.')),
          ),
        },
        BODY,
      ),
    },
    BODY,
  ),
  v.description(
    'The body of the request. event: the event as it came; with `each` the element, as JSON. Without it: none.',
  ),
);

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;

const requestSchema = section({
  method: v.optional(choice(METHODS, 'The method of the request.'), 'GET'),
  path: v.pipe(
    template(PATH),
    v.regex(/^\/(?:[!-"$-~]|\{\{\s*[^{}\s]+\s*\}\})*$/, PATH),
    v.description(
      'Path and query. What is put in at a place is percent-encoded, in the path and in the query; an event that could lead to another path by it is refused.',
    ),
  ),
  host: v.optional(
    v.pipe(
      v.string(HOST),
      v.regex(/^(?:[\w.-]+|\[[\da-fA-F:]+\])(?::\d{1,5})?$/, HOST),
      v.description('The host that is asked for. Never taken from an event.'),
    ),
    'localhost',
  ),
  proto: v.optional(
    choice(
      ['http', 'https'],
      'The scheme told to the app; an app that wants https answers http with a redirect, which is no success. Without it: `proxy.forwarded.proto`, or http.',
    ),
  ),
  headers: v.optional(headersSchema, {}),
  body: v.optional(bodySchema, 'none'),
});

const EVENT = 'a mapping with match and request, or with otherwise';

const eventSchema = section(
  {
    match: v.optional(matchSchema),
    each: v.optional(
      text(
        'a dotted path of a list, or . for an event that is one itself',
        'A list in the event (`.` for an event that is one itself): each element makes a request of its own, one after the other, and the event is done with if all are. Without it the whole event makes one.',
      ),
    ),
    request: v.optional(v.pipe(requestSchema, v.description('What the app is asked for.'))),
    success: v.optional(
      statuses(
        'Statuses of the answer that tell the platform that the event is done with; with any other it has failed, and the platform may bring it again.',
      ),
    ),
    timeout: v.optional(
      duration(
        'How long the app may take for the event; `proxy.timeouts` do not count here. 0s, as without it: no limit.',
      ),
    ),
    otherwise: v.optional(
      choice(
        ['refuse', 'forward'],
        'Alone in the last entry: what becomes of an event that no rule is for. refuse, as without it: it has failed, and the log has the `match` to write. forward: the app gets it as it comes, as without `events`.',
      ),
    ),
  },
  EVENT,
);

/** What the app is asked for when the platform brings an event. */
export const eventsSchema = v.pipe(
  v.array(eventSchema, `a list, each entry ${EVENT}`),
  v.description(
    'What the platform brings as events (a timer, a storage bucket, a queue) becomes requests to the app: a list of rules, of which the first that matches counts (docs/events.md). Only of a platform that is believed about it, by x-fc-control-path: /invoke, never by the URL. Without it the app gets POST /invoke.',
  ),
);

export type EventsConfig = v.InferOutput<typeof eventsSchema>;
