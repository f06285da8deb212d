import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { OUTER_VARIABLE, readOuterBerths } from '../../core/outer-berth.ts';
import { findScriptArgument } from '../../core/script-argument.ts';
import type { CommandSettings } from '../../core/settings.ts';
import { isBerthStart, START_FILE } from '../../core/start-file.ts';
import type { CommandFault } from './command-fault.ts';

/** Commands of berth that start nothing. */
const HARMLESS = /^(?:check|init|pack|schema|explain|completion|--help|-h|--version)$/;

/**
 * The fault of a command whose program is the berth that runs, with the config that it runs; null for any other. `path`:
 * where the program was found.
 */
export function findOwnCommand(
  path: string,
  command: CommandSettings,
  programFile = process.argv[1] ?? '',
): CommandFault | null {
  const { file, args, env, workingDirectory } = command;
  const config = readOuterBerths(env[OUTER_VARIABLE]).at(-1)?.config;
  const own = listOwnFiles(programFile);
  if (config === undefined || own.length === 0) return null;
  const script = findScriptArgument(file, args)?.path;
  const scriptFile = script === undefined ? null : toReal(resolve(workingDirectory, script));
  const isScript = scriptFile !== null && isBerth(scriptFile, own);
  if (!isScript && !isBerth(toReal(path), own)) return null;
  const home = findHome(isScript ? scriptFile : toReal(path), own);
  const rest = isScript ? args.slice(args.indexOf(script ?? '') + 1) : args;
  if (HARMLESS.test(rest[0] ?? '') || findConfig(rest, command, home) !== config) return null;
  return {
    code: 'COMMAND_IS_BERTH',
    reason: null,
    cause: `${[file, ...args].join(' ')} starts this berth again, with the config that says so (${config}): each would start the next, without end.`,
    cure: 'Name the app’s own program in `command`. `bootstrap` is what the platform starts.',
  };
}

/** The bundle and the start files beside it, links followed. */
function listOwnFiles(programFile: string): string[] {
  const program = toReal(programFile);
  if (!program.endsWith('.cjs')) return [];
  const folder = dirname(program);
  return [program, ...[dirname(folder), folder].map((place) => toReal(join(place, START_FILE)))];
}

/** This berth, or another copy of it by its start file. */
function isBerth(file: string, own: readonly string[]): boolean {
  if (own.includes(file)) return true;
  try {
    return basename(file) === START_FILE && isBerthStart(readFileSync(file, 'utf8'));
  } catch {
    return false;
  }
}

/** The folder in which such a berth looks for its config first. */
function findHome(file: string, own: readonly string[]): string {
  const program = own.includes(file) ? own[0]! : join(dirname(file), 'dist', 'berth.cjs');
  return existsSync(join(dirname(file), 'berth.cjs')) ? dirname(dirname(file)) : dirname(dirname(program));
}

/** The config that such a berth would choose (`findConfigFile`). */
function findConfig(args: readonly string[], { env, workingDirectory }: CommandSettings, home: string): string | null {
  const at = args.findIndex((word) => word === '--config' || word.startsWith('--config='));
  const flag = args[at]?.startsWith('--config=') ? args[at].slice('--config='.length) : args[at + 1];
  const named = at < 0 ? env['BERTH_CONFIG'] : flag;
  if (named !== undefined && named !== '') return toReal(resolve(workingDirectory, named));
  const candidates = [
    join(home, 'berth.yaml'),
    resolve(workingDirectory, 'berth.yaml'),
    join(home, 'config/demo/berth.yaml'),
  ];
  const found = candidates.find((file) => existsSync(file));
  return found === undefined ? null : toReal(found);
}

function toReal(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
