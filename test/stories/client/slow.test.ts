import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { expectNothingLeft, expectResponsive, MIB, openCrowd, readToEnd, startBesieged } from './crowd.ts';

const CROWD = 500;

/** One byte a second from each, until berth has ended the connection of everyone. */
async function dribble(crowd: readonly Socket[], bytes: string): Promise<void> {
  for (const byte of bytes) {
    const present = crowd.filter(({ writable }) => writable);
    if (present.length === 0) return;
    for (const socket of present) socket.write(byte);
    await delay(1_000);
  }
}

describe('Five hundred clients that send a byte a second', () => {
  test('of their heads are told 408 when the time for a head is over', async () => {
    const besieged = await startBesieged({ clientTimeouts: { head: '3s' } });
    const { berth, memoryBytes } = besieged;
    const crowd = await openCrowd(berth.port, CROWD);
    const answers = crowd.map(readToEnd);
    const dribbled = dribble(crowd, 'GET /a-path-that-never-ends-in-the-time-there-is');
    await expectResponsive(berth);
    await dribbled;
    for (const answer of await Promise.all(answers)) {
      expect(answer).toMatch(/^HTTP\/1\.1 408 /);
      expect(answer).toMatch(/^x-berth-error: REQUEST_TIMEOUT\r$/im);
    }
    expect(berth.measureMemory() - memoryBytes).toBeLessThan(32 * MIB);
    await expectNothingLeft(besieged);
  });

  test('of their bodies are heard to the end, and nobody else waits for them', async () => {
    const besieged = await startBesieged({ clientTimeouts: { bodyIdle: '20s' } });
    const { berth, memoryBytes, descriptors } = besieged;
    const head = 'POST /upload HTTP/1.1\r\nHost: app\r\nConnection: close\r\nContent-Length: 5\r\n\r\n';
    const crowd = await openCrowd(berth.port, CROWD, head);
    const answers = crowd.map(readToEnd);
    const dribbled = dribble(crowd, 'body~');
    await expectResponsive(berth);
    // A connection of the client's, and one to the app.
    expect(berth.countDescriptors()).toBeLessThanOrEqual(descriptors + 2 * CROWD + 20);
    await dribbled;
    for (const answer of await Promise.all(answers)) expect(answer).toMatch(/^HTTP\/1\.1 200 .*small\n$/s);
    expect(berth.measureMemory() - memoryBytes).toBeLessThan(32 * MIB);
    await expectNothingLeft(besieged);
  });

  test('and stop in the middle of their bodies are told 408', async () => {
    const besieged = await startBesieged({ clientTimeouts: { bodyIdle: '2s' } });
    const head = 'POST /upload HTTP/1.1\r\nHost: app\r\nContent-Length: 5\r\n\r\nbo';
    const crowd = await openCrowd(besieged.berth.port, CROWD, head);
    const answers = crowd.map(readToEnd);
    await expectResponsive(besieged.berth);
    for (const answer of await Promise.all(answers)) expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    await expectNothingLeft(besieged);
  });
});
