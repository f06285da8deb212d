import { describe, expect, test } from 'vitest';
import { createRequestFieldNames } from '../../src/http1/field-name.ts';
import { NEED_MORE, REFUSED } from '../../src/http1/field-section.ts';
import { RequestHead } from '../../src/http1/request-head.ts';

const NAMES = createRequestFieldNames(['x-fc-request-id', 'x-request-id'], ['x-secret'], 'x-hook');
const LIMITS = { headBytes: 400, fields: 8, requestLineBytes: 100, bodyBytes: 0 };

function parse(text: string): { head: RequestHead; result: number; bytes: Buffer } {
  const head = new RequestHead(NAMES, LIMITS);
  const bytes = Buffer.from(text, 'latin1');
  head.begin(0);
  return { head, bytes, result: head.parse(bytes, 0, bytes.length) };
}

/** The same bytes one at a time. */
function parseSlowly(text: string): { head: RequestHead; result: number } {
  const head = new RequestHead(NAMES, LIMITS);
  const bytes = Buffer.from(text, 'latin1');
  head.begin(0);
  let result = NEED_MORE;
  for (let i = 0; i < bytes.length && result === NEED_MORE; i++) result = head.parse(bytes, i, i + 1);
  return { head, result };
}

const LINE = 'GET / HTTP/1.1\r\n';
const HOST = 'Host: a\r\n';

