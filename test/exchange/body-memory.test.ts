import { expect, test } from 'vitest';
import { toBodyMemory } from '../../src/exchange/body-memory.ts';

const MEBIBYTE = 1_048_576;

test.for([
  ['a large machine', 32_768, 0, 64],
  ['a small machine', 512, 0, 32],
  ['a small container on a large machine', 32_768, 128, 8],
  ['a container whose limit is none', 512, 8_796_093_022_207, 32],
] as const)('bodies take no more than the app can spare on %s', ([, machine, limit, expected]) => {
  expect(toBodyMemory(machine * MEBIBYTE, limit * MEBIBYTE)).toBe(expected * MEBIBYTE);
});
