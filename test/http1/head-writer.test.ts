import { describe, expect, test } from 'vitest';
import { createRequestFieldNames, createResponseFieldNames, FieldNames } from '../../src/http1/field-name.ts';
import { RequestHead } from '../../src/http1/request-head.ts';
import { RequestWriter } from '../../src/http1/request-writer.ts';
import { ResponseHead } from '../../src/http1/response-head.ts';
import { ResponseWriter, toAnswerBytes } from '../../src/http1/response-writer.ts';

const LIMITS = { headBytes: 65_536, fields: 200, requestLineBytes: 16_384, bodyBytes: 0 };

interface RequestOptions {
  readonly trust?: boolean;
  readonly isUpgrade?: boolean;
  readonly keepsUpstream?: boolean;
}

function rewriteRequest(text: string, options: RequestOptions = {}): string {
  const names = createRequestFieldNames(['x-fc-request-id'], ['x-fc-access-key-id', 'host']);
  const head = new RequestHead(names, LIMITS);
  const bytes = Buffer.from(text, 'latin1');
  head.begin(0);
  expect(head.parse(bytes, 0, bytes.length)).toBe(text.length);
  const writer = new RequestWriter(names, { trust: options.trust ?? false, proto: null });
  const out = Buffer.alloc(writer.room(text.length));
  const { isUpgrade = false, keepsUpstream = true } = options;
  const length = writer.put(out, bytes, head, { requestId: 'id', peer: '::ffff:10.0.0.1', isUpgrade, keepsUpstream });
  return out.toString('latin1', 0, length);
}

const OWN = 'X-Forwarded-For: 10.0.0.1\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: a\r\nX-Request-Id: id\r\n\r\n';

describe('the request writer', () => {
  test('fields keep their order and spelling, hop-by-hop and withheld ones stay behind', () => {
    const text =
      'GET /p?q HTTP/1.1\r\nhOsT: a\r\nAccept: */*\r\nConnection: keep-alive, X-Hop\r\nKeep-Alive: 5\r\nX-Hop: 1\r\n' +
      'Proxy: evil\r\nTE: trailers\r\nX-Fc-Access-Key-Id: key\r\nX-Request-Id: mine\r\nX-Fc-Request-Id: r\r\nCookie: a=1\r\n\r\n';
    expect(rewriteRequest(text)).toBe(
      `GET /p?q HTTP/1.1\r\nhOsT: a\r\nAccept: */*\r\nX-Fc-Request-Id: r\r\nCookie: a=1\r\n${OWN}`,
    );
  });

  test('white space around values is written as one space', () => {
    const text = 'GET / HTTP/1.1\r\nHost:a\r\nX:\t b  c \t\r\nY: d\r\nZ:\r\nLong-One: e \r\n\r\n';
    expect(rewriteRequest(text)).toBe(`GET / HTTP/1.1\r\nHost: a\r\nX: b  c\r\nY: d\r\nZ: \r\nLong-One: e\r\n${OWN}`);
  });

  test('framing is written anew', () => {
    expect(rewriteRequest('POST / HTTP/1.1\r\nContent-Length: 0012\r\nHost: a\r\n\r\n')).toContain(
      '\r\nContent-Length: 12\r\n',
    );
    expect(rewriteRequest('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n')).toContain(
      '\r\nTransfer-Encoding: chunked\r\n',
    );
    expect(rewriteRequest('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 12345678901\r\n\r\n')).toContain(
      ': 12345678901\r\n',
    );
  });

  test.for([
    ['GET http://a/x HTTP/1.1', 'GET /x HTTP/1.1'],
    ['GET http://a HTTP/1.1', 'GET / HTTP/1.1'],
    ['OPTIONS http://a HTTP/1.1', 'OPTIONS * HTTP/1.1'],
    ['GET http://a?x HTTP/1.1', 'GET /?x HTTP/1.1'],
    ['BREW /x HTTP/1.0', 'BREW /x HTTP/1.1'],
  ] as const)('%s becomes %s', ([line, expected]) => {
    expect(rewriteRequest(`${line}\r\nHost: a\r\n\r\n`).split('\r\n')[0]).toBe(expected);
  });

  test('a Host that only the target names is told', () => {
    expect(rewriteRequest('GET http://b/ HTTP/1.0\r\n\r\n')).toMatch(
      /^GET \/ HTTP\/1\.1\r\nHost: b\r\n.*X-Forwarded-Host: b\r\n/s,
    );
    expect(rewriteRequest('GET / HTTP/1.0\r\n\r\n')).not.toMatch(/host/i);
  });

  test('Expect of HTTP/1.0 stays behind', () => {
    expect(rewriteRequest('GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n')).not.toContain('Expect');
    expect(rewriteRequest('GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n')).toContain(
      'Expect: 100-continue',
    );
  });

  test('X-Forwarded fields are kept from a trusted peer and replaced from another', () => {
    const text =
      'GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 2.2.2.2\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: h\r\n\r\n';
    expect(rewriteRequest(text)).toBe(`GET / HTTP/1.1\r\nHost: a\r\n${OWN}`);
    expect(rewriteRequest(text, { trust: true })).toBe(
      'GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.1.1.1, 2.2.2.2, 10.0.0.1\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: h\r\nX-Request-Id: id\r\n\r\n',
    );
    expect(rewriteRequest('GET / HTTP/1.1\r\nHost: a\r\n\r\n', { trust: true })).toBe(
      `GET / HTTP/1.1\r\nHost: a\r\n${OWN}`,
    );
  });

  test('an upgrade is asked for anew', () => {
    const text = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\n\r\n';
    expect(rewriteRequest(text, { isUpgrade: true })).toMatch(/Connection: Upgrade\r\nUpgrade: WebSocket\r\n\r\n$/);
    expect(rewriteRequest(text)).not.toMatch(/upgrade/i);
    expect(rewriteRequest(text, { keepsUpstream: false })).toMatch(/Connection: close\r\n\r\n$/);
  });

  test('long heads are copied whole', () => {
    const cookie = 'c'.repeat(5_000);
    expect(rewriteRequest(`GET /${'p'.repeat(500)} HTTP/1.1\r\nHost: a\r\nCookie: ${cookie}\r\n\r\n`)).toContain(
      `Cookie: ${cookie}\r\n`,
    );
  });
});

