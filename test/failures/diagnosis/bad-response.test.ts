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

test('bytes are shown escaped and cut', () => {
  expect(escapeBytes(Buffer.from('a\\b\r\n\x00\xff', 'latin1'))).toBe('a\\\\b\\r\\n\\x00\\xff');
  expect(escapeBytes(Buffer.alloc(500, 'x'))).toBe(`${'x'.repeat(80)}…`);
});

test('other failures, and broken bodies, have no first bytes to explain', () => {
  expect(diagnoseBadResponse('APP_REFUSED', { bytes: 'SSH-2' })).toBeNull();
  expect(diagnoseBadResponse('APP_BAD_RESPONSE', { reason: 'x' })).toBeNull();
  expect(diagnoseBadResponse('APP_BAD_RESPONSE', { bytes: '' })).toBeNull();
});
