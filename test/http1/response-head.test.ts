import { describe, expect, test } from 'vitest';
import { createResponseFieldNames } from '../../src/http1/field-name.ts';
import { NEED_MORE, REFUSED } from '../../src/http1/field-section.ts';
import { ResponseHead } from '../../src/http1/response-head.ts';

function parse(text: string, isSlow = false): { head: ResponseHead; result: number; bytes: Buffer } {
  const head = new ResponseHead(createResponseFieldNames(), 300);
  const bytes = Buffer.from(text, 'latin1');
  head.begin(0);
  if (!isSlow) return { head, bytes, result: head.parse(bytes, 0, bytes.length) };
  let result = NEED_MORE;
  for (let i = 0; i < bytes.length && result === NEED_MORE; i++) result = head.parse(bytes, i, i + 1);
  return { head, bytes, result };
}

describe('response heads', () => {
  test.for([
    ['another protocol', 'SSH-2.0-x\r\n', 'it does not begin with an HTTP/1 status line'],
    ['HTTP/2', 'HTTP/2.0 200 OK\r\n', 'it does not begin with an HTTP/1 status line'],
    ['HTTP/1.10', 'HTTP/1.10 200 OK\r\n', 'it does not begin with an HTTP/1 status line'],
    ['HTTP/1.x', 'HTTP/1.x 200 OK\r\n', 'it does not begin with an HTTP/1 status line'],
    ['HTTP/1./', 'HTTP/1./ 200 OK\r\n', 'it does not begin with an HTTP/1 status line'],
    ['two empty lines', '\r\n\r\nHTTP/1.1 200 OK\r\n', 'it does not begin with an HTTP/1 status line'],
    ['a bare CR first', '\rHTTP/1.1 200 OK\r\n', 'it does not begin with an HTTP/1 status line'],
    ['letters for a status', 'HTTP/1.1 2x0 OK\r\n', 'it does not begin with an HTTP/1 status line'],
    ['a status below 100', 'HTTP/1.1 099 OK\r\n', 'it does not begin with an HTTP/1 status line'],
    ['four digits', 'HTTP/1.1 2000 OK\r\n', 'its status is not a three-digit number'],
    ['a bare CR', 'HTTP/1.1 200 OK\rX', 'its status line has a bad end'],
    ['a folded field', 'HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n', 'a field line is folded'],
    ['a NUL in the reason', 'HTTP/1.1 200 O\0K\r\n', 'its status line holds a character that is not allowed'],
    ['two empty lines with bare LFs', '\n\nHTTP/1.1 200 OK\r\n', 'it does not begin with an HTTP/1 status line'],
    ['blanks without an end', `HTTP/1.1 ${' '.repeat(400)}`, 'its head is too long'],
    ['a blank in the status', 'HTTP/1.1 2 0 OK\r\n', 'it does not begin with an HTTP/1 status line'],
    ['CR CR LF', 'HTTP/1.1 200 OK\r\r\n', 'its status line has a bad end'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 'its Content-Lengths differ'],
    ['a list of lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\n', 'its Content-Lengths differ'],
    ['a hole in a list', 'HTTP/1.1 200 OK\r\nContent-Length: 1,\r\n\r\n', 'its Content-Length is not a plain number'],
    ['an empty length', 'HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\n', 'its Content-Length is not a plain number'],
    ['a signed length', 'HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\n', 'its Content-Length is not a plain number'],
    [
      'both framings',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      'it has both Content-Length and Transfer-Encoding',
    ],
    ['a head over its limit', `HTTP/1.1 200 OK\r\nA: ${'b'.repeat(300)}\r\n\r\n`, 'its head is too long'],
    ['a head over its limit without an end', `HTTP/1.1 200 OK\r\nA: ${'b'.repeat(300)}`, 'its head is too long'],
  ] as const)('%s is refused, whole and byte by byte', ([, text, fault]) => {
    for (const { head, result } of [parse(text), parse(text, true)])
      expect([result, head.fault]).toEqual([REFUSED, fault]);
  });

  test.for([
    ['HTTP/1.1 200 OK\r\n\r\n', 200, 'OK', false],
    ['HTTP/1.0 404 \r\n\r\n', 404, '', true],
    ['HTTP/1.1 500\r\n\r\n', 500, '', false],
    ['HTTP/1.2 200 OK\r\n\r\n', 200, 'OK', false],
    ['HTTP/1.9 200 OK\r\n\r\n', 200, 'OK', false],
    ['\r\nHTTP/1.1 200 OK\r\n\r\n', 200, 'OK', false],
    ['HTTP/1.1 999 Very\tOdd \xe9\r\n\r\n', 999, 'Very\tOdd \xe9', false],
  ] as const)('%j is understood', ([text, status, reason, isHttp10]) => {
    for (const { head, result, bytes } of [parse(text), parse(text, true)]) {
      expect([result, head.status, head.isHttp10]).toEqual([text.length, status, isHttp10]);
      expect(bytes.toString('latin1', head.reasonStart, head.reasonEnd)).toBe(reason);
    }
  });

  test.for([
    ['bare LFs', 'HTTP/1.1 200 OK\nA: b\nContent-Length: 2\n\n'],
    ['a bare LF behind the status line', 'HTTP/1.1 200 OK\nA: b\r\nContent-Length: 2\r\n\r\n'],
    ['a bare LF for the empty line', 'HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 2\r\n\n'],
    ['CRLF for the empty line', 'HTTP/1.1 200 OK\nA:b\nContent-Length: 2 \n\r\n'],
    ['blanks before bare LFs', 'HTTP/1.1 200 OK\nA: b \t\nContent-Length:\t2\t\n\n'],
    ['no reason', 'HTTP/1.1 200\nA: b\nContent-Length: 2\n\n'],
    ['an empty line first', '\nHTTP/1.1 200 OK\nA: b\nContent-Length: 2\n\n'],
    ['blanks around the status', 'HTTP/1.1 \t  200\tOK\r\nA: b\r\nContent-Length: 2\r\n\r\n'],
    ['two equal lengths', 'HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 2\r\nContent-Length: 02\r\n\r\n'],
    ['a list of equal lengths', 'HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 2,2 ,\t2\r\n\r\n'],
    ['a length with a tab behind it', 'HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 2\t\r\n\r\n'],
  ] as const)('with %s they mean what they seem to, whole and byte by byte', ([, text]) => {
    for (const { head, result, bytes } of [parse(text), parse(text, true)]) {
      expect([result, head.status, head.fault]).toEqual([text.length, 200, '']);
      expect([head.fields.valueOf(bytes, 0), head.meaning.contentLength]).toEqual(['b', 2]);
    }
  });

  test.for([
    ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n', 'length', 'none'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', 'chunked', 'none'],
    ['HTTP/1.0 200 OK\r\n\r\n', 'until-close', 'none'],
    ['HTTP/1.1 204 No Content\r\n\r\n', 'none', 'none'],
    ['HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\n\r\n', 'none', 'none'],
  ] as const)('the body behind %j ends by its %s, to HEAD there is %s', ([text, framing, toHead]) => {
    const { head } = parse(text);
    expect([head.framingOf(false), head.framingOf(true)]).toEqual([framing, toHead]);
  });

  test('a coding may stand in HTTP/1.0', () => {
    const { head } = parse('HTTP/1.0 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n');
    expect([head.meaning.isChunked, head.isHttp10]).toEqual([true, true]);
  });

  test('a parser goes on after its bytes were moved', () => {
    const text = '\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n';
    const head = new ResponseHead(createResponseFieldNames(), 300);
    for (let cut = 1; cut < text.length; cut++) {
      const bytes = Buffer.from(`..${text}`);
      head.begin(2);
      expect(head.parse(bytes, 2, 2 + cut)).toBe(NEED_MORE);
      head.shift(-2);
      expect(head.parse(bytes.subarray(2), cut, text.length)).toBe(text.length);
      expect([head.status, head.meaning.contentLength]).toEqual([200, 5]);
      expect(bytes.toString('latin1', 2 + head.reasonStart, 2 + head.reasonEnd)).toBe('OK');
    }
  });

  test('a parser tells whether the app has dated its response, anew for each', () => {
    const head = new ResponseHead(createResponseFieldNames(), 300);
    const read = (text: string) => {
      head.begin(0);
      expect(head.parse(Buffer.from(text), 0, text.length)).toBe(text.length);
      return head.hasDate;
    };
    expect(read('HTTP/1.1 200 OK\r\ndate: Tue, 15 Nov 1994 08:12:31 GMT\r\n\r\n')).toBe(true);
    expect(read('HTTP/1.1 200 OK\r\nExpires: 0\r\n\r\n')).toBe(false);
  });

  test('the protocol that Upgrade names is known', () => {
    const upgraded = parse('HTTP/1.1 426 Upgrade Required\r\nUpgrade: HTTP/3.0\r\n\r\n');
    expect(upgraded.head.upgradeOf(upgraded.bytes)).toBe('HTTP/3.0');
    const plain = parse('HTTP/1.1 200 OK\r\n\r\n');
    expect(plain.head.upgradeOf(plain.bytes)).toBe('');
  });
});

