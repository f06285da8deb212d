import type { EventRule, EventSettings } from '../core/event-settings.ts';
import { Failure } from '../failures/failure.ts';
import { matchesEvent } from './event-match.ts';
import { EventMisfit, type EventPart, type MappedRequest, mapEvent } from './event-request.ts';
import { type PlatformEvent, parseEvent, readPath } from './event-value.ts';
import { suggestMatch } from './suggest-match.ts';

/** What stands in the platform's control-path header of an event. */
export const EVENT_CONTROL_PATH = '/invoke';

/** What becomes of an event. `rule`: its number, counted from 1; null: no rule is for it. */
export type EventRoute =
  | { readonly kind: 'forward' }
  | { readonly kind: 'refuse'; readonly rule: number | null; readonly failure: Failure }
  | { readonly kind: 'deliver'; readonly order: EventOrder };

/** The requests that an event has become, and what counts as their success. */
export interface EventOrder {
  readonly number: number;
  readonly rule: EventRule;
  readonly requests: readonly MappedRequest[];
  /** Why some elements made no request. */
  readonly misfits: readonly string[];
}

/** Different events that the log has told of; an app that is sent them without end must not fill the memory. */
const MOST_TOLD = 200;

/** Finds the rule that is for an event, and makes requests of it. */
export class EventRouter {
  readonly #settings: EventSettings;
  readonly #mask: (text: string) => string;
  readonly #tell: (message: string) => void;
  readonly #told = new Set<string>();

  /** `tell`: how the log hears of an event that is forwarded because no rule is for it; each kind is told once. */
  constructor(settings: EventSettings, mask: (text: string) => string, tell: (message: string) => void) {
    this.#settings = settings;
    this.#mask = mask;
    this.#tell = tell;
  }

  /** What becomes of an event that was read whole. */
  route(bytes: Buffer): EventRoute {
    const event = parseEvent(bytes);
    try {
      return this.#route(event);
    } catch (error) {
      // V8 reads JSON of any depth, and writes none that is deeper than its stack.
      if (error instanceof RangeError) return refuse(null, 'it is nested too deeply', 'Nothing can be made of it.');
      throw error;
    }
  }

  #route(event: PlatformEvent): EventRoute {
    const index = this.#settings.rules.findIndex(({ match }) => matchesEvent(match, event));
    const rule = this.#settings.rules[index];
    if (rule === undefined) return this.#routeUnmatched(event);
    const number = index + 1;
    const parts = listParts(event, rule.each);
    if (parts === null) return toRefusal(number, `there is no list at \`${rule.each}\``);
    const { requests, misfits } = mapParts(parts, rule);
    if (requests.length === 0 && misfits[0] !== undefined) return toRefusal(number, misfits[0]);
    return { kind: 'deliver', order: { number, rule, requests, misfits } };
  }

  /** What becomes of an event that is longer than one may be. */
  routeOversize(limit: string): EventRoute {
    if (this.#settings.otherwise === 'forward') return { kind: 'forward' };
    const advice = 'Send less, or let the last entry of `events` be `otherwise: forward`.';
    return refuse(null, `it is longer than ${limit}`, advice);
  }

  #routeUnmatched(event: PlatformEvent): EventRoute {
    const match = suggestMatch(event, this.#mask);
    const rule = `- ${match}, with a \`request\` beside it`;
    if (this.#settings.otherwise === 'refuse')
      return refuse(null, 'no rule of `events` is for it', `Write a rule: ${rule}.`);
    if (!this.#told.has(match) && this.#told.size < MOST_TOLD) {
      this.#told.add(match);
      this.#tell(`an event that no rule of \`events\` is for goes to the app as it came; a rule for it: ${rule}`);
    }
    return { kind: 'forward' };
  }
}

function toRefusal(number: number, reason: string): EventRoute {
  const advice = `Correct rule ${number} of \`events\`, or write one before it that is for this event.`;
  return refuse(number, `rule ${number} is for it, but ${reason}`, advice);
}

function refuse(rule: number | null, reason: string, advice: string): EventRoute {
  return { kind: 'refuse', rule, failure: new Failure('EVENT_REFUSED', { reason, advice }) };
}

/** What requests are made of; null where there is no list. */
function listParts({ value, bytes }: PlatformEvent, each: string | null): EventPart[] | null {
  if (each === null) return [{ value, bytes }];
  const list = readPath(value, each);
  if (!Array.isArray(list)) return null;
  return list.map((element) => ({ value: element, bytes: Buffer.from(JSON.stringify(element)) }));
}

function mapParts(parts: readonly EventPart[], { request }: EventRule): Pick<EventOrder, 'requests' | 'misfits'> {
  const requests: MappedRequest[] = [];
  const misfits: string[] = [];
  for (const part of parts) {
    try {
      requests.push(mapEvent(request, part));
    } catch (error) {
      if (!(error instanceof EventMisfit)) throw error;
      misfits.push(error.message);
    }
  }
  return { requests, misfits };
}
