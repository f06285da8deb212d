import { realpathSync } from 'node:fs';
import { OUTER_VARIABLE, readOuterBerths } from '../../core/outer-berth.ts';
import { Failure } from '../../failures/failure.ts';

/** A config file's name for itself: what it is whatever link it was found by. */
export function identifyConfig(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

/**
 * Throws COMMAND_IS_BERTH if the config is that of a berth around this one: it would start another of the same, without
 * end. Another command given from outside makes it another app, as long as that is tried once.
 */
export function refuseNesting(file: string, env: NodeJS.ProcessEnv, set: readonly string[]): void {
  const config = identifyConfig(file);
  const same = readOuterBerths(env[OUTER_VARIABLE]).filter((outer) => outer.config === config);
  const last = same.at(-1);
  const hasOwnCommand = set.some((assignment) => /^(?:[\w.-]+\.)?command=/.test(assignment));
  if (last === undefined || (hasOwnCommand && same.length === 1)) return;
  throw new Failure('COMMAND_IS_BERTH', {
    process: last.process,
    owner: `process ${last.process}`,
    command: `this one would run ${file} a second time`,
  });
}
