import { parseArgs } from 'node:util';

/** A command line that a command cannot follow, as a sentence without an end. */
export class Misuse extends Error {}

/** The flags of `run`; some other commands have them too. */
export const RUN_OPTIONS = {
  config: { type: 'string' },
  port: { type: 'string' },
  set: { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

/** Reads the command line of `run`; the first positional is its name. Throws a TypeError for a flag that it has not. */
export function parseRunFlags(args: readonly string[]) {
  return parseArgs({ args: [...args], options: RUN_OPTIONS, allowPositionals: true });
}
