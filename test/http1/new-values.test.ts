import { expect, test } from 'vitest';
import { createResponseFieldNames } from '../../src/http1/field-name.ts';
import { replaceAddressValues } from '../../src/http1/new-values.ts';
import { ResponseHead } from '../../src/http1/response-head.ts';

/** The head as it goes on, with `x` in its addresses written as `long`. */
function rewrite(fields: string, isLookedFor = true): { readonly hasAddress: boolean; readonly text: string } {
  const names = createResponseFieldNames();
  if (isLookedFor) names.lookForAddresses(['location', 'link']);
  const head = new ResponseHead(names, 300);
  const bytes = Buffer.from(`HTTP/1.1 200 OK\r\n${fields}\r\n`, 'latin1');
  head.begin(0);
  head.parse(bytes, 0, bytes.length);
  const values = replaceAddressValues(head.fields, bytes, (name, value) => value.replace('x', `${name}-long`));
  const out = Buffer.alloc(300);
  return { hasAddress: head.fields.hasAddress, text: out.toString('latin1', 17, head.put(out, 0, bytes, values)) };
}

test('values are replaced where they stand; other fields and spellings stay', () => {
  const fields = 'A: x\r\nLOCATION:x\r\nLink: y\r\nB: x\r\nlink: <x>\r\n';
  expect(rewrite(fields)).toEqual({
    hasAddress: true,
    text: 'A: x\r\nLOCATION: location-long\r\nLink: y\r\nB: x\r\nlink: <link-long>\r\n',
  });
});

test('a field that Connection nominates is not written, whatever its value would be', () => {
  expect(rewrite('Connection: link\r\nLink: x\r\nA: b\r\n').text).toBe('A: b\r\n');
});

test('without a wish for addresses nothing is looked for', () => {
  expect(rewrite('Location: x\r\n', false)).toEqual({ hasAddress: false, text: 'Location: x\r\n' });
});
