import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { isWithheldFromApp, parseConnectionTokens, toForwardedFields } from '../../core/header-rule.ts';
import type { ForwardedSettings } from '../../core/settings.ts';
import { type CheckedHead, findValues } from './request-grammar.ts';

/** What the header rules need besides the request itself. */
export interface HeadRule {
  readonly requestId: string;
  readonly withheld: ReadonlySet<string>;
  readonly forwarded: ForwardedSettings;
  /** The protocol asked for with `Upgrade`; null for an ordinary request. */
  readonly upgrade: string | null;
}

/** Written anew for the app, whatever came. Expect too: Node's client would send the head before its path is set. */
const REPLACED: ReadonlySet<string> = new Set([
  'expect',
  'x-request-id',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
]);

/** The fields of the request to the app, doubled ones as lists, in the order and spelling in which they came. */
export function toUpstreamFields(req: IncomingMessage, head: CheckedHead, rule: HeadRule): OutgoingHttpHeaders {
  const removed = new Set(findValues(req.rawHeaders, 'connection').flatMap(parseConnectionTokens));
  const spellings = new Map<string, string>();
  const fields: OutgoingHttpHeaders = {};
  for (let i = 0; i + 1 < req.rawHeaders.length; i += 2) {
    const name = req.rawHeaders[i]!;
    const key = name.toLowerCase();
    if (isWithheldFromApp(key, rule.withheld) || REPLACED.has(key) || removed.has(key)) continue;
    const spelling = spellings.get(key) ?? name;
    spellings.set(key, spelling);
    append(fields, spelling, req.rawHeaders[i + 1]!);
  }
  if (!spellings.has('host') && head.host !== '') fields['Host'] = head.host;
  if (head.isChunked) fields['Transfer-Encoding'] = 'chunked';
  addOwnFields(fields, req, head, rule);
  return fields;
}

function append(fields: OutgoingHttpHeaders, name: string, value: string): void {
  const before = fields[name];
  if (before === undefined) fields[name] = value;
  else fields[name] = Array.isArray(before) ? [...before, value] : [String(before), value];
}

function addOwnFields(fields: OutgoingHttpHeaders, req: IncomingMessage, head: CheckedHead, rule: HeadRule): void {
  const incoming = {
    for: findValues(req.rawHeaders, 'x-forwarded-for').join(', '),
    proto: findValues(req.rawHeaders, 'x-forwarded-proto').join(', '),
    host: findValues(req.rawHeaders, 'x-forwarded-host').join(', '),
  };
  const forwarded = toForwardedFields(incoming, req.socket.remoteAddress ?? '', head.host, rule.forwarded);
  fields['X-Forwarded-For'] = forwarded.for;
  fields['X-Forwarded-Proto'] = forwarded.proto;
  if (forwarded.host !== '') fields['X-Forwarded-Host'] = forwarded.host;
  fields['X-Request-Id'] = rule.requestId;
  if (rule.upgrade === null) return;
  fields['Connection'] = 'Upgrade';
  fields['Upgrade'] = rule.upgrade;
}