function parseResponse(text: string): { head: ResponseHead; bytes: Buffer } {
  const head = new ResponseHead(createResponseFieldNames(), 65_536);
  const bytes = Buffer.from(text, 'latin1');
  head.begin(0);
  expect(head.parse(bytes, 0, bytes.length)).toBe(text.length);
  return { head, bytes };
}

describe('the response writer', () => {
  const writer = new ResponseWriter(createResponseFieldNames());
  const text =
    'HTTP/1.0 200 Fine\r\nServer: x\r\nContent-Length: 3\r\nConnection: close\r\nSet-Cookie: a\r\nSet-Cookie: b\r\nX-Request-Id: theirs\r\n\r\n';

  test.for([
    ['given', 'default', 'Content-Length: 3\r\nX-Request-Id: id\r\n\r\n'],
    ['chunked', 'close', 'Transfer-Encoding: chunked\r\nX-Request-Id: id\r\nConnection: close\r\n\r\n'],
    ['nothing', 'keep-alive', 'X-Request-Id: id\r\nConnection: keep-alive\r\n\r\n'],
  ] as const)('framing %s and persistence %s are told', ([framing, persistence, end]) => {
    const { head, bytes } = parseResponse(text);
    const out = Buffer.alloc(writer.room(text.length));
    const length = writer.put(out, bytes, head, { requestId: 'id', framing, persistence });
    expect(out.toString('latin1', 0, length)).toBe(
      `HTTP/1.1 200 Fine\r\nServer: x\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n${end}`,
    );
  });

  test('an interim response keeps its fields', () => {
    const { head, bytes } = parseResponse('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n');
    const out = Buffer.alloc(1_000);
    expect(out.toString('latin1', 0, writer.putInterim(out, bytes, head))).toBe(
      'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n',
    );
  });

  test('a switch of protocols names the protocol', () => {
    const { head, bytes } = parseResponse('HTTP/1.1 101 Go\r\nUpgrade: echo\r\nConnection: upgrade\r\n\r\n');
    const out = Buffer.alloc(1_000);
    expect(out.toString('latin1', 0, writer.putSwitch(out, bytes, head, 'id'))).toBe(
      'HTTP/1.1 101 Go\r\nX-Request-Id: id\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n',
    );
  });

  test('an answer of berth has its body except for HEAD', () => {
    const answer = { status: 502, fields: [['content-length', '2']] as const, body: Buffer.from('no') };
    expect(toAnswerBytes(answer, 'close', false).toString()).toMatch(
      /^HTTP\/1\.1 502 Bad Gateway\r\ncontent-length: 2\r\ndate: [^\r]+ GMT\r\nconnection: close\r\n\r\nno$/,
    );
    expect(toAnswerBytes({ ...answer, status: 599 }, 'default', true).toString()).toMatch(
      /^HTTP\/1\.1 599 \r\ncontent-length: 2\r\ndate: [^\r]+ GMT\r\n\r\n$/,
    );
  });
});

describe('field names', () => {
  test('names are found whatever their case, and only they', () => {
    const names = new FieldNames();
    const find = (text: string): number => names.find(Buffer.from(text), 0, text.length);
    expect(find('HOST')).toBe(find('host'));
    expect([find('host') > 0, find('most'), find('hosts'), find('x'.repeat(68))]).toEqual([true, 0, 0, 0]);
    expect(names.add('host')).toBe(find('host'));
  });

  test('more names than there are numbers are refused', () => {
    const names = new FieldNames();
    expect(() => {
      for (let i = 0; i < 300; i++) names.add(`x-${i}`);
    }).toThrow('More than 243 header names');
  });
});
