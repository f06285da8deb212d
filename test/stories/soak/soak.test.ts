import { describe, expect, test } from 'vitest';
import { CLEAN_STOP } from '../../helpers/berth.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { SEED } from '../../helpers/seed.ts';
import { SOAKED_APPS } from './soaked-app.ts';
import { type Footprint, type Soaking, startSoaking } from './soaking.ts';

const MINUTES = Number(process.env['TEST_SOAK_MINUTES'] ?? 1);
const DURATION_MS = MINUTES * 60_000;
const IS_LONG = MINUTES >= 20;
/** A short soak has company, which would be kept from the processors. */
const LONGEST_PAUSE_MS = IS_LONG ? 30 : 120;
const MIB = 1_048_576;
/** For a probe, or a process that is just being started again. */
const SPARE_DESCRIPTORS = 8;
/**
 * Floods and uploads that are held back leave their mark on the allocator in the first minutes. A soak that is long enough
 * has them behind it when its memory is first looked at, and is held to much less.
 */
const MOST_GROWTH_BYTES = (IS_LONG ? 16 : 64) * MIB;

const { skipReason, title } = await requirePackages(['nginx-light', 'php8.2-fpm', 'python3']);

describe.skipIf(skipReason !== null)(title('Real apps under load, killed, stopped and flooded'), () => {
  test(`answer or are answered for, every time, for ${MINUTES} minutes (TEST_SEED=${SEED})`, {
    timeout: DURATION_MS + 300_000,
  }, async () => {
    const soakings = await Promise.all(
      SOAKED_APPS.map((app, index) => startSoaking(app, { seed: SEED + index, longestPauseMs: LONGEST_PAUSE_MS })),
    );
    await Promise.all(soakings.map(({ soak }) => soak(DURATION_MS / 3)));
    const before = await Promise.all(soakings.map(settle));
    await Promise.all(soakings.map(({ soak }) => soak((DURATION_MS * 2) / 3)));
    const after = await Promise.all(soakings.map(settle));
    const stops = await Promise.all(soakings.map(({ berth }) => berth.stop()));
    soakings.forEach((soaking, index) => {
      process.stdout.write(`${summarise(soaking, before[index]!, after[index]!)}\n`);
    });

    soakings.forEach(({ app, ledger, markers }, index) => {
      expect(ledger.unexplained, app.name).toEqual([]);
      expect(markers.listUnpaired(), app.name).toEqual([]);
      expect(stops[index], app.name).toEqual(CLEAN_STOP);
      expect(after[index]!.memoryBytes - before[index]!.memoryBytes, app.name).toBeLessThan(MOST_GROWTH_BYTES);
    });
  });
});

/** Measures once no descriptor is left of the load: idle connections to the app live four seconds. */
async function settle({ app, firstDescriptors, measure }: Soaking): Promise<Footprint> {
  const count = (): number => measure().descriptors;
  const options = { interval: 500, timeout: 60_000, message: app.name };
  await expect.poll(count, options).toBeLessThanOrEqual(firstDescriptors + SPARE_DESCRIPTORS);
  return measure();
}

function summarise(
  { app, ledger, markers, firstDescriptors, listMemory }: Soaking,
  before: Footprint,
  after: Footprint,
): string {
  const list = (counts: ReadonlyMap<string, number>): string =>
    [...counts].map(([name, count]) => `${name} ${count}`).join(', ');
  const requests = [...ledger.endings.values()].reduce((sum, count) => sum + count, 0);
  const mib = ({ memoryBytes }: Footprint): string => (memoryBytes / MIB).toFixed(1);
  const tenths = listMemory().map((bytes) => (bytes / MIB).toFixed(0));
  return (
    `soak of ${app.name}: ${requests} requests (${list(ledger.endings)}); ${markers.starts()} marked; ` +
    `disturbed by ${list(ledger.disturbances)}; ` +
    `memory ${mib(before)} → ${mib(after)} MiB (by tenths of the time: ${tenths.join(' ')}); descriptors ${firstDescriptors} → ${before.descriptors} → ${after.descriptors}`
  );
}
