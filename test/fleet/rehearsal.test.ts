import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { REHEARSED_PLATFORMS } from '../../src/rehearse/plan.ts';
import { createEmptyFolder } from '../helpers/deployed-folder.ts';
import { finishBerth } from '../helpers/finished-berth.ts';
import { listTraps, rehearseAt } from '../stories/rehearse/rehearsed.ts';
import { listChosenSystems, makeSystem, TEST_FLEET } from './made-system.ts';
import type { System } from './system.ts';

const SYSTEMS = await listChosenSystems();
/** Those that are not light take their time. */
const PLATFORMS = TEST_FLEET === 'light' ? ['fc'] : REHEARSED_PLATFORMS;
/** Servers of files take no bodies, and nginx refuses those over 1 MiB where nobody has told it otherwise. */
const HARMLESS = ['body-refused'];

/** What its README says to set where the code cannot be written to. */
const LARAVEL = { SESSION_DRIVER: 'cookie', CACHE_DRIVER: 'array' };

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

/** Lambda takes 250 MiB, and an SDK among the app's files is more: what is too large is packed all the same, and said to be. */
function pack(app: string, platform: string, env: Readonly<Record<string, string>>): string {
  const packed = finishBerth(['pack', '-o', '../package', '--with-secrets', '--platform', platform], app, { ...env });
  const isTooLarge = platform === 'lambda-web' && packed.stderr.includes('the package is too large');
  if (!isTooLarge) expect(packed.status, packed.stderr).toBe(0);
  return join(app, '../package');
}

describe.skipIf(process.getuid?.() !== 0)(`a rehearsal of ${PLATFORMS.join(', ')}`, () => {
  for (const system of SYSTEMS) {
    test.concurrent(`takes ${system.name} as it is packed`, { timeout: 1_200_000 }, async ({
      expect,
      skip,
      onTestFinished,
    }) => {
      const app = join(createEmptyFolder(onTestFinished), 'shop');
      const made = await makeSystem(system);
      if (made.skipReason !== null) return skip(made.skipReason);
      cpSync(made.folder, app, { recursive: true, verbatimSymlinks: true });
      for (const platform of PLATFORMS) {
        const folder = pack(app, platform, system.env?.(app) ?? {});
        const report = await rehearseAt(folder, ['--platform', platform, ...toArguments(system, app)]);
        const traps = listTraps(report).filter(({ code }) => !HARMLESS.includes(code ?? ''));
        expect([platform, traps, report.taken, report.status]).toEqual([platform, [], true, 0]);
        // Some are of half a gigabyte.
        rmSync(folder, { recursive: true });
      }
    });
  }
});
