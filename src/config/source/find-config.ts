import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const FILE_NAME = 'berth.yaml';

/**
 * The absolute path of the config file to use: `--config`, else BERTH_CONFIG, else berth.yaml beside the bootstrap
 * file, else berth.yaml in the current folder, else (only in a checkout, which carries it) the demo app's. A file that was
 * named is never replaced by another, and it need not be there: whoever reads it tells of that.
 */
export function findConfigFile(
  flag: string | null,
  env: Readonly<Record<string, string | undefined>>,
  programFile: string,
): string {
  const named = flag ?? env['BERTH_CONFIG'] ?? '';
  if (named !== '') return resolve(named);
  const home = existsSync(programFile) ? dirname(dirname(realpathSync(programFile))) : process.cwd();
  const beside = join(home, FILE_NAME);
  const candidates = [beside, resolve(FILE_NAME), join(home, 'config', 'demo', FILE_NAME)];
  return candidates.find((file) => existsSync(file)) ?? beside;
}
