import { describe, expect, test } from 'vitest';
import { allowDescriptors } from '../../helpers/measured-berth.ts';
import { expectNothingLeft, expectResponsive, openCrowd, readToEnd, startBesieged } from './crowd.ts';

const CROWD = 5_000;
const noDescriptors = allowDescriptors(2 * CROWD + 1_000);
const reason = noDescriptors === null ? '' : ` [not run: ${noDescriptors}]`;

describe.skipIf(noDescriptors !== null)(`Five thousand clients that say nothing${reason}`, () => {
  test.for([
    ['at all', ''],
    ['after half a head', 'GET /small HTTP/1.1\r\nHost: a'],
  ] as const)('%s cost little, keep nobody out and leave nothing behind', { timeout: 120_000 }, async ([, opening]) => {
    const besieged = await startBesieged();
    const { berth, memoryBytes, descriptors } = besieged;
    const crowd = await openCrowd(berth.port, CROWD, opening);
    await expect.poll(berth.countDescriptors).toBeGreaterThanOrEqual(descriptors + CROWD - 5);
    await expectResponsive(berth);
    expect(berth.countDescriptors()).toBeLessThan(descriptors + CROWD + 50);
    expect((berth.measureMemory() - memoryBytes) / CROWD).toBeLessThan(20_480);
    for (const socket of crowd) socket.destroy();
    await expectNothingLeft(besieged);
  });

  test('are sent away after `clientTimeouts.idle`', { timeout: 120_000 }, async () => {
    const besieged = await startBesieged({ clientTimeouts: { idle: '3s' } });
    const crowd = await openCrowd(besieged.berth.port, CROWD);
    await expectResponsive(besieged.berth);
    expect(new Set(await Promise.all(crowd.map(readToEnd)))).toEqual(new Set(['']));
    await expectNothingLeft(besieged);
  });
});
