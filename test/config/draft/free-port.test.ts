import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { drawPort, findFreePorts, findQuietRange } from '../../../src/config/draft/free-port.ts';
import { onTestFinished } from '../../helpers/test-end.ts';

async function holdPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

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

  test('are none that the kernel gives to outgoing connections while the app starts', async () => {
    const [low, high] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'latin1').split(/\s+/).map(Number);
    const ports = await findFreePorts(50, new Set());
    expect(ports.filter((port) => port >= Number(low) && port <= Number(high))).toEqual([]);
  });

  test('come from the kernel where all of the range is held', async () => {
    const port = await holdPort();
    const [found] = await findFreePorts(1, new Set(), { low: port, high: port });
    expect(found).toBeGreaterThan(0);
    expect(found).not.toBe(port);
  });

  test('come from the kernel where its range leaves no room', async () => {
    await expect(findFreePorts(2, new Set(), null)).resolves.toHaveLength(2);
  });
});

describe('the port to try first', () => {
  const RANGE = { low: 10_000, high: 32_767 };

  test('is another for each of ten thousand neighbours in process id, and all are tried in the end', () => {
    const first = Array.from({ length: 10_000 }, (_, n) => drawPort(RANGE, 0, 2 + n));
    expect(new Set(first).size).toBe(10_000);
    const all = Array.from({ length: 22_768 }, (_, draw) => drawPort(RANGE, draw, 4_711));
    expect(new Set(all).size).toBe(22_768);
    expect([Math.min(...all), Math.max(...all)]).toEqual([10_000, 32_767]);
  });

  test('is left to chance where the process ids are those of a container', () => {
    expect(new Set(Array.from({ length: 20 }, () => drawPort(RANGE, 0, null))).size).toBeGreaterThan(10);
  });
});

describe('the quiet range', () => {
  test.for([
    { ephemeral: { low: 32_768, high: 60_999 }, quiet: { low: 10_000, high: 32_767 } },
    { ephemeral: { low: 10_000, high: 40_000 }, quiet: { low: 40_001, high: 65_535 } },
    { ephemeral: { low: 1_024, high: 65_535 }, quiet: null },
    { ephemeral: { low: 10_500, high: 65_000 }, quiet: null },
    { ephemeral: null, quiet: null },
  ])('beside $ephemeral is $quiet', ({ ephemeral, quiet }) => {
    expect(findQuietRange(ephemeral)).toEqual(quiet);
  });
});
