import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { createEmptyFolder } from '../helpers/deployed-folder.ts';
import { finishBerth } from '../helpers/finished-berth.ts';
import { listTraps, rehearseAt } from '../stories/rehearse/rehearsed.ts';
import { listSystems, makeSystem } from './made-system.ts';
import type { System } from './system.ts';

const { TEST_FLEET = 'light' } = process.env;
const SYSTEMS = (await listSystems()).filter(({ name, isHeavy = false }) =>
  TEST_FLEET === 'light' ? !isHeavy : TEST_FLEET === 'all' || TEST_FLEET.split(',').includes(name),
);
/** Servers of files take no bodies, and nginx refuses those over 1 MiB where nobody has told it otherwise. */
const HARMLESS = ['body-refused'];

/** What its README says to set where the code cannot be written to. */
const LARAVEL = {
  SESSION_DRIVER: 'cookie',
  CACHE_DRIVER: 'array',
  VIEW_COMPILED_PATH: '/tmp/views',
  APP_PACKAGES_CACHE: '/tmp/packages.php',
  APP_SERVICES_CACHE: '/tmp/services.php',
};

function toArguments({ name: system, page, redirect, env }: System, folder: string): string[] {
  const variables = Object.entries({ ...env?.(folder), ...(system === 'laravel' ? LARAVEL : {}) }).map(
    ([name, value]) => `${name}=${value.replaceAll(folder, '/code')}`,
  );
  return [
    ...['--path', page.path, '--path', redirect.path, '--host', 'shop.example.com'],
    ...['--grace', '10s', '--memory', '1024', '--deadline', '60s'],
    ...variables.flatMap((variable) => ['--env', variable]),
  ];
}

describe.skipIf(process.getuid?.() !== 0)('a rehearsal of Function Compute', () => {
  for (const system of SYSTEMS) {
    test.concurrent(`takes ${system.name} as it is packed`, { timeout: 600_000 }, async ({ expect, skip }) => {
      const app = join(createEmptyFolder(), 'shop');
      const made = await makeSystem(system);
      if (made.skipReason !== null) return skip(made.skipReason);
      cpSync(made.folder, app, { recursive: true, verbatimSymlinks: true });
      const packed = finishBerth(['pack', '-o', '../package', '--with-secrets'], app, system.env?.(app) ?? {});
      expect(packed.status, packed.stderr).toBe(0);
      const report = await rehearseAt(join(app, '../package'), toArguments(system, app));
      expect(listTraps(report).filter(({ code }) => !HARMLESS.includes(code ?? ''))).toEqual([]);
      expect([report.taken, report.status]).toEqual([true, 0]);
    });
  }
});
