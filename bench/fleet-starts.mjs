// The systems of the fleet whose app has been made here, and how berth would start each. Suite and source are TypeScript,
// which Vite reads for us.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createViteServer } from 'vitest/node';
import { readPlainEnvironment } from './environment.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Lets `use` work with the fleet: `made`, the systems that can be started, each with its config `file` and its `env`; the
 * names of those that are `missing`; and `prepare`.
 */
export async function withFleet(use) {
  const server = { middlewareMode: true, watch: null, ws: false, hmr: false };
  const vite = await createViteServer({ root: ROOT, configFile: false, logLevel: 'error', appType: 'custom', server });
  try {
    const { listSystems, findMadeFolder } = await vite.ssrLoadModule('/test/fleet/made-system.ts');
    const { loadSettings } = await vite.ssrLoadModule('/src/config/load.ts');
    const { prepareRunDir } = await vite.ssrLoadModule('/src/config/settings/run-dir.ts');
    const systems = (await listSystems()).map((system) => describeSystem(system, findMadeFolder(system)));
    return await use({
      made: systems.filter(({ file }) => file !== null),
      missing: systems.filter(({ file }) => file === null).map(({ name }) => name),
      prepare: (system) => prepare(system, loadSettings, prepareRunDir),
    });
  } finally {
    await vite.close();
  }
}

function describeSystem({ name, page, env }, folder) {
  if (folder === null) return { name, file: null };
  return {
    name,
    path: page.path,
    file: join(folder, 'berth.yaml'),
    env: { ...readPlainEnvironment(), ...env?.(folder) },
  };
}

/**
 * Chooses the port and writes the files of a system's config as berth does at its start. Resolves with the commands that
 * berth would run, one-shots apart, the address of the app, and `clear`, which removes what was written.
 */
async function prepare({ file, env }, loadSettings, prepareRunDir) {
  const { settings, runDirPlan, displayName } = await loadSettings({ file, env });
  await prepareRunDir(runDirPlan, displayName);
  const list = (isWanted) => settings.processes.filter(isWanted).map(({ command }) => command);
  return {
    oneshots: list(({ kind }) => kind === 'oneshot'),
    servers: list(({ kind }) => kind !== 'oneshot'),
    address: settings.upstream.address,
    clear: () => rmSync(runDirPlan.path, { recursive: true, force: true }),
  };
}
