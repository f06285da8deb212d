import { type BasePathSettings, findAppPath } from '../core/base-path.ts';
import { type ForwardedFields, type ForwardedLines, toForwardedFields } from '../core/header-rule.ts';
import type { ForwardedSettings, ProxySettings } from '../core/proxy-settings.ts';
import { readTraceId, toTraceparent } from '../core/trace-context.ts';
import {
  EXPECT,
  type FieldId,
  type FieldNames,
  HOST_FIELD,
  MAX_FORWARDS,
  X_FORWARDED_FOR,
  X_FORWARDED_HOST,
  X_FORWARDED_PROTO,
} from '../http1/field-name.ts';
import type { NewValues } from '../http1/new-values.ts';
import type { RequestHead } from '../http1/request-head.ts';
import { encodeTarget } from '../http1/request-target.ts';
import { PREFIX_FIELD, type RequestContext } from '../http1/request-writer.ts';
import { randomHex } from '../random.ts';

/** Methods that may be sent again without harm (RFC 9110 section 9.2.2). */
const REPEATABLE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

/** Who may be served next on a connection that has carried a request. */
export type Borrower = ProxySettings['reuseAfterBody'];

/**
 * How soon after being written a request must have met the end of its connection to be sent again: later the app may have
 * worked on it, and the end is its answer, not that of a connection which was just being closed for its age.
 */
export const REPEAT_MS = 100;

/**
 * A request as a transport gets it: the parsed head, where its bytes lie, and what the header rules make of it. One object
 * serves all requests of a client connection.
 */
export class UpstreamRequest implements RequestContext {
  head!: RequestHead;
  /** What the positions of `head` and of the body point into. */
  bytes: Buffer = EMPTY;
  /** The whole body, where it is small and in hand; an empty range otherwise. */
  bodyStart = 0;
  bodyEnd = 0;
  requestId = '';
  pathPrefix = '';
  forwardedPrefix = '';
  /** What the app is told of a trace that begins here; '' where it gets the client's, or none. */
  traceparent = '';
  /** What the client says of those before it is believed. */
  readonly isTrusted: boolean;
  /** What the client wants to switch to and may; '' for nothing. */
  upgrade = '';
  /** performance.now() when its call was let in: it is sent no sooner, and on a connection used before not later either. */
  admittedAtMs = 0;
  readonly #names: FieldNames;
  readonly #peer: string;
  readonly #proto: ForwardedSettings['proto'];
  /** What the app is told where the client says nothing of those before it, or is not believed. */
  readonly #forwarded: ForwardedLines;

  /** `peer`: the client's address. */
  constructor(names: FieldNames, peer: string, isTrusted: boolean, { proto }: ForwardedSettings) {
    this.#names = names;
    this.#peer = peer;
    this.isTrusted = isTrusted;
    this.#proto = proto;
    this.#forwarded = toForwardedFields(NOTHING, peer, false, proto);
  }

  get method(): string {
    return this.head.method;
  }

  /** By its method the request may be sent twice. */
  get isRepeatable(): boolean {
    return REPEATABLE_METHODS.has(this.head.method);
  }

  /**
   * Who may be served behind this request on its connection. Nobody can know whether the app has read a body; if it has
   * not, it takes it for the next request. A peer that is believed about its clients stands before many.
   */
  chooseBorrower(afterBody: Borrower): Borrower {
    const { isChunked, contentLength } = this.head.meaning;
    if (!isChunked && contentLength <= 0) return 'anybody';
    return afterBody === 'same-client' && this.isTrusted ? 'nobody' : afterBody;
  }

  /**
   * Finds the trace of the request, or begins one for the app; returns its id. '' where nobody asks for traces, which costs
   * nothing.
   */
  trace(): string {
    this.traceparent = '';
    const { traceFields } = this.#names;
    if (traceFields.length === 0) return '';
    for (const { name, id } of traceFields) {
      const index = this.#indexOf(id);
      const traceId = index === -1 ? '' : readTraceId(name, this.head.fields.valueOf(this.bytes, index));
      if (traceId !== '') return traceId;
    }
    const hex = randomHex(24);
    this.traceparent = toTraceparent(hex.slice(0, 32), hex.slice(32));
    return hex.slice(0, 32);
  }

  /** Brings the path to what the app knows it by, once for each head, and notes what it is told of that. */
  rebase(base: BasePathSettings): void {
    const { target, method } = this.head;
    const path = this.bytes.toString('latin1', target.pathStart, target.pathEnd);
    const told = this.isTrusted ? this.#readPrefix() : '';
    this.pathPrefix = '';
    this.forwardedPrefix = told;
    // The server as a whole is asked (RFC 9112 section 3.2.4).
    if (method === 'OPTIONS' && (path === '' || path === '*')) return;
    const { cut, prefix } = findAppPath(path, base);
    target.pathStart += cut;
    this.pathPrefix = prefix;
    if (cut > 0) this.forwardedPrefix = told + base.strip;
  }

