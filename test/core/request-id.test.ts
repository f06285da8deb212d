import { describe, expect, test } from 'vitest';
import { isSafeRequestId, RequestIdMint } from '../../src/core/request-id.ts';

describe('a request id from outside', () => {
  test.for([
    'x',
    '!',
    '~',
    'dab25e58-9356-4e3f-97d6-f044c4aabbcc',
    '1-67a59f35-150c1267-f381ba1c085c',
    'a'.repeat(128),
  ])('%s is safe', (id) => {
    expect(isSafeRequestId(id)).toBe(true);
  });

  test.for(['', 'a b', ' a', 'a\n', 'a\r\nFC Invoke End', 'a\0', '\x1f', '\x7f', 'é', '\u2028', 'a'.repeat(129)])(
    '%j is not safe',
    (id) => {
      expect(isSafeRequestId(id)).toBe(false);
    },
  );
});

describe('a minted request id', () => {
  const createMint = (clock: { ms: number }, hex: string) =>
    new RequestIdMint(
      () => clock.ms,
      (bytes) => hex.slice(-2 * bytes),
    );

  test('has the shape of the ids of FC 3.0 and is safe', () => {
    const id = createMint({ ms: 0x67a59f35 * 1000 + 999 }, '150c1267').mint();
    expect(id).toBe('1-67a59f35-150c1267-150c12680000');
    expect(isSafeRequestId(id)).toBe(true);
  });

  test('carries the second it was made in', () => {
    const clock = { ms: 1_000_000 };
    const mint = createMint(clock, '00000000');
    expect(mint.mint()).toBe('1-000003e8-00000000-000000010000');
    clock.ms = 1_000_999;
    expect(mint.mint()).toBe('1-000003e8-00000000-000000010001');
    clock.ms = 1_001_000;
    expect(mint.mint()).toBe('1-000003e9-00000000-000000010002');
  });

  test('is never given twice', () => {
    const mint = createMint({ ms: 5_000 }, 'ffffffff');
    const ids = new Set(Array.from({ length: 200_000 }, () => mint.mint()));
    expect(ids.size).toBe(200_000);
    expect([...ids].every((id) => /^1-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{12}$/.test(id))).toBe(true);
  });
});
