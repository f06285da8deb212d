import { expect, test } from 'vitest';
import { escapeBytes } from '../../../src/core/escape-bytes.ts';
import { diagnoseBadResponse } from '../../../src/failures/diagnosis/bad-response.ts';

const diagnose = (bytes: string) =>
  diagnoseBadResponse('APP_BAD_RESPONSE', { reason: 'x', bytes: escapeBytes(Buffer.from(bytes, 'latin1')) });

test.for([
  ['\x15\x03\x01\x00\x02\x02\x50', 'TLS'],
  ['\x01\x0b\x00\x00\x00\x08\x00\x00', 'nothing'],
  ['SSH-2.0-OpenSSH_9.2p1 Debian\r\n', 'SSH'],
  ['-ERR unknown command\r\n', 'Redis'],
  ['<!doctype html><p>hi', 'HTML without a head'],
  ['Status: 200 OK\r\n\r\nhi', 'CGI'],
] as const)('bytes that begin with %j are taken for %s', ([bytes, protocol]) => {
  const diagnosis = diagnose(bytes);
  if (protocol === 'nothing') expect(diagnosis?.cause).toContain('\\x01\\x0b\\x00');
  else expect(diagnosis?.cause).toBe(`The app does not speak HTTP there but ${protocol}.`);
  expect(diagnosis?.evidence).toHaveLength(1);
});

test.for(['\x15\x03\x03\x00\x02\x02\x28', '\x16\x03\x01\x02\x00\x01'])(
  'an app that answers in TLS (%j) is to be met with TLS',
  (bytes) => {
    expect(diagnose(bytes)?.cure).toContain('Set `upstream: { scheme: https }`');
  },
);

test.for([
  ['it has both Content-Length and Transfer-Encoding', 'HTTP/1.1 200 OK\\r\\n', /sent chunked/, /insecureHTTPParser/],
  ['it has more than one Transfer-Encoding', 'HTTP/1.1 200 OK\\r\\n', /sets it again/, /insecureHTTPParser/],
  ['a field line is folded', 'HTTP/1.1 200 OK\\r\\n', /line break/, /insecureHTTPParser/],
  ['a space stands before the colon of a field', 'HTTP/1.1 200 OK\\r\\n', /`Name : value`/, /`Name: value`/],
  ['its Content-Lengths differ', 'HTTP/1.1 200 OK\\r\\n', /different numbers/, /once/],
  ['a chunk is longer than its size', '', /characters/, /bytes/],
] as const)('%s has words of its own', ([reason, bytes, cause, cure]) => {
  const diagnosis = diagnoseBadResponse('APP_BAD_RESPONSE', { reason, bytes });
  expect([diagnosis?.cause, diagnosis?.cure]).toEqual([expect.stringMatching(cause), expect.stringMatching(cure)]);
});

test('another protocol comes before what is wrong with its first bytes', () => {
  const reason = 'a field line has no colon';
  expect(diagnoseBadResponse('APP_BAD_RESPONSE', { reason, bytes: 'SSH-2.0-x' })?.cause).toContain('SSH');
});

test('bytes are shown escaped and cut', () => {
  expect(escapeBytes(Buffer.from('a\\b\r\n\x00\xff', 'latin1'))).toBe('a\\\\b\\r\\n\\x00\\xff');
  expect(escapeBytes(Buffer.alloc(500, 'x'))).toBe(`${'x'.repeat(80)}…`);
});

test('other failures, and broken bodies, have no first bytes to explain', () => {
  expect(diagnoseBadResponse('APP_REFUSED', { bytes: 'SSH-2' })).toBeNull();
  expect(diagnoseBadResponse('APP_BAD_RESPONSE', { reason: 'x' })).toBeNull();
  expect(diagnoseBadResponse('APP_BAD_RESPONSE', { bytes: '' })).toBeNull();
});
