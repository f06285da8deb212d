import { describe, expect, test } from 'vitest';
import { findFreePorts } from '../../../src/config/free-port.ts';

describe('free ports', () => {
  test('are different from each other and from those taken', async () => {
    const taken = new Set(await findFreePorts(50, new Set()));
    const ports = await findFreePorts(50, taken);
    expect(new Set(ports).size).toBe(50);
    expect(ports.filter((port) => taken.has(port))).toEqual([]);
  });

  test('of which none is wanted need no socket', async () => {
    await expect(findFreePorts(0, new Set())).resolves.toEqual([]);
  });
});
