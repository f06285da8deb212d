import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withLines } from '../../src/core/header-rule.ts';
import { createRequestFieldNames } from '../../src/http1/field-name.ts';
import type { NewValues } from '../../src/http1/new-values.ts';
import { RequestHead } from '../../src/http1/request-head.ts';
import { type RequestContext, RequestWriter } from '../../src/http1/request-writer.ts';

const LIMITS = { headBytes: 65_536, fields: 200, requestLineBytes: 16_384, bodyBytes: 0 };
const NAMES = createRequestFieldNames(['x-fc-request-id'], ['x-fc-access-key-id']);
const FORWARDED = { for: '10.0.0.1', proto: 'http', host: '' };

interface Options extends Partial<RequestContext> {
  readonly isLast?: boolean;
  readonly forwarded?: typeof FORWARDED;
  readonly values?: NewValues;
}

function rewrite(text: string, options: Options = {}): { text: string; lineLength: number } {
  const head = new RequestHead(NAMES, LIMITS);
  const bytes = Buffer.from(`..${text}`, 'latin1');
  head.begin(2);
  const bodyStart = head.parse(bytes, 2, bytes.length);
  expect(bodyStart).toBeGreaterThan(0);
  const { isLast = false, forwarded = FORWARDED, values = null, ...context } = options;
  const writer = new RequestWriter(NAMES);
  const request: RequestContext = {
    head,
    bytes,
    bodyStart,
    bodyEnd: bytes.length,
    requestId: 'id',
    isTrusted: false,
    upgrade: '',
    traceparent: '',
    pathPrefix: '',
    forwardedPrefix: '',
    // As the transport has it: a trusted peer's are of one request.
    toForwarded: () => (context.isTrusted === true ? { ...forwarded, lines: null } : withLines(forwarded)),
    ...context,
  };
  const room = writer.room(request, values);
  const out = Buffer.alloc(2 * room);
  const length = writer.put(out, request, values, isLast);
  expect(length).toBeLessThanOrEqual(room);
  return { text: out.toString('latin1', 0, length), lineLength: writer.lineLength };
}

const rewriteText = (text: string, options?: Options): string => rewrite(text, options).text;

const OWN = 'X-Forwarded-For: 10.0.0.1\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: a\r\nX-Request-Id: id\r\n\r\n';

test('what is put before the path, and what the app is told of that, stand in the request, however long they are', () => {
  const long = `/${'p'.repeat(199)}`;
  const told = '/outer/blog'.repeat(40);
  const text = rewriteText('GET /p?q HTTP/1.1\r\nHost: a\r\n\r\n', { pathPrefix: long, forwardedPrefix: told });
  expect(text).toContain(`GET ${long}/p?q HTTP/1.1\r\n`);
  expect(text).toContain(`X-Forwarded-Prefix: ${told}\r\n`);
  expect(rewriteText('GET http://a HTTP/1.1\r\nHost: a\r\n\r\n', { pathPrefix: '/app' })).toContain(
    'GET /app HTTP/1.1',
  );
});