describe('refused request heads', () => {
  test.for([
    ['a space first', ' GET / HTTP/1.1\r\n', 'its method is not valid'],
    ['a bare LF first', '\nGET / HTTP/1.1\r\n', 'its method is not valid'],
    ['a bare CR first', '\rGET / HTTP/1.1\r\n', 'a CR is not followed by an LF'],
    ['a second empty line first', '\r\n\r\nGET / HTTP/1.1\r\n', 'its method is not valid'],
    ['a bad byte in the method', 'G(T / HTTP/1.1\r\n', 'its method is not valid'],
    ['no target', 'GET  HTTP/1.1\r\n', 'its target is not valid'],
    ['a control character in the target', 'GET /\x01 HTTP/1.1\r\n', 'its target is not valid'],
    ['a fragment', 'GET /#a HTTP/1.1\r\n', 'its target is not valid'],
    ['DEL in the target', 'GET /\x7f HTTP/1.1\r\n', 'its target is not valid'],
    ['another protocol', 'GET / ICAP/1.1\r\n', 'its HTTP version is not supported'],
    ['HTTP/2.0', 'GET / HTTP/2.0\r\n', 'its HTTP version is not supported'],
    ['HTTP/1.10', 'GET / HTTP/1.10\r\n', 'its first line has a bad end'],
    ['HTTP/1.x', 'GET / HTTP/1.x\r\n', 'its HTTP version is not supported'],
    ['HTTP/1./', 'GET / HTTP/1./\r\n', 'its HTTP version is not supported'],
    ['RTSP/1.0', 'OPTIONS / RTSP/1.0\r\n', 'its HTTP version is not supported'],
    ['ICE/1.0', 'SOURCE / ICE/1.0\r\n', 'its HTTP version is not supported'],
    ['HTTP/0.9', 'GET /\r\n', 'its target is not valid'],
    ['a space behind the version', 'GET / HTTP/1.1 \r\n', 'its first line has a bad end'],
    ['a bare LF behind the version', 'GET / HTTP/1.1\n', 'its first line has a bad end'],
    ['a bare CR behind the version', 'GET / HTTP/1.1\rHost: a', 'its first line has a bad end'],
    ['a folded field', `${LINE}${HOST} b\r\n`, 'a field line is folded'],
    ['a field folded with a tab', `${LINE}${HOST}\tb\r\n`, 'a field line is folded'],
    ['no field name', `${LINE}: a\r\n`, 'a field has no name'],
    ['a bare LF for the empty line', `${LINE}${HOST}\n`, 'a line ends with a bare LF'],
    ['a bad first byte of a name', `${LINE}@: a\r\n`, 'a field name holds a character that is not allowed'],
    ['a bad byte in a name', `${LINE}a@: a\r\n`, 'a field name holds a character that is not allowed'],
    ['a space before the colon', `${LINE}Host : a\r\n`, 'a space stands before the colon of a field'],
    ['a tab before the colon', `${LINE}Host\t: a\r\n`, 'a space stands before the colon of a field'],
    ['a name of two words', `${LINE}Host name: a\r\n`, 'a field name holds a character that is not allowed'],
    ['no colon', `${LINE}Host\r\n`, 'a field line has no colon'],
    ['no colon before a bare LF', `${LINE}Host\n`, 'a field line has no colon'],
    ['a bare LF behind a value', `${LINE}Host: a\n`, 'a line ends with a bare LF'],
    ['a NUL in a value', `${LINE}Host: a\0\r\n`, 'a field value holds a NUL'],
    ['a DEL in a value', `${LINE}X: a\x7f\r\n`, 'a field value holds a control character'],
    ['a bare CR in a value', `${LINE}X: a\rb\r\n`, 'a CR is not followed by an LF'],
    ['a bare CR at the end', `${LINE}${HOST}\rX`, 'a CR is not followed by an LF'],
    ['no Host', `${LINE}\r\n`, 'it has no Host'],
    ['two Hosts', `${LINE}${HOST}${HOST}\r\n`, 'it has more than one Host'],
    ['an empty Host', `${LINE}Host:\r\n\r\n`, 'its Host is not valid'],
    ['a Host with a path', `${LINE}Host: a/b\r\n\r\n`, 'its Host is not valid'],
    ['a Host with user information', `${LINE}Host: u@a\r\n\r\n`, 'its Host is not valid'],
    ['a list of Hosts', `${LINE}Host: a,b\r\n\r\n`, 'its Host is not valid'],
    ['a Host with a long port', `${LINE}Host: a:123456\r\n\r\n`, 'its Host is not valid'],
    ['a Host with a bad port', `${LINE}Host: a:b\r\n\r\n`, 'its Host is not valid'],
    ['a Host that is only a port', `${LINE}Host: :80\r\n\r\n`, 'its Host is not valid'],
    ['a Host with an open bracket', `${LINE}Host: [::1\r\n\r\n`, 'its Host is not valid'],
    ['a Host with empty brackets', `${LINE}Host: []\r\n\r\n`, 'its Host is not valid'],
    ['a Host with bad bytes in brackets', `${LINE}Host: [::/]\r\n\r\n`, 'its Host is not valid'],
    ['a Host with bytes behind the brackets', `${LINE}Host: [::1]x\r\n\r\n`, 'its Host is not valid'],
    [
      'two lengths',
      `${LINE}${HOST}Content-Length: 1\r\nContent-Length: 1\r\n\r\n`,
      'it has more than one Content-Length',
    ],
    ['a list of lengths', `${LINE}${HOST}Content-Length: 1, 1\r\n\r\n`, 'its Content-Length is not a plain number'],
    ['a signed length', `${LINE}${HOST}Content-Length: +1\r\n\r\n`, 'its Content-Length is not a plain number'],
    ['an empty length', `${LINE}${HOST}Content-Length:\r\n\r\n`, 'its Content-Length is not a plain number'],
    [
      'a length with a tab behind it',
      `${LINE}${HOST}Content-Length: 1\t\r\n\r\n`,
      'its Content-Length is not a plain number',
    ],
    [
      'a giant length',
      `${LINE}${HOST}Content-Length: 1234567890123456\r\n\r\n`,
      'its Content-Length is not a plain number',
    ],
    [
      'two codings',
      `${LINE}${HOST}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n`,
      'it has more than one Transfer-Encoding',
    ],
    [
      'another coding',
      `${LINE}${HOST}Transfer-Encoding: gzip, chunked\r\n\r\n`,
      'its Transfer-Encoding is not exactly "chunked"',
    ],
    [
      'length and coding',
      `${LINE}${HOST}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`,
      'it has both Content-Length and Transfer-Encoding',
    ],
    [
      'a coding in HTTP/1.0',
      `GET / HTTP/1.0\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n`,
      'Transfer-Encoding does not exist in HTTP/1.0',
    ],
    ['two Upgrades', `${LINE}${HOST}Upgrade: a\r\nUpgrade: b\r\n\r\n`, 'it has more than one Upgrade field'],
    ['CONNECT', `CONNECT a:1 HTTP/1.1\r\n${HOST}\r\n`, 'CONNECT is not served here'],
    ['an asterisk for GET', `GET * HTTP/1.1\r\n${HOST}\r\n`, 'its target is neither a path nor an http URL'],
    [
      'a target of another scheme',
      `GET ftp://a/ HTTP/1.1\r\n${HOST}\r\n`,
      'its target is neither a path nor an http URL',
    ],
    ['a target without a slash', `GET a HTTP/1.1\r\n${HOST}\r\n`, 'its target is neither a path nor an http URL'],
    [
      'an absolute target without a host',
      `GET http:/// HTTP/1.1\r\n${HOST}\r\n`,
      'the host in its target is not valid',
    ],
    [
      'an absolute target with user information',
      `GET http://u@a/ HTTP/1.1\r\n${HOST}\r\n`,
      'the host in its target is not valid',
    ],
    [
      'an absolute target of another host',
      `GET http://b/ HTTP/1.1\r\n${HOST}\r\n`,
      'its target and its Host name two hosts',
    ],
    [
      'an absolute target of a longer host',
      `GET http://ab/ HTTP/1.1\r\n${HOST}\r\n`,
      'its target and its Host name two hosts',
    ],
    [
      'an absolute target of another port',
      `GET https://a:80/ HTTP/1.1\r\n${HOST}\r\n`,
      'its target and its Host name two hosts',
    ],
  ] as const)('%s is refused, whole and byte by byte', ([, text, fault]) => {
    const { head, result } = parse(text);
    expect([result, head.faultCode, head.fault]).toEqual([REFUSED, 'REQUEST_MALFORMED', fault]);
    const slow = parseSlowly(text);
    expect([slow.result, slow.head.fault]).toEqual([REFUSED, fault]);
  });

  test.for([
    ['a request line over its limit', `GET /${'a'.repeat(100)} HTTP/1.1\r\n${HOST}\r\n`, 'URI_TOO_LONG', ''],
    ['a request line over its limit without an end', `GET /${'a'.repeat(100)}`, 'URI_TOO_LONG', ''],
    ['a head over its limit', `${LINE}${HOST}X: ${'a'.repeat(400)}\r\n\r\n`, 'HEADERS_TOO_LARGE', 'it is too long'],
    [
      'a head over its limit without an end',
      `${LINE}${HOST}X: ${'a'.repeat(400)}`,
      'HEADERS_TOO_LARGE',
      'it is too long',
    ],
    ['too many fields', `${LINE}${HOST}${'X: 1\r\n'.repeat(8)}\r\n`, 'HEADERS_TOO_LARGE', 'it has too many fields'],
  ] as const)('%s has a failure of its own', ([, text, code, fault]) => {
    const { head, result } = parse(text);
    expect([result, head.faultCode, head.fault]).toEqual([REFUSED, code, fault]);
  });
});

