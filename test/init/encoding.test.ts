import { expect, test } from 'vitest';
import { guessEncoding } from '../../src/init/encoding.ts';

test.for([
  ['UTF-16', Buffer.from('server {}', 'utf16le')],
  ['GBK', Buffer.of(0x23, 0xb2, 0xe2, 0xca, 0xd4, 0x0a)],
  ['ISO-8859-1', Buffer.from('# f\u00fcr Gr\u00f6\u00dfen, \u00e0 Orl\u00e9ans', 'latin1')],
] as const)('a text in %s is taken for that', ([encoding, bytes]) => {
  expect(guessEncoding(bytes)).toBe(encoding);
});