  #readPrefix(): string {
    const { fields } = this.head;
    const name = PREFIX_FIELD.toLowerCase();
    for (let i = 0; i < fields.count; i++) {
      const isPrefix = fields.nameOf(this.bytes, i) === name;
      if (isPrefix) return fields.valueOf(this.bytes, i).replace(/\/+$/, '');
    }
    return '';
  }

  /** A body follows through `RoundTrip.sendBody` and `endBody`. */
  get hasMoreBody(): boolean {
    const { isChunked, contentLength } = this.head.meaning;
    return isChunked || (contentLength > 0 && this.bodyEnd === this.bodyStart);
  }

  /** Path and query, or `*`. */
  get target(): string {
    const { pathStart, pathEnd } = this.head.target;
    if (pathStart === pathEnd && this.pathPrefix === '') return this.head.method === 'OPTIONS' ? '*' : '/';
    const raw = this.bytes.toString('latin1', pathStart, pathEnd);
    const path = this.head.isTargetRaw ? encodeTarget(raw) : raw;
    if (this.pathPrefix !== '') return this.pathPrefix + path;
    return path.startsWith('?') ? `/${path}` : path;
  }

  /** What stands in Host, or in an absolute target; '' only for HTTP/1.0. */
  get host(): string {
    return this.bytes.toString('latin1', this.head.hostStart, this.head.hostEnd);
  }

  /**
   * The fields for the app by the header rules, in order, spelled as they came; without Host, framing and whatever belongs
   * to a connection. For transports that do not write HTTP/1 from positions. `values`: as they are to be, by index.
   */
  listFields(values: NewValues = null): Array<[name: string, value: string]> {
    const { fields, meaning, isHttp10 } = this.head;
    const isDropped = this.#names.droppedFrom(this.isTrusted);
    const list: Array<[string, string]> = [];
    for (let i = 0; i < fields.count; i++) {
      const id = fields.ids[i]!;
      if (id === HOST_FIELD || isDropped[id] === 1 || (id === EXPECT && isHttp10)) continue;
      if (id === MAX_FORWARDS && this.head.maxForwards !== -1) continue;
      if (meaning.nominated?.has(fields.nameOf(this.bytes, i)) === true) continue;
      list.push([fields.spellingOf(this.bytes, i), values?.get(i) ?? fields.valueOf(this.bytes, i)]);
    }
    if (this.head.maxForwards !== -1) list.push(['Max-Forwards', String(this.head.maxForwards - 1)]);
    const forwarded = this.toForwarded();
    list.push(['X-Forwarded-For', forwarded.for], ['X-Forwarded-Proto', forwarded.proto]);
    const host = forwarded.host === '' ? this.host : forwarded.host;
    if (host !== '') list.push(['X-Forwarded-Host', host]);
    for (const name of this.#names.idFields) list.push([name, this.requestId]);
    if (this.forwardedPrefix !== '') list.push([PREFIX_FIELD, this.forwardedPrefix]);
    if (this.traceparent !== '') list.push(['traceparent', this.traceparent]);
    return list;
  }

  /** What the app is told of the hops before it; a host of '' stands for the request's own, if it has one. */
  toForwarded(): ForwardedLines {
    const incoming = this.isTrusted ? this.#readForwarded() : null;
    return incoming === null ? this.#forwarded : toForwardedFields(incoming, this.#peer, true, this.#proto);
  }

  /** Copies what may still be needed, because the bytes are about to be overwritten. */
  keep(headEnd: number): void {
    const { start } = this.head;
    this.bytes = Buffer.from(this.bytes.subarray(start, Math.max(headEnd, this.bodyEnd)));
    this.head.shift(-start);
    this.bodyStart -= start;
    this.bodyEnd -= start;
  }

  /** Puts a whole body behind the bytes, which were kept before. */
  attachBody(body: Buffer): void {
    this.bodyStart = this.bytes.length;
    this.bytes = Buffer.concat([this.bytes, body]);
    this.bodyEnd = this.bytes.length;
  }

  #indexOf(id: FieldId): number {
    const index = this.head.fields.ids.indexOf(id);
    return index < this.head.fields.count ? index : -1;
  }

  #readForwarded(): ForwardedFields | null {
    const { fields } = this.head;
    let incoming: { for: string; proto: string; host: string } | null = null;
    for (let i = 0; i < fields.count; i++) {
      const id = fields.ids[i];
      if (id !== X_FORWARDED_FOR && id !== X_FORWARDED_PROTO && id !== X_FORWARDED_HOST) continue;
      incoming ??= { for: '', proto: '', host: '' };
      if (id === X_FORWARDED_FOR) incoming.for = join(incoming.for, fields.valueOf(this.bytes, i));
      else if (id === X_FORWARDED_PROTO) incoming.proto = join(incoming.proto, fields.valueOf(this.bytes, i));
      else incoming.host = join(incoming.host, fields.valueOf(this.bytes, i));
    }
    return incoming;
  }
}

function join(before: string, value: string): string {
  return before === '' || value === '' ? before + value : `${before}, ${value}`;
}

const EMPTY = Buffer.alloc(0);
const NOTHING = { for: '', proto: '', host: '' };
