import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { PackageNeed } from './debian.ts';

/** Packages of npm in a folder of their own. */
export interface NpmNeed extends PackageNeed {
  /** Holds their node_modules. */
  readonly folder: string;
}

/** Sees to it that packages of npm are there, by exact versions; says as `requirePackages` does why they are not. */
export async function requireNpmPackages(versions: Readonly<Record<string, string>>): Promise<NpmNeed> {
  const manifest = JSON.stringify({ private: true, dependencies: versions });
  const name = createHash('sha256').update(manifest).digest('hex').slice(0, 16);
  const folder = resolve('.artefacts/npm', name);
  const skipReason = existsSync(folder) ? null : await install(folder, manifest);
  if (skipReason !== null && process.env['CI'] === 'true') throw new Error(`CI must run this suite, but ${skipReason}`);
  return {
    folder,
    skipReason,
    title: (subject) => (skipReason === null ? subject : `${subject} [not run: ${skipReason}]`),
  };
}

async function install(folder: string, manifest: string): Promise<string | null> {
  const room = `${folder}-${process.pid}`;
  mkdirSync(room, { recursive: true });
  writeFileSync(join(room, 'package.json'), manifest);
  try {
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
    await promisify(execFile)('npm', ['install', ...flags], { cwd: room });
    if (!existsSync(folder)) renameSync(room, folder);
    return null;
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    return `${manifest} could not be installed: ${stderr.trim().split('\n')[0] ?? error}`;
  } finally {
    rmSync(room, { recursive: true, force: true });
  }
}
