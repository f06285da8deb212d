import { sep } from 'node:path';
import { findScriptArgument } from '../../core/script-argument.ts';
import type { CommandSettings, ProcessSettings, Settings } from '../../core/settings.ts';
import type { Failure } from '../../failures/failure.ts';
import { toCommandFailure } from '../verdict/command-failure.ts';
import { findCommandFault } from './command-check.ts';
import type { CommandFault } from './command-fault.ts';
import { type ListedCommand, listCommands } from './listed-command.ts';
import { type InnerCommand, listInnerCommands } from './look-through.ts';
import { findProgram, isFolder } from './program.ts';
import { bringsPrograms } from './shell-text.ts';

/** A command that could not run, and why that need not be the end; null: it would be. */
export interface FoundFault {
  readonly failure: Failure;
  readonly doubt: string | null;
  /** The keys that lead to the command in the config, were it written in full. */
  readonly path: readonly string[];
  /** The program that the config names. */
  readonly file: string;
}

const MADE_BEFORE = 'Something that runs before it may change that.';
const GOES_ON = 'What runs it goes on without it.';

/** Looks at every command of a config and, through wrappers and shells, at those that they run. */
export function findFaults(settings: Settings): FoundFault[] {
  return listCommands(settings).flatMap((listed) => findFaultsOf(listed, settings.runDir));
}

interface Surroundings {
  /** The one-shots that have ended by then. */
  readonly steps: readonly ProcessSettings[];
  readonly runDir: string;
}

function findFaultsOf(listed: ListedCommand, runDir: string): FoundFault[] {
  const { command, path } = listed;
  const around = { steps: listed.steps, runDir };
  const toFound = (fault: CommandFault, doubt: string | null): FoundFault => {
    return { failure: toFailure(listed, fault), doubt, path, file: command.file };
  };
  const fault = findCommandFault(command);
  if (fault !== null) return [toFound(fault, isLasting(command, around) ? null : MADE_BEFORE)];
  return listInnerCommands(command).flatMap((inner) => {
    // A folder that is not there yet may be made by then.
    const innerFault = isFolder(inner.command.workingDirectory) ? findCommandFault(inner.command) : null;
    if (innerFault === null || isForShell(inner)) return [];
    const isDecided = inner.isDecided && isLasting(command, around) && isLasting(inner.command, around);
    const doubt = isDecided ? (inner.isNeeded ? null : GOES_ON) : MADE_BEFORE;
    return [toFound(toOuterFault(innerFault, inner), doubt)];
  });
}

function toFailure({ processName, command, owner, path }: ListedCommand, fault: CommandFault): Failure {
  const cure = path[0] === 'processes' ? fault.cure : renameKey(fault.cure ?? '', path);
  const told = cure === undefined || cure === '' ? fault : { ...fault, cure };
  return toCommandFailure(processName, command, told, owner);
}

/** A cure for `command`, told to whoever wrote the command elsewhere. */
function renameKey(cure: string, path: readonly string[]): string {
  return cure.replaceAll('`command`', `\`${path.join('.')}\``).replaceAll('`command: ', `\`${path.at(-1)}: `);
}

/** A name that the shell may know by then, from a script that it has read or a folder on its new PATH. */
function isForShell({ isDecided, command }: InnerCommand): boolean {
  return !isDecided && !command.file.includes('/') && findProgram(command.file, command).kind === 'missing';
}

function toOuterFault(fault: CommandFault, { command, origin }: InnerCommand): CommandFault {
  return { ...fault, reason: `${origin} runs ${command.file}${fault.reason === null ? '' : `: ${fault.reason}`}` };
}

/**
 * True if nothing that comes before may make what is missing: no one-shot a file, none that installs something a program, and
 * nothing of it is rendered by berth itself.
 */
function isLasting(command: CommandSettings, { steps, runDir }: Surroundings): boolean {
  if (usesFolder(command, runDir)) return false;
  const isNameMissing = !command.file.includes('/') && findProgram(command.file, command).kind === 'missing';
  if (!isNameMissing) return steps.length === 0;
  return !steps.some((step) =>
    [step.command, ...listInnerCommands(step.command).map((inner) => inner.command)].some(bringsPrograms),
  );
}

// The rendered files are written only when berth runs.
function usesFolder({ file, args, workingDirectory }: CommandSettings, folder: string): boolean {
  const script = findScriptArgument(file, args)?.path ?? '';
  return [file, script, workingDirectory].some((path) => path === folder || path.startsWith(`${folder}${sep}`));
}
