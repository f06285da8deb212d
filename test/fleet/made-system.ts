import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requirePackages } from '../helpers/debian.ts';
import type { System } from './system.ts';

const CONFIGS = fileURLToPath(new URL('../../config', import.meta.url));
const SYSTEMS = fileURLToPath(new URL('systems', import.meta.url));

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
 * Makes the app of a system in a folder of its own, which later runs use again as long as its config and its description stay
 * the same. Under CI=true it rejects where that is impossible: there nothing may be skipped.
 */
export async function makeSystem(system: System): Promise<MadeSystem> {
  const source = join(CONFIGS, system.name);
  const folder = resolve('.artefacts/fleet', `${system.name}-${toFingerprint(source, system)}`);
  const debian = await requirePackages(system.packages ?? []);
  const skipReason = debian.skipReason ?? (existsSync(`${folder}.made`) ? null : await make(system, source, folder));
  if (skipReason !== null && process.env['CI'] === 'true')
    throw new Error(`CI must run ${system.name}, but ${skipReason}`);
  return { system, folder, skipReason };
}

async function make(system: System, source: string, folder: string): Promise<string | null> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(source, folder, { recursive: true });
  try {
    await system.make?.(folder);
    writeFileSync(`${folder}.made`, '');
    return null;
  } catch (error) {
    const { stderr = '', message = String(error) } = error as { stderr?: string; message?: string };
    return `its app could not be made: ${stderr.trim().split('\n').at(-1) || message}`;
  }
}

function toFingerprint(source: string, { name }: System): string {
  const hash = createHash('sha256').update(readFileSync(join(SYSTEMS, `${name}.ts`)));
  const files = readdirSync(source, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort())
    if (!path.endsWith('.md')) hash.update(path.slice(source.length)).update(readFileSync(path));
  return hash.digest('hex').slice(0, 12);
}
