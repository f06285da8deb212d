import type {
  EventBodySettings,
  EventMatch,
  EventRequestSettings,
  EventRule,
  EventSettings,
} from '../../core/event-settings.ts';
import { parseStatusRanges } from '../../core/status-range.ts';
import type { EventsConfig } from '../schema/schema-event.ts';

const DEFAULT_SUCCESS = '200-299';

type EventConfig = EventsConfig[number];
type RequestConfig = NonNullable<EventConfig['request']>;

/** The rules for events; null where a config has none. */
export function resolveEvents(events: EventsConfig | undefined): EventSettings | null {
  if (events === undefined) return null;
  const rules = events.filter(({ otherwise }) => otherwise === undefined);
  return { rules: rules.map(resolveRule), otherwise: events.at(-1)?.otherwise ?? 'refuse' };
}

function resolveRule({ match, each, request, success, timeout }: EventConfig): EventRule {
  if (match === undefined || request === undefined) throw new Error('BUG: half a rule was let through');
  return {
    match: resolveMatch(match),
    each: each ?? null,
    request: resolveRequest(request),
    success: parseStatusRanges(String(success ?? DEFAULT_SUCCESS)),
    timeoutMs: timeout ?? 0,
  };
}

function resolveMatch(match: NonNullable<EventConfig['match']>): EventMatch {
  if (typeof match === 'string') return match;
  return new Map(Object.entries(match).map(([path, values]) => [path, [values].flat().map(String)]));
}

function resolveRequest({ proto, headers, body, ...request }: RequestConfig): EventRequestSettings {
  return { ...request, proto: proto ?? null, headers: new Map(Object.entries(headers)), body: resolveBody(body) };
}

function resolveBody(body: RequestConfig['body']): EventBodySettings {
  if (typeof body === 'string') return { kind: body };
  if (body.text !== undefined) return { kind: 'text', text: body.text };
  const [kind, fields] = body.json === undefined ? (['form', body.form] as const) : (['json', body.json] as const);
  return { kind, fields: new Map(Object.entries(fields ?? {})) };
}
