import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A package of npm's registry, whether it is there, and where. */
export interface NpmPackage {
  /** Its node_modules. */
  readonly folder: string;
  readonly skipReason: string | null;
}

/**
 * Installs a package into a folder of its own, which later runs use again; resolves with the reason where that is impossible.
 * Under CI=true it rejects instead: there nothing may be skipped.
 */
export async function requireNpm(name: string, version: string): Promise<NpmPackage> {
  const prefix = join(tmpdir(), `berth-test-npm-${name}-${version}`);
  mkdirSync(prefix, { recursive: true });
  const folder = join(prefix, 'node_modules');
  const install = 'exec 9>lock; flock 9; [ -e done ] || { npm i --no-audit --no-fund --prefix . "$0" && touch done; }';
  const skipReason = await promisify(execFile)('sh', ['-c', install, `${name}@${version}`], { cwd: prefix }).then(
    () => null,
    (error: Error & { stderr?: string }) => `${name}@${version} could not be installed: ${error.stderr ?? error}`,
  );
  if (skipReason !== null && process.env['CI'] === 'true') throw new Error(`CI must run this suite, but ${skipReason}`);
  return { folder, skipReason };
}
