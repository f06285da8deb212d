import type { CommandSettings } from '../../core/settings.ts';
import { toShellLine } from '../../core/shell-word.ts';
import { Failure } from '../../failures/failure.ts';
import { findCommandFault } from '../preflight/command-check.ts';
import type { CommandFault } from '../preflight/command-fault.ts';

/** The failure of a process whose command has the fault. */
export function toCommandFailure(processName: string, command: CommandSettings, fault: CommandFault): Failure {
  const line = toShellLine([command.file, ...command.args]);
  const { reason, cause, cure } = fault;
  const diagnosis =
    cause === null || cure === undefined ? null : { cause, cure, certainty: 'certain' as const, evidence: [] };
  const details = {
    process: processName,
    command: `${line}${reason === null ? '' : ` (${reason})`}`,
    workingDirectory: command.workingDirectory,
  };
  return new Failure(fault.code, details, { diagnosis });
}

/**
 * Turns the error code of a spawn that did not happen into a failure. ENOENT has several causes that look alike (a
 * missing program, working directory, interpreter or loader); the failure says which.
 */
export function toSpawnFailure(processName: string, command: CommandSettings, code: string): Failure {
  return toCommandFailure(processName, command, findCommandFault(command) ?? toUnexplainedFault(code));
}

function toUnexplainedFault(code: string): CommandFault {
  const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
  if (isMissing) return { code: 'COMMAND_NOT_FOUND', reason: 'the file is there, its loader is not', cause: null };
  const failureCode = code === 'ENOEXEC' ? 'COMMAND_BAD_FORMAT' : 'COMMAND_NOT_EXECUTABLE';
  return { code: failureCode, reason: code === 'EACCES' ? null : `the system says ${code}`, cause: null };
}
