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
    ['HTTP/1.2', 'HTTP/1.2 200 OK\r\n', 'it does not begin with an HTTP/1 status line'],
    ['letters for a status', 'HTTP/1.1 2x0 OK\r\n', 'it does not begin with an HTTP/1 status line'],
    ['a status below 100', 'HTTP/1.1 099 OK\r\n', 'it does not begin with an HTTP/1 status line'],
    ['four digits', 'HTTP/1.1 2000 OK\r\n', 'its status is not a three-digit number'],
    ['a bare LF', 'HTTP/1.1 200 OK\n', 'its status line holds a character that is not allowed'],
    ['a bare CR', 'HTTP/1.1 200 OK\rX', 'its status line has a bad end'],
    ['a bare LF without a reason', 'HTTP/1.1 200\n', 'its status is not a three-digit number'],
    ['a folded field', 'HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n', 'a field line is folded'],
    [
      'two lengths',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n',
      'it has more than one Content-Length',
    ],
    [
      'both framings',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      'it has both Content-Length and Transfer-Encoding',
    ],
    [
      'a coding in HTTP/1.0',
      'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n',
      'Transfer-Encoding does not exist in HTTP/1.0',
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
    ['HTTP/1.1 999 Very\tOdd \xe9\r\n\r\n', 999, 'Very\tOdd \xe9', false],
  ] as const)('%j is understood', ([text, status, reason, isHttp10]) => {
    for (const { head, result, bytes } of [parse(text), parse(text, true)]) {
      expect([result, head.status, head.isHttp10]).toEqual([text.length, status, isHttp10]);
      expect(bytes.toString('latin1', head.reasonStart, head.reasonEnd)).toBe(reason);
    }
  });

  test('a parser goes on after its bytes were moved', () => {
    const text = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n';
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
});
