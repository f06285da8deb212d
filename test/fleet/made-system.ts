import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requirePackages } from '../helpers/debian.ts';
import type { System } from './system.ts';

const CONFIGS = fileURLToPath(new URL('../../config', import.meta.url));
const SYSTEMS = fileURLToPath(new URL('systems', import.meta.url));
const MADE = fileURLToPath(new URL('../../.artefacts/fleet', import.meta.url));
export const { TEST_FLEET = 'light' } = process.env;

/** A system whose app is made, or the reason why it cannot be. */
export interface MadeSystem {
  readonly system: System;
  readonly folder: string;
  readonly skipReason: string | null;
}

/** All systems, by name. */
export async function listSystems(): Promise<System[]> {
  const files = readdirSync(SYSTEMS).sort();
  return Promise.all(files.map(async (file) => (await import(`./systems/${file.replace(/\.ts$/, '')}.ts`)).SYSTEM));
}

/**
 * The systems of this run, by TEST_FLEET: `light`, which is what `npm test` has; `all`; `had`, all but those that no registry
 * has; or names, with commas.
 */
export async function listChosenSystems(): Promise<System[]> {
  return (await listSystems()).filter(({ name, isHeavy = false, isFromCheckout = false }) => {
    if (TEST_FLEET === 'light') return !isHeavy;
    if (TEST_FLEET === 'had') return !isFromCheckout;
    return TEST_FLEET === 'all' || TEST_FLEET.split(',').includes(name);
  });
}

/** The folder in which the app of a system has been made from its config and description of today; null: there is none. */
export function findMadeFolder(system: System): string | null {
  const folder = toFolder(system);
  return existsSync(`${folder}.made`) ? folder : null;
}

/**
 * Makes the app of a system in a folder of its own, which later runs use again as long as its config and its description stay
 * the same. Under CI=true it rejects where that is impossible: there nothing may be skipped.
 */
export async function makeSystem(system: System): Promise<MadeSystem> {
  const folder = toFolder(system);
  const debian = await requirePackages(system.packages ?? []);
  const skipReason = debian.skipReason ?? (findMadeFolder(system) === null ? await make(system, folder) : null);
  if (skipReason !== null && process.env['CI'] === 'true')
    throw new Error(`CI must run ${system.name}, but ${skipReason}`);
  return { system, folder, skipReason };
}

async function make(system: System, folder: string): Promise<string | null> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(CONFIGS, system.config ?? system.name), folder, { recursive: true });
  try {
    await system.make?.(folder);
    writeFileSync(`${folder}.made`, '');
    return null;
  } catch (error) {
    const { stderr = '', message = String(error) } = error as { stderr?: string; message?: string };
    return `its app could not be made: ${stderr.trim().split('\n').at(-1) || message}`;
  }
}

function toFolder(system: System): string {
  return join(MADE, `${system.name}-${toFingerprint(system)}`);
}

function toFingerprint({ name, config = name }: System): string {
  const source = join(CONFIGS, config);
  const hash = createHash('sha256').update(readFileSync(join(SYSTEMS, `${name}.ts`)));
  const files = readdirSync(source, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort())
    if (!path.endsWith('.md')) hash.update(path.slice(source.length)).update(readFileSync(path));
  return hash.digest('hex').slice(0, 12);
}
