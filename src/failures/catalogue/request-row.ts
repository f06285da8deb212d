import { type CatalogueRows, row } from './row.ts';

/** What goes wrong with a request before it reaches the app, or with its client. */
export const REQUEST_ROWS = {
  REQUEST_MALFORMED: row(400, null, null, {
    sentence: 'The request is not valid HTTP: {reason}.',
    cause: 'A broken client, or an attempt to smuggle a request past the proxy.',
    cure: 'Correct the client. berth passes on only what can be read in exactly one way.',
    brief: { sentence: 'The request is not valid HTTP: {reason}.', cure: 'Correct the client.' },
  }),
  REQUEST_TIMEOUT: row(408, null, null, {
    sentence: 'The request did not arrive in time: {phase} took longer than {limit}.',
    cause: 'A very slow or stalled client.',
    cure: 'Send the request again; the limit is `proxy.clientTimeouts.{key}`.',
    brief: {
      sentence: 'The request did not arrive in time: {phase} took longer than {limit}.',
      cure: 'Send it again.',
    },
  }),
  BODY_TOO_LARGE: row(413, null, null, {
    sentence: 'The request body is larger than {limit}.',
    cause: 'The upload is over the configured limit.',
    cure: 'Send less, or raise `proxy.limits.body`.',
    brief: { sentence: 'The request body is larger than {limit}.', cure: 'Send less.' },
  }),
  BODY_NOT_COLLECTED: row(503, null, 5, {
    sentence: 'The request body could not be gathered: {reason}.',
    cause:
      'A body without a length is gathered before the app gets it, and there is no room left for that: the disk of the run directory is full, or very many bodies are being gathered at once.',
    cure: 'Make room where `runDir` is, or put that elsewhere; or lower `proxy.collect.max`. `proxy.requestBody: stream` passes bodies on as they come, to an app that reads chunked ones.',
  }),
  URI_TOO_LONG: row(414, null, null, {
    sentence: 'The request line is longer than {limit}.',
    cause: 'Too much data in the query string.',
    cure: 'Send the data in the body, or raise `proxy.limits.requestLine`.',
    brief: { sentence: 'The request line is longer than {limit}.', cure: 'Send the data in the body.' },
  }),
  HEADERS_TOO_LARGE: row(431, null, null, {
    sentence: 'The request head is too large: {reason}.',
    cause: 'Too many or too large header fields, often cookies.',
    cure: 'Clear the cookies of this site, or raise `proxy.limits.head` or `proxy.limits.fields`.',
    brief: { sentence: 'The request head is too large: {reason}.', cure: 'Clear the cookies of this site.' },
  }),
  CLIENT_GONE: row(499, null, null, {
    sentence: 'The client closed the connection before the response was complete.',
    cause: 'The visitor left, or a timeout of the client or the platform was shorter than the request.',
    cure: 'Nothing to do, unless it happens often: then the app is slower than its clients’ patience.',
  }),
  CLIENT_STALLED: row(499, null, null, {
    sentence: 'The client took nothing of what was sent to it for {limit}.',
    cause: 'The client, or the network before it, has stopped without a word, or reads far more slowly than it asks.',
    cure: 'Nothing to do, unless it happens often: then raise `proxy.clientTimeouts.reader`. The connection was reset, so that it keeps nobody else’s place.',
  }),
  QUEUE_FULL: row(503, null, 1, {
    sentence: 'Too many requests are waiting already ({limit}).',
    cause: 'More requests arrive than the app can take, or it has not started yet.',
    cure: 'Try again in a moment. The limits are `startup.maxHeld` and `proxy.queue.max`.',
  }),
  QUEUE_TIMEOUT: row(503, null, 1, {
    sentence: 'The request waited {limit} without being let through to the app.',
    cause: 'The app is busy with other requests, or takes long to start.',
    cure: 'Try again in a moment. The limits are `startup.deadline` and `proxy.queue.timeout`.',
  }),
  DRAINING: row(503, null, 1, {
    sentence: 'The server is stopping and takes no new requests.',
    cause: 'This instance was asked to stop.',
    cure: 'Try again: another instance will answer.',
  }),
  HOOK_FAILED: row(500, null, null, {
    sentence: 'The command for the hook {hook} has failed: {command} {ending}.',
    cause: 'The command of `hooks` found something wrong, cannot be run, or takes longer than it may.',
    cure: 'Read what it printed between the markers of the hook. How long it may take is `timeout` beside `exec` in `hooks`.',
    brief: { sentence: 'The hook has failed.', cure: 'The record of the call says why.' },
  }),
  EVENT_REFUSED: row(400, null, null, {
    sentence: 'The platform brought an event that was refused: {reason}.',
    cause: 'A trigger that `events` has no rule for, or an event that the request of its rule cannot be made of.',
    cure: 'Look at the rules in `events`. {advice} What they mean stands in docs/events.md.',
    brief: { sentence: 'The event was refused.', cure: 'The record of the call says why, and what rule to write.' },
  }),
  EVENT_FAILED: row(502, null, null, {
    sentence: 'The event is not done with: {answer}, and what counts is {success}.',
    cause:
      'The app answered the request that the event became with another status than `success` of the rule has. A redirect, mostly to https or to another host, does nothing of what was asked for, and is not followed.',
    cure: 'See what the app says of the request id. For a redirect write `proto: https` and the public `host` in the rule; a status that is fine belongs in its `success`.',
    brief: {
      sentence: 'What the event asked for was not done ({statuses}).',
      cure: 'The record of the call says what it was asked for.',
    },
  }),
  EVENT_TIMEOUT: row(504, null, null, {
    sentence: 'The app did not do what the event asked for within {limit}.',
    cause: 'The work takes longer than the rule allows, or the app is stuck.',
    cure: 'Find out what the app was doing at that time, or raise `timeout` of rule {rule} in `events`.',
  }),
} satisfies CatalogueRows;
