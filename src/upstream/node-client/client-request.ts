import { EventEmitter } from 'node:events';
import type { Agent, ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import type HttpProxy from 'http-proxy';
import type { UpstreamAddress, UpstreamTlsSettings } from '../../core/settings.ts';
import type { NewValues } from '../../http1/new-values.ts';
import { type AddressRewriter, hasDestination, type PublicPlace } from '../address-rewrite.ts';
import { toHostName } from '../connection-fault.ts';
import type { Borrower, UpstreamRequest } from '../upstream-request.ts';
import type { ConnectionPool } from './connection-pool.ts';

/** What all requests to one target share. */
export interface Link {
  readonly address: UpstreamAddress;
  readonly tls: UpstreamTlsSettings | null;
  readonly isLenient: boolean;
  readonly rewriter: AddressRewriter;
  /** Who may be served next on a connection that has carried a body. */
  readonly afterBody: Borrower;
  readonly proxy: HttpProxy;
  readonly pool: ConnectionPool;
}

/** A request that holds nothing of the client's bytes, so it can be sent later, and again. */
export interface RequestDraft {
  readonly method: string;
  readonly target: string;
  /** In order; a name that came more than once has all of its values. */
  readonly fields: ReadonlyArray<readonly [name: string, values: readonly string[]]>;
  /** The same before WebDAV's addresses were rewritten; null where they were not, or the request cannot be sent again. */
  readonly fieldsAsTheyCame: RequestDraft['fields'] | null;
  /** The whole body, where it was in hand. */
  readonly body: Buffer;
  readonly hasMoreBody: boolean;
  readonly isRepeatable: boolean;
  /** Who may be served behind it on its connection. */
  readonly borrower: Borrower;
  readonly upgrade: string;
}

// Node's own default, 16 KiB, is less than some apps need for their cookies and policies.
export const LARGEST_RESPONSE_HEAD = 262_144;

/** Where the client of a request is, as the app was told. */
export function toPublicPlace({ fields, target }: RequestDraft): PublicPlace {
  const read = (wanted: string): string => fields.find(([name]) => name === wanted)?.[1][0] ?? '';
  return { host: read('Host'), proto: read('X-Forwarded-Proto'), target, prefix: read('X-Forwarded-Prefix') };
}

/** Copies what is needed of a request. */
export function toDraft(
  request: UpstreamRequest,
  link: Pick<Link, 'address' | 'rewriter' | 'afterBody'>,
): RequestDraft {
  const { method, target, hasMoreBody, isRepeatable, upgrade, bytes, bodyStart, bodyEnd } = request;
  const body = Buffer.from(bytes.subarray(bodyStart, bodyEnd));
  const borrower = request.chooseBorrower(link.afterBody);
  const values = request.head.fields.hasAddress ? link.rewriter.rewriteRequest(request) : null;
  const fields = toFields(request, link.address, values);
  const mayComeAgain = values !== null && !hasMoreBody && hasDestination(method);
  const fieldsAsTheyCame = mayComeAgain ? toFields(request, link.address, null) : null;
  return { method, target, fields, fieldsAsTheyCame, body, hasMoreBody, isRepeatable, borrower, upgrade };
}

/**
 * Makes the request that http-proxy would send, ready to be written to. Nothing has left yet when it returns; `onError`
 * hears of all that goes wrong later.
 */
export function openClientRequest(
  { address, tls, isLenient, proxy, pool }: Link,
  agent: Agent,
  draft: RequestDraft,
  onError: (error: NodeJS.ErrnoException) => void,
): ClientRequest {
  let opened!: ClientRequest;
  const place = address.kind === 'unix' ? { socketPath: address.path } : { host: address.host, port: address.port };
  const options = {
    target: { ...place, protocol: tls === null ? 'http:' : 'https:' },
    agent,
    method: draft.method,
    selfHandleResponse: true,
    toProxy: true,
    ...(tls === null ? {} : { secure: tls.verify, ...(tls.ca === null ? {} : { ca: tls.ca }) }),
  };
  // What http-proxy takes for the client's request: it makes an http.ClientRequest of it and calls `pipe` with that
  // before anything is sent, and this is all we want of it. There is no method here, because for DELETE and OPTIONS
  // http-proxy would swap the framing for `content-length: 0` and still send the body behind it.
  const standIn = Object.assign(new EventEmitter(), {
    url: '/',
    headers: {},
    socket: { destroyed: false },
    pipe: (request: ClientRequest) => {
      opened = request;
    },
  });
  // It uses what newer versions of Node deprecate, and nobody here can do anything about that.
  const { noDeprecation = false } = process;
  process.noDeprecation = true;
  proxy.web(
    standIn as unknown as IncomingMessage,
    { finished: true } as unknown as ServerResponse,
    options as unknown as HttpProxy.ServerOptions,
    onError,
  );
  process.noDeprecation = noDeprecation;
  // Node would write the method in capitals, http-proxy would merge doubled slashes in the target. Zero lifts the limit
  // over which fields are dropped. Without the default a POST without a body is not given a length.
  Object.assign(opened, {
    method: draft.method,
    path: draft.target,
    maxHeadersCount: 0,
    maxHeaderSize: LARGEST_RESPONSE_HEAD,
    insecureHTTPParser: isLenient,
    useChunkedEncodingByDefault: false,
  });
  // An app that is told so closes with its answer, and would not read on an upload that it answers early.
  const isLast = (draft.borrower === 'nobody' && !draft.hasMoreBody) || !pool.reuse.isAllowed;
  if (isLast) opened.shouldKeepAlive = false;
  for (const [name, values] of draft.fields) opened.setHeader(name, values.length === 1 ? values[0]! : values);
  return opened;
}

/** Sends the head, and a body that is in hand with it; what else there is of a body follows. */
export function sendHead(client: ClientRequest, { body, hasMoreBody }: RequestDraft): void {
  // The head by itself: Node would write Content-Disposition in another encoding if it knew the length of the body.
  if (hasMoreBody || body.length > 0) client.flushHeaders();
  if (body.length > 0) client.end(body);
  else if (!hasMoreBody) client.end();
}

function toFields(request: UpstreamRequest, address: UpstreamAddress, values: NewValues): RequestDraft['fields'] {
  const { isChunked, contentLength } = request.head.meaning;
  const fields = new Map<string, [name: string, values: string[]]>();
  const put = (name: string, value: string): void => {
    const key = name.toLowerCase();
    // Node's client throws for it where no trailers can follow.
    if (key === 'trailer' && !isChunked) return;
    const field = fields.get(key);
    if (field === undefined) fields.set(key, [name, [value]]);
    else field[1].push(value);
  };
  put('Host', request.host === '' ? toHostName(address) : request.host);
  for (const [name, value] of request.listFields(values)) if (name.toLowerCase() !== 'host') put(name, value);
  if (request.upgrade !== '') {
    put('Connection', 'Upgrade');
    put('Upgrade', request.upgrade);
  }
  // Last, because behind it Node would write Content-Disposition in another encoding.
  if (isChunked) put('Transfer-Encoding', 'chunked');
  else if (contentLength !== -1) put('Content-Length', String(contentLength));
  return [...fields.values()];
}
