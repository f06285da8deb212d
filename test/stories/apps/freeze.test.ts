import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { ON_PLATFORM, startBerth } from '../../helpers/berth.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { type FreezeMethod, freeze } from '../../helpers/freezer.ts';
import { copyConfig, makePhpSite } from './php-site.ts';

const FREEZES = Number(process.env['TEST_FREEZES'] ?? 5);
const SECONDS = (process.env['TEST_FREEZE_SECONDS'] ?? '0.1,1.5').split(',').map(Number);
const METHODS: readonly FreezeMethod[] = ['SIGSTOP', 'cgroup'];
/** Many times what an answer takes here. */
const STALL_MS = 10_000;

const packages = await requirePackages(['nginx-light', 'php-fpm']);

describe.skipIf(packages.skipReason !== null)(packages.title('nginx and php-fpm, as they serve WordPress'), () => {
  test.for(SECONDS.flatMap((seconds) => METHODS.map((method) => [seconds, method] as const)))(
    'answer the first call after a freeze of %d s (%s), however often',
    { concurrent: true, timeout: FREEZES * (Math.max(...SECONDS) * 1_000 + STALL_MS) },
    async ([seconds, method], { expect, onTestFinished }) => {
      const folder = mkdtempSync(join(tmpdir(), 'berth-freeze-'));
      chmodSync(folder, 0o755);
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      // php-fpm ends nobody for being idle, or would do so within any freeze.
      await using berth = await startBerth({
        file: copyConfig(folder, (pool) =>
          pool.replace(/^pm\.process_idle_timeout = .*/m, 'pm.process_idle_timeout = 1s'),
        ),
        args: ON_PLATFORM,
        env: makePhpSite(folder, "<?php echo 'afloat';"),
      });
      const ask = async (verb: 'GET' | 'POST'): Promise<string> => {
        const answer = await fetch(`http://127.0.0.1:${berth.port}/`, {
          method: verb,
          headers: { connection: 'close' },
          signal: AbortSignal.timeout(STALL_MS),
          ...(verb === 'POST' ? { body: 'all hands' } : {}),
        });
        return `${answer.status} ${await answer.text()}`;
      };
      expect(await ask('GET')).toBe('200 afloat');
      for (let count = 0; count < FREEZES; count++) {
        await freeze(berth.pid, seconds * 1_000, method);
        expect([count, await ask(count % 2 === 0 ? 'GET' : 'POST')]).toEqual([count, '200 afloat']);
      }
    },
  );
});
