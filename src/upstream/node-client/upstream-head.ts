import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { RequestFacts } from '../../call/call.ts';
import type { CallDesk } from '../../call/call-desk.ts';
import { isWithheldFromApp, parseConnectionTokens, toForwardedFields } from '../../core/header-rule.ts';
import type { ForwardedSettings, UpstreamAddress } from '../../core/settings.ts';
import type { ReadRequest } from './exchange-parts.ts';
import { type CheckedHead, findValues } from './request-grammar.ts';
import type { UpstreamRequest } from './upstream-attempt.ts';

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

/** Methods that may be sent again without harm (RFC 9110 section 9.2.2). */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

/** Says whether a request that met a dead connection may be sent again. */
export function mayRepeat(req: IncomingMessage, sentBytes: number): boolean {
  return sentBytes === 0 && IDEMPOTENT.has(req.method ?? '');
}

/** What the desk must know of a request. */
export function toCallFacts(req: IncomingMessage, { requestIdHeaders, hookHeader }: CallDesk): RequestFacts {
  const findFirst = (name: string): string => findValues(req.rawHeaders, name)[0] ?? '';
  const requestId = requestIdHeaders.map(findFirst).find((id) => id !== '') ?? '';
  const controlPath = hookHeader === null ? '' : findFirst(hookHeader);
  const { method = '', url: target = '', headers } = req;
  return { method, target, accept: headers.accept ?? '', requestId, controlPath };
}

/** The request as the upstream is to get it. */
export function toUpstreamRequest(request: ReadRequest, address: UpstreamAddress, rule: HeadRule): UpstreamRequest {
  const { req, head } = request;
  const expect = req.httpVersion === '1.0' ? null : (req.headers.expect ?? null);
  const fields = toUpstreamFields(req, head, rule);
  return { address, method: req.method ?? 'GET', target: head.target, fields, expect };
}

/** The fields of the request to the app, doubled ones as lists, spelled as they came. */
function toUpstreamFields(req: IncomingMessage, head: CheckedHead, rule: HeadRule): OutgoingHttpHeaders {
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
  // http-proxy copies them from the last to the first.
  return Object.fromEntries(Object.entries(fields).reverse());
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
