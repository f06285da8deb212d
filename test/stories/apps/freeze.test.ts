import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'vitest';
import { ON_PLATFORM, startBerth } from '../../helpers/berth.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { type FreezeMethod, freeze } from '../../helpers/freezer.ts';

const CONFIG = fileURLToPath(new URL('../../../config/wordpress', import.meta.url));
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
      await using berth = await startBerth({ file: copyConfig(folder), args: ON_PLATFORM, env: makeSite(folder) });
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

/** php-fpm ends nobody for being idle, or would do so within any freeze. */
function copyConfig(folder: string): string {
  cpSync(CONFIG, folder, { recursive: true, filter: (source) => !source.startsWith(join(CONFIG, 'data')) });
  const pool = join(folder, 'php-fpm.conf.tmpl');
  const text = readFileSync(pool, 'utf8').replace(/^pm\.process_idle_timeout = .*/m, 'pm.process_idle_timeout = 1s');
  writeFileSync(pool, text);
  return join(folder, 'berth.yaml');
}

/** In WordPress's place a page that needs no database. */
function makeSite(folder: string): Record<string, string> {
  const source = join(folder, 'source');
  mkdirSync(source);
  writeFileSync(join(source, 'wp-load.php'), '<?php');
  writeFileSync(join(source, 'index.php'), "<?php echo 'afloat';");
  return { WORDPRESS_SOURCE: source, WORDPRESS_DATA: join(folder, 'data'), WORDPRESS_DB_PASSWORD: '' };
}