describe('what goes on to the client', () => {
  function put(text: string): string {
    const { head, bytes } = parse(text);
    const out = Buffer.alloc(head.room + 3);
    const end = head.put(out, 3, bytes);
    expect(end - 3).toBeLessThanOrEqual(head.room);
    return out.toString('latin1', 3, end);
  }

  test('fields keep their order and spelling, and what belongs to the connection to the app stays behind', () => {
    const text =
      'HTTP/1.0 200 Fine\r\nsErVer: x\r\nContent-Length: 3\r\nConnection: close, X-Hop\r\nSet-Cookie: a\r\nSet-Cookie:b\r\n' +
      'Keep-Alive: 5\r\nX-Hop: 1\r\nTrailer: X-Sum\r\nX-Request-Id: theirs\r\nX_Request_Id: own\r\nDate: now\r\nUpgrade: echo\r\n\r\n';
    expect(put(text)).toBe(
      'HTTP/1.1 200 Fine\r\nsErVer: x\r\nSet-Cookie: a\r\nSet-Cookie: b\r\nTrailer: X-Sum\r\nX-Request-Id: theirs\r\nX_Request_Id: own\r\nDate: now\r\n',
    );
  });

  test('an empty request id stays behind, others are read together', () => {
    expect(put('HTTP/1.1 200 OK\r\nX-Request-Id: \r\nX: 1\r\n\r\n')).toBe('HTTP/1.1 200 OK\r\nX: 1\r\n');
    const read = (text: string): string => parse(text).head.requestId;
    expect(read('HTTP/1.1 200 OK\r\nX-Request-Id: a\r\nX-Request-Id:\r\nx-request-id: b\r\n\r\n')).toBe('a, b');
    expect(read('HTTP/1.1 200 OK\r\n\r\n')).toBe('');
  });

  test('an interim response keeps its fields, but never a length', () => {
    expect(put('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nContent-Length: 5\r\ncontent-type: a\r\n\r\n')).toBe(
      'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\ncontent-type: a\r\n',
    );
  });

  test('no bare LF goes on, nor a blank before one', () => {
    expect(put('HTTP/1.1 200 OK\nA: b\nC: d \nE:f\r\nG: h\t\nI: \n\n')).toBe(
      'HTTP/1.1 200 OK\r\nA: b\r\nC: d\r\nE: f\r\nG: h\r\nI: \r\n',
    );
    expect(put(`HTTP/1.1 200\n${'a:\n'.repeat(60)}\n`)).toBe(`HTTP/1.1 200 \r\n${'a: \r\n'.repeat(60)}`);
  });

  test('a head that grows has room to grow', () => {
    expect(put(`HTTP/1.1 200\r\n${'a:\r\n'.repeat(60)}\r\n`)).toBe(`HTTP/1.1 200 \r\n${'a: \r\n'.repeat(60)}`);
  });
});
