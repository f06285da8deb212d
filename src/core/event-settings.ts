import type { StatusRange } from './status-range.ts';

/** What the app is asked for when the platform brings an event: a call that is no HTTP request of anybody's. */
export interface EventSettings {
  /** The first one that matches counts. */
  readonly rules: readonly EventRule[];
  /** What becomes of an event that no rule is for. `forward`: the app gets it as it came. */
  readonly otherwise: 'refuse' | 'forward';
}

export interface EventRule {
  readonly match: EventMatch;
  /** Path of a list, each element of which makes a request of its own; null: the event makes one. */
  readonly each: string | null;
  readonly request: EventRequestSettings;
  /** The statuses that tell the platform that the event is done with. */
  readonly success: readonly StatusRange[];
  /** For all the requests of an event together; 0: as long as they take. */
  readonly timeoutMs: number;
}

/** `any` event, one that is no JSON (`text`), or texts by dotted path: one of each must be there. A `*` in them is any text. */
export type EventMatch = 'any' | 'text' | ReadonlyMap<string, readonly string[]>;

/** A request with places for parts of the event in `path`, in the values of `headers`, and in `body`. */
export interface EventRequestSettings {
  readonly method: string;
  readonly path: string;
  readonly host: string;
  /** The scheme told to the app; null: that of other requests. */
  readonly proto: 'http' | 'https' | null;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: EventBodySettings;
}

export type EventBodySettings =
  | { readonly kind: 'none' }
  | { readonly kind: 'event' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'json' | 'form'; readonly fields: ReadonlyMap<string, string> };
