import { resolve as resolvePath } from 'node:path';
import { escapeUnseen } from '../core/odd-character.ts';
import { Failure } from '../failures/failure.ts';
import { describeReadError, toDisplayName } from './draft/named-file.ts';
import { openKept } from './kept/open-kept.ts';
import { type LoadedSettings, settle } from './settle.ts';
import type { ConfigFlags } from './source/override.ts';
import { listOverrides } from './source/override-name.ts';
import { EncodingFault, readText } from './source/text-file.ts';

/** Which config to load, and what beats it: flags beat the environment, the environment beats the file. */
export interface LoadRequest extends ConfigFlags {
  readonly file: string;
  readonly env?: NodeJS.ProcessEnv;
  /** False: as where the file of variables is not, on a platform. */
  readonly readsEnvFile?: boolean;
  /** True: what is kept of the config may be taken (docs/packing.md); nothing is known then of where a value was written. */
  readonly mayBeKept?: boolean;
}

/**
 * Loads a config file and checks all of it, templates included, without writing anything. Throws CONFIG_NOT_FOUND, or
 * CONFIG_INVALID or VARIABLE_UNSET with every problem there is. No problem shows the value of an environment variable,
 * unless that is a port or looks like a number.
 */
export async function loadSettings(request: LoadRequest): Promise<LoadedSettings> {
  const { file, env = process.env, readsEnvFile = true, mayBeKept = false, ...flags } = request;
  const configFile = resolvePath(file);
  const text = readConfigFile(configFile, toDisplayName(configFile));
  const surroundings = { configFile, env, readsEnvFile };
  const isBeaten = (flags.port ?? null) !== null || (flags.set ?? []).length > 0 || listOverrides(env).length > 0;
  const kept = mayBeKept && !isBeaten ? openKept(configFile, text) : null;
  if (kept !== null) {
    try {
      return await settle(kept, surroundings);
    } catch {
      // Whatever it is: it is told by who has read the file.
    }
  }
  const { openWritten } = await import('./written-config.ts');
  return settle(openWritten(text, configFile, flags, env), surroundings);
}

/** The text of a config file. Throws CONFIG_NOT_FOUND, or CONFIG_INVALID if it is no text. */
export function readConfigFile(configFile: string, displayName: string): string {
  try {
    return readText(configFile).replace(/^\uFEFF/, '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new Failure('CONFIG_NOT_FOUND', { file: escapeUnseen(configFile) }, { cause: error });
    const problem =
      error instanceof EncodingFault
        ? `${displayName}:${error.line}:${error.column}: ${error.message}`
        : `${displayName}: ${describeReadError(error)}, expected a YAML file`;
    throw new Failure('CONFIG_INVALID', { file: displayName, count: 1, problems: [problem] }, { cause: error });
  }
}
