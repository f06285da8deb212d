import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Failure } from '../../failures/failure.ts';

const FILE_NAME = 'berth.yaml';

/**
 * The absolute path of the config file to use: `--config`, else BERTH_CONFIG, else berth.yaml beside the bootstrap
 * file, else berth.yaml in the current folder, else (only in a checkout, which carries it) the demo app's. Throws
 * CONFIG_NOT_FOUND; a file that was named is never replaced by another.
 */
export function findConfigFile(
  flag: string | null,
  env: Readonly<Record<string, string | undefined>>,
  programFile: string,
): string {
  const named = flag ?? env['BERTH_CONFIG'] ?? '';
  if (named !== '') return mustExist(resolve(named));
  const home = existsSync(programFile) ? dirname(dirname(realpathSync(programFile))) : process.cwd();
  const beside = join(home, FILE_NAME);
  const candidates = [beside, resolve(FILE_NAME), join(home, 'config', 'demo', FILE_NAME)];
  return candidates.find((file) => existsSync(file)) ?? mustExist(beside);
}

/** A file that cannot even be looked at is for the reader to tell of. */
function mustExist(file: string): string {
  try {
    statSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new Failure('CONFIG_NOT_FOUND', { file });
  }
  return file;
}
