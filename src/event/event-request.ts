import type { EventBodySettings, EventRequestSettings } from '../core/event-settings.ts';
import { parseTemplate, type TemplatePart } from '../core/event-template.ts';
import { readPath, toEventText } from './event-value.ts';

/** A request that an event has become. */
export interface MappedRequest {
  /** Its method and path without the query, as a log may show it. */
  readonly name: string;
  readonly head: Buffer;
  readonly body: Buffer;
}

/** An event that a rule is for, but that the request of the rule cannot be made of. */
export class EventMisfit extends Error {}

/** What a request is made of: the event, or an element of it. */
export interface EventPart {
  readonly value: unknown;
  /** What goes for it as a body. */
  readonly bytes: Buffer;
}

interface MappedBody {
  readonly bytes: Buffer;
  readonly contentType: string;
}

/** Makes the request of a rule; throws an EventMisfit where the event does not fit into it. */
export function mapEvent(settings: EventRequestSettings, part: EventPart): MappedRequest {
  const { method, host, headers } = settings;
  const target = fillTarget(settings.path, part.value);
  const body = mapBody(settings.body, part);
  const own = new Map<string, string>([['user-agent', 'berth']]);
  if (body !== null) own.set('content-type', body.contentType);
  for (const [name, text] of headers) own.set(name.toLowerCase(), fillField(text, part.value));
  const lines = [...own].map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const length = body === null ? '' : `content-length: ${body.bytes.length}\r\n`;
  const head = `${method} ${target} HTTP/1.1\r\nhost: ${host}\r\n${lines}${length}\r\n`;
  const [path = ''] = target.split('?');
  return { name: `${method} ${path}`, head: Buffer.from(head, 'latin1'), body: body?.bytes ?? Buffer.alloc(0) };
}

function mapBody(body: EventBodySettings, { value, bytes }: EventPart): MappedBody | null {
  switch (body.kind) {
    case 'none':
      return null;
    case 'event':
      return { bytes, contentType: typeof value === 'string' ? 'application/octet-stream' : 'application/json' };
    case 'text':
      return { bytes: Buffer.from(fill(body.text, value, (text) => text)), contentType: 'text/plain; charset=utf-8' };
    case 'form':
      return { bytes: Buffer.from(toForm(body.fields, value)), contentType: 'application/x-www-form-urlencoded' };
    case 'json':
      return { bytes: Buffer.from(JSON.stringify(toMembers(body.fields, value))), contentType: 'application/json' };
    default:
      throw new Error(`BUG: unknown body ${JSON.stringify(body satisfies never)}`);
  }
}

function toForm(fields: ReadonlyMap<string, string>, value: unknown): string {
  return [...fields]
    .map(([name, text]) => `${encodeURIComponent(name)}=${fill(text, value, encodeURIComponent)}`)
    .join('&');
}

function toMembers(fields: ReadonlyMap<string, string>, value: unknown): Record<string, unknown> {
  const members = [...fields].map(([name, text]) => {
    const [part, ...more] = toParts(text);
    const isAlone = more.length === 0 && typeof part === 'object';
    return [name, isAlone ? read(value, part.path) : fill(text, value, (filled) => filled)] as const;
  });
  return Object.fromEntries(members);
}

/** Path and query; what is put in ends neither a segment of the path nor a field of the query. */
function fillTarget(template: string, value: unknown): string {
  const queryAt = template.indexOf('?');
  const path = queryAt === -1 ? template : template.slice(0, queryAt);
  const query = queryAt === -1 ? '' : template.slice(queryAt);
  const filled = fill(path, value, encodeURIComponent);
  if (filled !== path) checkPath(filled);
  return filled + fill(query, value, encodeURIComponent);
}

// Servers decode a path before they resolve the dots in it, and some take `..;x` and `..\` for `../`.
function checkPath(path: string): void {
  const decoded = decodeURIComponent(path);
  const segments = decoded.split(/[/\\]/).map((segment) => segment.split(';')[0]!);
  if (segments.some((segment) => segment === '.' || segment === '..'))
    throw new EventMisfit('what it puts into the path leads to another one');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: servers end a path at them
  if (/[\0-\x1f\x7f]/.test(decoded)) throw new EventMisfit('what it puts into the path holds a control character');
}

function fillField(template: string, value: unknown): string {
  return fill(template, value, (text) => text.replace(/[^\x20-\x7e]+/g, encodeURIComponent));
}

function fill(template: string, value: unknown, encode: (text: string) => string): string {
  return toParts(template)
    .map((part) => (typeof part === 'string' ? part : encode(toEventText(read(value, part.path)))))
    .join('');
}

function toParts(template: string): readonly TemplatePart[] {
  const parts = parseTemplate(template);
  if (parts === null) throw new Error('BUG: a template that is not whole was let through');
  return parts;
}

function read(value: unknown, path: string): unknown {
  const found = readPath(value, path);
  if (found === undefined) throw new EventMisfit(`it has no \`${path}\`, which the request of the rule needs`);
  return found;
}