describe('the fields of a request', () => {
  test('keep their order and spelling, hop-by-hop and withheld ones stay behind', () => {
    const text =
      'GET /p?q HTTP/1.1\r\nhOsT: a\r\nAccept: */*\r\nConnection: keep-alive, X-Hop\r\nKeep-Alive: 5\r\nX-Hop: 1\r\n' +
      'Proxy: evil\r\nTE: trailers\r\nX-Fc-Access-Key-Id: key\r\nX-Request-Id: mine\r\nX-Fc-Request-Id: r\r\nCookie: a=1\r\n\r\n';
    expect(rewriteText(text)).toBe(
      `GET /p?q HTTP/1.1\r\nhOsT: a\r\nAccept: */*\r\nX-Fc-Request-Id: r\r\nCookie: a=1\r\n${OWN}`,
    );
  });

  test('are written with other values where there are some, and there is room for those', () => {
    const values = new Map([[1, 'x'.repeat(1_000)]]);
    const text = rewriteText('GET / HTTP/1.1\r\nHost: a\r\nLink: b\r\nC: d\r\n\r\n', { values });
    expect(text).toBe(`GET / HTTP/1.1\r\nHost: a\r\nLink: ${values.get(1)}\r\nC: d\r\n${OWN}`);
  });

  test('end with the trace, where one begins here', () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`;
    const text = rewriteText('GET / HTTP/1.1\r\nHost: a\r\n\r\n', { traceparent });
    expect(text).toBe(`GET / HTTP/1.1\r\nHost: a\r\n${OWN.slice(0, -2)}traceparent: ${traceparent}\r\n\r\n`);
  });

  test('stand behind a target of which every raw byte is encoded', () => {
    const raw = '\xe9'.repeat(2_000);
    expect(rewriteText(`GET /${raw}?\xff HTTP/1.1\r\nHost: a\r\n\r\n`)).toBe(
      `GET /${'%E9'.repeat(2_000)}?%FF HTTP/1.1\r\nHost: a\r\n${OWN}`,
    );
  });

  test('tell which trailers follow, as the trailers themselves pass', () => {
    expect(rewriteText('POST / HTTP/1.1\r\nHost: a\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n')).toContain(
      '\r\nTrailer: X-Sum\r\n',
    );
  });

  test.for([true, false])('have no twins of what berth writes or withholds (trusted: %s)', (isTrusted) => {
    const text =
      'POST / HTTP/1.1\r\nHost: a\r\nX_Forwarded_For: 6.6.6.6\r\nX-Forwarded_Proto: https\r\nX_Real_IP: 6.6.6.6\r\n' +
      'X_Request_Id: evil\r\nContent_Length: 9\r\nTransfer_Encoding: chunked\r\nX_Fc_Access_Key_Id: a\r\nX_Custom: b\r\n\r\n';
    expect(rewriteText(text, { isTrusted })).toBe(`POST / HTTP/1.1\r\nHost: a\r\nX_Custom: b\r\n${OWN}`);
  });

  test('have one space before their value, and none behind it', () => {
    const text = 'GET / HTTP/1.1\r\nHost:a\r\nX:\t b  c \t\r\nY: d\r\nZ:\r\nLong-One: e \r\n\r\n';
    expect(rewriteText(text)).toBe(`GET / HTTP/1.1\r\nHost: a\r\nX: b  c\r\nY: d\r\nZ: \r\nLong-One: e\r\n${OWN}`);
  });

  test('tell of the client only where the peer is trusted', () => {
    const text =
      'GET / HTTP/1.1\r\nHost: a\r\nX-Real-IP: 1.1.1.1\r\nForwarded: for=1.1.1.1\r\nX-Forwarded-For: 2\r\n\r\n';
    expect(rewriteText(text)).toBe(`GET / HTTP/1.1\r\nHost: a\r\n${OWN}`);
    const forwarded = { for: '2, 10.0.0.1', proto: 'https', host: 'h' };
    expect(rewriteText(text, { isTrusted: true, forwarded })).toBe(
      'GET / HTTP/1.1\r\nHost: a\r\nX-Real-IP: 1.1.1.1\r\nForwarded: for=1.1.1.1\r\nX-Forwarded-For: 2, 10.0.0.1\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: h\r\nX-Request-Id: id\r\n\r\n',
    );
  });

  test('have no Expect for HTTP/1.0', () => {
    expect(rewriteText('GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n')).not.toContain('Expect');
    expect(rewriteText('GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n')).toContain('Expect: 100-continue');
  });

  test.for([
    ['TRACE', 'Max-Forwards: 2\r\n', ['Max-Forwards: 1']],
    ['OPTIONS', 'max-forwards: 010\r\n', ['Max-Forwards: 9']],
    ['OPTIONS', 'Max-Forwards: x\r\n', ['Max-Forwards: x']],
    ['GET', 'Max-Forwards: 2\r\n', ['Max-Forwards: 2']],
  ] as const)('count %s down with %j', ([method, field, expected]) => {
    for (const [version, isTrusted] of [['1.0', true] as const, ['1.1', false] as const]) {
      const text = rewriteText(`${method} / HTTP/${version}\r\nHost: a\r\n${field}\r\n`, { isTrusted });
      expect(text.match(/^max-forwards: .*$/gim)).toEqual(expected);
    }
  });

  test('are copied whole, however long', () => {
    const cookie = 'c'.repeat(5_000);
    expect(rewriteText(`GET /${'p'.repeat(500)} HTTP/1.1\r\nHost: a\r\nCookie: ${cookie}\r\n\r\n`)).toContain(
      `Cookie: ${cookie}\r\n`,
    );
  });
});

describe('the request line', () => {
  test.for([
    ['GET http://a/x HTTP/1.1', 'GET /x HTTP/1.1'],
    ['GET http://a HTTP/1.1', 'GET / HTTP/1.1'],
    ['OPTIONS http://a HTTP/1.1', 'OPTIONS * HTTP/1.1'],
    ['GET http://a?x HTTP/1.1', 'GET /?x HTTP/1.1'],
    ['BREW /x HTTP/1.0', 'BREW /x HTTP/1.1'],
    ['GET /x HTTP/1.7', 'GET /x HTTP/1.1'],
  ] as const)('%s becomes %s', ([line, expected]) => {
    const { text, lineLength } = rewrite(`${line}\r\nHost: a\r\n\r\n`);
    expect(text.slice(0, lineLength)).toBe(`${expected}\r\n`);
  });

  test('tells the Host where no field does', () => {
    expect(rewriteText('GET http://b/ HTTP/1.0\r\n\r\n')).toMatch(
      /^GET \/ HTTP\/1\.1\r\nHost: b\r\n.*X-Forwarded-Host: b\r\n/s,
    );
    expect(rewriteText('GET / HTTP/1.0\r\n\r\n')).not.toMatch(/host/i);
  });
});

describe('the body', () => {
  test('is framed anew', () => {
    expect(rewriteText('POST / HTTP/1.1\r\nContent-Length: 0012\r\nHost: a\r\n\r\n')).toContain(
      '\r\nContent-Length: 12\r\n',
    );
    expect(rewriteText('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n')).toContain(
      '\r\nTransfer-Encoding: chunked\r\n',
    );
    expect(rewriteText('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 12345678901\r\n\r\n')).toContain(
      ': 12345678901\r\n',
    );
  });

  test('travels with the head where it is in hand', () => {
    expect(rewriteText('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello')).toBe(
      `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n${OWN}hello`,
    );
  });
});

test('an upgrade is asked for anew', () => {
  const text = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: WebSocket, h2c\r\n\r\n';
  expect(rewriteText(text, { upgrade: 'websocket' })).toMatch(/Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n$/);
  expect(rewriteText(text)).not.toMatch(/upgrade/i);
  expect(rewriteText(text, { isLast: true })).toMatch(/Connection: close\r\n\r\n$/);
});

test('whatever a head holds, there is room for it', () => {
  const field = fc.constantFrom(
    'a:',
    'X-Forwarded-For: 1',
    'Max-Forwards: 5',
    'Accept: b',
    `Cookie: ${'c'.repeat(300)}`,
  );
  const line = fc.constantFrom('OPTIONS http://host/ HTTP/1.1', 'TRACE http://host?q HTTP/1.0', 'GET / HTTP/1.1');
  void fc.assert(
    fc.property(line, fc.array(field, { maxLength: 190 }), fc.boolean(), (start, fields, isTrusted) => {
      const text = `${start}\r\n${['Host:host', ...fields].join('\r\n')}\r\n\r\n`;
      const forwarded = {
        for: `${fields.filter((name) => name.startsWith('X')).join(', ')}, 1.1.1.1`,
        proto: 'https',
        host: '',
      };
      rewrite(text, { isTrusted, forwarded, requestId: 'i'.repeat(128), upgrade: 'websocket' });
    }),
    { numRuns: 200 },
  );
});
