import { describe, expect, test } from 'vitest';
import { DEFAULT_PORT, parsePort } from '../../src/core/port-rule.ts';

describe('port rule', () => {
  test.for([
    ['1', 1],
    ['9000', 9000],
    ['65535', 65535],
    ['0080', 80],
  ] as const)('%j is port %i', ([text, port]) => {
    expect(parsePort(text)).toBe(port);
  });

  test.for(['', ' 80', '80 ', '-1', '+80', '8e3', '0x50', '80.0', '65536', '99999', '100000', 'http', '٨٠'])(
    '%j is no port',
    (text) => {
      expect(parsePort(text)).toBeNull();
    },
  );

  test('port 0 is a port only where it is allowed', () => {
    expect(parsePort('0')).toBeNull();
    expect(parsePort('0', true)).toBe(0);
    expect(parsePort('65536', true)).toBeNull();
  });

  test('the port is 9000 where nothing names one', () => {
    expect(DEFAULT_PORT).toBe(9000);
  });
});
