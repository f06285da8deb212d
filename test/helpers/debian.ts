import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

const INSTALL = fileURLToPath(new URL('install-packages.sh', import.meta.url));

/** Whether the packages a suite needs are there; `null`: they are. */
export interface PackageNeed {
  readonly skipReason: string | null;
  /** The suite's title, with the reason behind it if the suite cannot run here. */
  title(subject: string): string;
}

/**
 * Sees to it that Debian packages are installed, and resolves with the reason where that is impossible. Under CI=true
 * it rejects instead: there nothing may be skipped.
 */
export async function requirePackages(names: readonly string[]): Promise<PackageNeed> {
  const skipReason = await findSkipReason(names);
  if (skipReason !== null && process.env['CI'] === 'true') throw new Error(`CI must run this suite, but ${skipReason}`);
  return {
    skipReason,
    title: (subject) => (skipReason === null ? subject : `${subject} [not run: ${skipReason}]`),
  };
}

async function findSkipReason(names: readonly string[]): Promise<string | null> {
  const missing = await findMissing(names);
  if (missing === null) return 'it needs Debian packages, and there is no dpkg here';
  if (missing.length === 0) return null;
  if (process.getuid?.() !== 0) return `installing ${missing.join(', ')} needs root`;
  try {
    await run('sh', [INSTALL, ...names]);
    return null;
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    return `${missing.join(', ')} could not be installed: ${stderr.trim().split('\n').at(-1) ?? error}`;
  }
}

async function findMissing(names: readonly string[]): Promise<string[] | null> {
  const states = await Promise.all(names.map(readState));
  return states.includes(null) ? null : names.filter((_, index) => states[index] !== 'installed');
}

/** dpkg's word for a package; `''` for one it has never seen; null where there is no dpkg. */
async function readState(name: string): Promise<string | null> {
  try {
    return (await run('dpkg-query', ['-W', '-f', `\${db:Status-Status}`, name])).stdout;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? null : '';
  }
}
