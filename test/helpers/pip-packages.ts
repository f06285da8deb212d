import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { PackageNeed } from './debian.ts';

const run = promisify(execFile);

/** Packages of Python in a virtual environment of their own. */
export interface PipNeed extends PackageNeed {
  /** Holds bin/python. */
  readonly environment: string;
}

/** Sees to it that packages for Python are there, by exact versions; says as `requirePackages` does why they are not. */
export async function requirePipPackages(versions: readonly string[]): Promise<PipNeed> {
  const name = createHash('sha256').update(versions.join('\n')).digest('hex').slice(0, 16);
  const environment = resolve('.artefacts/pip', name);
  const skipReason = existsSync(join(environment, 'complete')) ? null : await install(environment, versions);
  if (skipReason !== null && process.env['CI'] === 'true') throw new Error(`CI must run this suite, but ${skipReason}`);
  return {
    environment,
    skipReason,
    title: (subject) => (skipReason === null ? subject : `${subject} [not run: ${skipReason}]`),
  };
}

/** An environment names its own folder, so it is made where it stays. */
async function install(environment: string, versions: readonly string[]): Promise<string | null> {
  rmSync(environment, { recursive: true, force: true });
  mkdirSync(environment, { recursive: true });
  try {
    await run('python3', ['-m', 'venv', environment]);
    const quiet = ['--quiet', '--disable-pip-version-check', '--no-input'];
    await run(join(environment, 'bin/pip'), ['install', ...quiet, ...versions]);
    writeFileSync(join(environment, 'complete'), '');
    return null;
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    return `packages for Python could not be installed: ${stderr.trim().split('\n').at(-1) || error}`;
  }
}
