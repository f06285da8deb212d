import { parseArgs } from 'node:util';

/** A command line that a command cannot follow, as a sentence without an end. */
export class Misuse extends Error {}

/** The flags of every command. */
const OPTIONS = {
  config: { type: 'string' },
  port: { type: 'string' },
  set: { type: 'string', multiple: true },
  json: { type: 'boolean' },
  status: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

/** Reads a command line; the first positional is the command's name. Throws a TypeError for a flag that is unknown. */
export function parseFlags(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
}
