import { expect, test } from 'vitest';
import { escapeBytes } from '../../src/core/escape-bytes.ts';

test.for([
  ['HTTP/1.1 200 OK\r\n', 'HTTP/1.1 200 OK\\r\\n'],
  ['\x15\x03\x01\0\x02', '\\x15\\x03\\x01\\x00\\x02'],
  ['a\\b\x7f\xe9', 'a\\\\b\\x7f\\xe9'],
  ['', ''],
] as const)('%j is shown in one visible line', ([text, shown]) => {
  expect(escapeBytes(Buffer.from(text, 'latin1'))).toBe(shown);
});

test('a long message is cut where it tells enough', () => {
  expect(escapeBytes(Buffer.alloc(80, 'x'))).toBe('x'.repeat(80));
  expect(escapeBytes(Buffer.alloc(81, 'x'))).toBe(`${'x'.repeat(80)}…`);
});