describe('accepted request heads', () => {
  test('everything the exchange needs is known after the head', () => {
    const text =
      'POST /a?b HTTP/1.1\r\nhost: [::1]:80\r\nAccept: text/html\r\nX-Request-Id: two\r\nX-Fc-Request-Id: one\r\n' +
      'Connection: Keep-Alive, upgrade, x-hop, close\r\nUpgrade: echo\r\nContent-Length: 007\r\n\r\nbody';
    const { head, result, bytes } = parse(text);
    expect(result).toBe(text.length - 4);
    expect([head.method, head.isHttp10, head.meaning.contentLength]).toEqual(['POST', false, 7]);
    expect(bytes.toString('latin1', head.targetStart, head.targetEnd)).toBe('/a?b');
    expect(bytes.toString('latin1', head.hostStart, head.hostEnd)).toBe('[::1]:80');
    expect(head.fields.valueOf(bytes, head.acceptField)).toBe('text/html');
    expect(head.fields.valueOf(bytes, head.requestIdField)).toBe('one');
    const { wantsClose, wantsKeepAlive, offersUpgrade, nominated } = head.meaning;
    expect([wantsClose, wantsKeepAlive, offersUpgrade, [...(nominated ?? [])]]).toEqual([true, true, true, ['x-hop']]);
    expect(head.fields.valueOf(bytes, head.meaning.upgradeField)).toBe('echo');
  });

  test.for([
    ['close', [true, false, false]],
    ['Keep-Alive', [false, true, false]],
    ['UPGRADE', [false, false, true]],
    ['te, host, keep-alive', [false, true, false]],
  ] as const)('Connection: %s is understood', ([value, flags]) => {
    const { meaning } = parse(`${LINE}${HOST}Connection: ${value}\r\n\r\n`).head;
    expect([meaning.wantsClose, meaning.wantsKeepAlive, meaning.offersUpgrade]).toEqual(flags);
    expect(meaning.nominated).toBeNull();
  });

  test('names in several Connection fields are all nominated', () => {
    const { meaning } = parse(`${LINE}${HOST}Connection: a\r\nConnection: b, close\r\n\r\n`).head;
    expect([...(meaning.nominated ?? [])]).toEqual(['a', 'b']);
  });

  test.for([
    ['a path', 'GET /a HTTP/1.1\r\nHost: a\r\n\r\n', '/a'],
    ['an asterisk', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n', '*'],
    ['an absolute target', 'GET http://A/b HTTP/1.1\r\nHost: a\r\n\r\n', '/b'],
    ['an absolute target without a path', 'GET http://a HTTP/1.1\r\nHost: a\r\n\r\n', ''],
    ['an absolute target with only a query', 'GET http://a?q HTTP/1.1\r\nHost: a\r\n\r\n', '?q'],
    ['a default port in the target', 'GET http://a:80/ HTTP/1.1\r\nHost: a\r\n\r\n', '/'],
    ['a default port in Host', 'GET HTTPS://a/ HTTP/1.1\r\nHost: a:443\r\n\r\n', '/'],
    ['a port without digits', 'GET / HTTP/1.1\r\nHost: a:\r\n\r\n', '/'],
    ['what browsers send in queries', 'GET /?a[]={|}\\^` HTTP/1.1\r\nHost: a\r\n\r\n', '/?a[]={|}\\^`'],
    ['one empty line before it', '\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n', '/'],
    ['a method nobody knows', 'BREW / HTTP/1.1\r\nHost: a\r\n\r\n', '/'],
    ['a method that begins like another', 'PUTS / HTTP/1.1\r\nHost: a\r\n\r\n', '/'],
    ['a minor version above 1', 'GET /a HTTP/1.2\r\nHost: a\r\n\r\n', '/a'],
    ['the highest minor version', 'GET /a HTTP/1.9\r\nHost: a\r\n\r\n', '/a'],
  ] as const)('%s asks for the right path', ([, text, path]) => {
    for (const { head, result } of [parse(text), parseSlowly(text)]) {
      expect([result, head.isHttp10]).toEqual([text.length, false]);
      expect(Buffer.from(text).toString('latin1', head.target.pathStart, head.target.pathEnd)).toBe(path);
    }
  });

  test('an HTTP/1.0 request needs no Host, and takes it from its target', () => {
    expect(parse('GET / HTTP/1.0\r\n\r\n').head.hostEnd).toBe(parse('GET / HTTP/1.0\r\n\r\n').head.hostStart);
    const { head, bytes } = parse('GET http://b/ HTTP/1.0\r\n\r\n');
    expect(bytes.toString('latin1', head.hostStart, head.hostEnd)).toBe('b');
  });

  test('Expect is understood in HTTP/1.1 only', () => {
    expect(parse(`${LINE}${HOST}Expect: 100-Continue\r\n\r\n`).head.expectsContinue).toBe(true);
    expect(parse(`${LINE}${HOST}Expect: other\r\n\r\n`).head.expectsContinue).toBe(false);
    expect(parse(`GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n`).head.expectsContinue).toBe(false);
  });

  test('a body that has been gathered gives the head its length, and takes Expect away', () => {
    const text = `POST / HTTP/1.1\r\n${HOST}Expect: 100-continue\r\nTransfer-Encoding: chunked\r\nX: 1\r\n\r\n`;
    const { head } = parse(text);
    const isLeft = (name: string): boolean =>
      Array.from(head.fields.ids.subarray(0, head.fields.count)).includes(NAMES.add(name));
    expect([head.expectsContinue, isLeft('expect')]).toEqual([true, true]);
    head.settleBody(null);
    expect([head.expectsContinue, isLeft('expect'), head.meaning.isChunked]).toEqual([false, false, true]);
    head.settleBody(5);
    expect([head.meaning.isChunked, head.meaning.contentLength]).toEqual([false, 5]);
  });

  test('raw bytes in a target are percent-encoded for whoever is told of it', () => {
    const { head, bytes } = parse(`GET /\xe9?\x80 HTTP/1.1\r\n${HOST}\r\n`);
    expect([head.isTargetRaw, head.targetOf(bytes)]).toEqual([true, '/%E9?%80']);
    const plain = parse(`GET /%e9 HTTP/1.1\r\n${HOST}\r\n`);
    expect([plain.head.isTargetRaw, plain.head.targetOf(plain.bytes)]).toEqual([false, '/%e9']);
  });

  test('an empty request id counts as none', () => {
    const { head, bytes } = parse(`${LINE}${HOST}X-Fc-Request-Id:\r\nX-Request-Id: b\r\n\r\n`);
    expect(head.fields.valueOf(bytes, head.requestIdField)).toBe('b');
    expect(parse(`${LINE}${HOST}\r\n`).head.requestIdField).toBe(-1);
  });

  test('a parser can be used again, and goes on after its bytes were moved', () => {
    const head = new RequestHead(NAMES, LIMITS);
    const text = `${LINE}${HOST}X: 1\r\n\r\n`;
    for (let cut = 1; cut < text.length; cut++) {
      const bytes = Buffer.from(`....${text}`);
      head.begin(4);
      expect(head.parse(bytes, 4, 4 + cut)).toBe(NEED_MORE);
      head.shift(-4);
      expect(head.parse(bytes.subarray(4), cut, text.length)).toBe(text.length);
      expect(head.fields.valueOf(bytes.subarray(4), 1)).toBe('1');
      expect(bytes.toString('latin1', 4 + head.targetStart, 4 + head.targetEnd)).toBe('/');
    }
  });

  test('a whole head can be moved with its bytes', () => {
    const text =
      'GET http://A:80/b?c HTTP/1.1\r\nhost: a\r\nX-Request-Id: id\r\nUpgrade: echo\r\nConnection: upgrade\r\n\r\n';
    const bytes = Buffer.from(`....${text}`, 'latin1');
    const head = new RequestHead(NAMES, LIMITS);
    head.begin(4);
    const { target, fields } = head;
    expect(head.parse(bytes, 4, bytes.length)).toBe(bytes.length);
    head.shift(-4);
    const moved = Buffer.from(text, 'latin1');
    const read = (start: number, end: number) => moved.toString('latin1', start, end);
    expect(head.start).toBe(0);
    expect(read(head.targetStart, head.targetEnd)).toBe('http://A:80/b?c');
    expect(read(target.pathStart, target.pathEnd)).toBe('/b?c');
    expect(read(target.authorityStart, target.authorityEnd)).toBe('A:80');
    expect(read(head.hostStart, head.hostEnd)).toBe('a');
    expect(fields.valueOf(moved, head.requestIdField)).toBe('id');
    expect(fields.valueOf(moved, head.meaning.upgradeField)).toBe('echo');
    expect(read(fields.end, fields.lineEnd(3) + 2)).toBe('\r\n');
  });

  test('a head without a Host has none after it was moved', () => {
    const bytes = Buffer.from('..GET / HTTP/1.0\r\n\r\n');
    const head = new RequestHead(NAMES, LIMITS);
    head.begin(2);
    expect(head.parse(bytes, 2, bytes.length)).toBe(bytes.length);
    head.shift(-2);
    expect(head.hasHost).toBe(false);
  });

  test('an empty line alone is not a begun head, however it comes', () => {
    const head = new RequestHead(NAMES, LIMITS);
    const bytes = Buffer.from(`\r\n${LINE}${HOST}\r\n`);
    head.begin(0);
    const isBlank = [head.isBlank];
    for (let i = 0; i < 3; i++) {
      expect(head.parse(bytes, i, i + 1)).toBe(NEED_MORE);
      isBlank.push(head.isBlank);
    }
    expect(isBlank).toEqual([true, true, true, false]);
    expect(head.parse(bytes, 3, bytes.length)).toBe(bytes.length);
    expect([head.isBlank, head.start, head.method]).toEqual([false, 2, 'GET']);
    head.begin(0);
    expect([head.parse(bytes, 0, 2), head.isBlank]).toEqual([NEED_MORE, true]);
  });

  test.for([
    ['OPTIONS', 'Max-Forwards: 0\r\n', 0],
    ['TRACE', 'max-forwards: 010\r\n', 10],
    ['OPTIONS', '', -1],
    ['OPTIONS', 'Max-Forwards: -1\r\n', -1],
    ['OPTIONS', 'Max-Forwards: 1, 1\r\n', -1],
    ['OPTIONS', 'Max-Forwards:\r\n', -1],
    ['TRACE', 'Max-Forwards: 0\r\nMax-Forwards: 0\r\n', -1],
    ['TRACE', 'Max-Forwards: 0\r\nMax-Forwards: 0\r\nMax-Forwards: 0\r\n', -1],
    ['TRACE', 'Max_Forwards: 0\r\n', -1],
    ['GET', 'Max-Forwards: 0\r\n', -1],
  ] as const)('%s with %j may be forwarded %i times (-1: it does not say)', ([method, fields, expected]) => {
    const { head, result } = parse(`${method} / HTTP/1.1\r\n${HOST}${fields}\r\n`);
    expect([result > 0, head.maxForwards]).toEqual([true, expected]);
  });

  test('a parser forgets what the head before said', () => {
    const head = new RequestHead(NAMES, LIMITS);
    const full = `OPTIONS / HTTP/1.1\r\n${HOST}Accept: a\r\nX-Hook: b\r\nX-Request-Id: c\r\nMax-Forwards: 1\r\nExpect: 100-continue\r\n\r\n`;
    const plain = `OPTIONS / HTTP/1.1\r\n${HOST}\r\n`;
    const findings = () => [
      head.acceptField,
      head.controlPathField,
      head.requestIdField,
      head.maxForwards,
      head.expectsContinue,
    ];
    head.begin(0);
    expect(head.parse(Buffer.from(full), 0, full.length)).toBe(full.length);
    expect(findings()).toEqual([1, 2, 3, 1, true]);
    head.begin(0);
    expect(head.parse(Buffer.from(plain), 0, plain.length)).toBe(plain.length);
    expect(findings()).toEqual([-1, -1, -1, -1, false]);
  });

  test('twins of known fields mean nothing', () => {
    const { head, bytes } = parse(
      `POST / HTTP/1.1\r\n${HOST}Content_Length: 5\r\nTransfer_Encoding: chunked\r\nX_Request_Id: evil\r\nX_Hook: /initialize\r\nX_Fc_Request-Id: evil\r\n\r\n`,
    );
    const { meaning } = head;
    expect([meaning.contentLength, meaning.isChunked, head.requestIdField, head.controlPathField]).toEqual([
      -1,
      false,
      -1,
      -1,
    ]);
    expect(bytes.toString('latin1', head.hostStart, head.hostEnd)).toBe('a');
  });

  test('more fields than a parser first has room for are all kept', () => {
    const head = new RequestHead(NAMES, { ...LIMITS, fields: 300, headBytes: 10_000 });
    const text = `${LINE}${HOST}${Array.from({ length: 250 }, (_, i) => `X-${i}: ${i}\r\n`).join('')}\r\n`;
    head.begin(0);
    expect(head.parse(Buffer.from(text), 0, text.length)).toBe(text.length);
    expect([head.fields.count, head.fields.valueOf(Buffer.from(text), 250)]).toEqual([251, '249']);
  });

  test('knows where the control path stands, the first of several', () => {
    const { head, bytes } = parse(`${LINE}${HOST}X-Hook: /initialize\r\nX-Hook: /pre-stop\r\n\r\n`);
    expect(head.fields.valueOf(bytes, head.controlPathField)).toBe('/initialize');
    expect(parse(`${LINE}${HOST}\r\n`).head.controlPathField).toBe(-1);
  });
});
