import { describe, expect, test } from 'vitest';
import { expectNothingLeft, expectResponsive, MIB, openCrowd, startBesieged } from './crowd.ts';

const CROWD = 300;
const ROUNDS = 3;
const UPLOAD = `POST /upload HTTP/1.1\r\nHost: app\r\nContent-Length: ${MIB}\r\n\r\n${'x'.repeat(100_000)}`;

describe('Clients that leave', () => {
  test.for([
    ['with a reset in the middle of an upload', UPLOAD, 'resetAndDestroy'],
    ['in the middle of an upload', UPLOAD, 'destroy'],
    ['without having said a word', '', 'resetAndDestroy'],
    ['in the middle of a download', 'GET /gibibyte HTTP/1.1\r\nHost: app\r\n\r\n', 'destroy'],
  ] as const)('%s, in crowds, leave nothing behind', async ([, opening, leave]) => {
    const besieged = await startBesieged();
    const { berth, memoryBytes } = besieged;
    for (let round = 0; round < ROUNDS; round++) {
      const crowd = await openCrowd(berth.port, CROWD, opening);
      const isResponsive = expectResponsive(berth, 10);
      for (const socket of crowd) socket[leave]();
      await isResponsive;
    }
    await expectNothingLeft(besieged);
    // Less than the uploads brought: what was freed stays with the allocator, and the collector takes its time.
    expect(berth.measureMemory() - memoryBytes).toBeLessThan(128 * MIB);
    await expectResponsive(berth);
  });
});
