import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatSize, parseSize } from '../../src/core/size.ts';

const UNITS = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 } as const;

describe('size', () => {
  test('every whole number with a unit is so many bytes', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 100_000 }),
        fc.constantFrom(...(Object.keys(UNITS) as Array<keyof typeof UNITS>)),
        (n, unit) => {
          expect(parseSize(`${n}${unit}`)).toBe(n * UNITS[unit]);
        },
      ),
    );
  });

  test('a plain 0 is the only number without a unit', () => {
    expect(parseSize('0')).toBe(0);
    fc.assert(fc.property(fc.integer({ min: 1 }), (n) => parseSize(String(n)) === null));
  });

  test.for(['', 'KiB', '1KB', '1kib', '1.5MiB', '-1KiB', '1 KiB', '00', '1KiB\n', '9999999999GiB'])(
    '%j is refused',
    (text) => {
      expect(parseSize(text)).toBeNull();
    },
  );

  test.for([
    [0, '0B'],
    [1_000, '1000B'],
    [65_536, '64KiB'],
    [3 * 1024 ** 2, '3MiB'],
    [1024 ** 3, '1GiB'],
  ] as const)('%i bytes are written as %s', ([sizeBytes, text]) => {
    expect(formatSize(sizeBytes)).toBe(text);
  });

  test('what is written reads as the same size', () => {
    fc.assert(
      fc.property(fc.nat(), (sizeBytes) => {
        expect(parseSize(formatSize(sizeBytes))).toBe(sizeBytes);
      }),
    );
  });
});
